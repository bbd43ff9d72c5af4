import { useTranslation } from 'react-i18next'
import type { Settings } from '../../../shared/model/settings.ts'
import { Button } from '../../ui/button.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { openDialog } from '../shell/palette-entries.tsx'
import { pageKeys } from '../shell/use-shell-keys.ts'
import { Group } from './group.tsx'
import { Toggle } from './toggle.tsx'

const keys = [
  ['shortcutPalette', 'Ctrl K'],
  ['shortcutNew', 'Ctrl N'],
  ['shortcutSearch', 'Ctrl F'],
  ['shortcutSwitch', 'Alt ↑ ↓'],
  ['shortcutConversations', pageKeys.conversations],
  ['shortcutRooms', pageKeys.rooms],
  ['shortcutNearby', pageKeys.nearby],
  ['shortcutDiagnostics', pageKeys.diagnostics],
  ['shortcutSettings', pageKeys.settings],
  ['shortcutClose', 'Esc'],
] as const

export function KeysSection({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('app')
  return (
    <>
      <Group>
        <Toggle settings={settings} name="sendWithEnter" label={t('set.enter')} hint={t('set.enterHint')} />
      </Group>
      <Group title={t('set.shortcuts')}>
        <dl className="set-keys">
          {keys.map(([name, combination]) => (
            <div key={name}>
              <dt>{t(`set.${name}`)}</dt>
              <dd>
                <Kbd>{combination}</Kbd>
              </dd>
            </div>
          ))}
        </dl>
        <div>
          <Button size="small" onClick={openDialog('help')}>
            {t('set.allKeys')}
          </Button>
        </div>
      </Group>
    </>
  )
}
