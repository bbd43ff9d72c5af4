import './marks.css'

/** As the keyboard of this computer names them. */
const onMac: Readonly<Record<string, string>> = { Ctrl: '⌘', Alt: '⌥', Shift: '⇧', Enter: '↩', Del: '⌫' }
const mac = /mac|iphone|ipad/i.test(navigator.platform)

/** One combination, its keys separated by spaces: `Ctrl K`. */
export function Kbd({ children, apple = mac }: { readonly children: string; readonly apple?: boolean }) {
  return (
    <span className="ui-keys">
      {children.split(/ +/).map((key) => (
        <kbd key={key} className="ui-kbd">
          {apple ? (onMac[key] ?? key) : key}
        </kbd>
      ))}
    </span>
  )
}
