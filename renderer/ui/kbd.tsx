import { useTranslation } from 'react-i18next'
import './marks.css'

/** As the keyboard of this computer names them. */
const onMac: Readonly<Record<string, string>> = { Ctrl: '⌘', Alt: '⌥', Shift: '⇧', Enter: '↩', Del: '⌫' }
const written = ['Enter', 'Shift', 'Del', 'Esc'] as const
const isWritten = (key: string): key is (typeof written)[number] => written.some((other) => other === key)
const mac = /mac|iphone|ipad/i.test(navigator.platform)

/** One combination, its keys separated by spaces: `Ctrl K`. */
export function Kbd({ children, apple = mac }: { readonly children: string; readonly apple?: boolean }) {
  const { t } = useTranslation('app')
  const nameOf = (key: string) => (isWritten(key) ? t(`keys.${key}`) : key)
  return (
    <span className="ui-keys">
      {children.split(/ +/).map((key) => (
        <kbd key={key} className="ui-kbd">
          {(apple ? onMac[key] : undefined) ?? nameOf(key)}
        </kbd>
      ))}
    </span>
  )
}
