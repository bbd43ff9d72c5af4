import { commandTable } from '../../../shared/commands.ts'
import { useSelection } from '../../state/selection-store.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { pageKeys } from '../shell/use-shell-keys.ts'
import { usageOf } from './command-words.ts'
import { useWords } from './use-words.ts'

const close = () => useSelection.setState({ dialog: null })

const keys = [
  ['send', 'Enter'],
  ['line', 'Shift Enter'],
  ['editLast', '↑'],
  ['new', 'Ctrl N'],
  ['search', 'Ctrl F'],
  ['switch', 'Alt ↑ ↓'],
  ['palette', 'Ctrl K'],
  ['conversations', pageKeys.conversations],
  ['rooms', pageKeys.rooms],
  ['nearby', pageKeys.nearby],
  ['diagnostics', pageKeys.diagnostics],
  ['settings', pageKeys.settings],
  ['actions', 'R  E  C  Del'],
  ['close', 'Esc'],
] as const

/** What can be typed and which keys work. */
export function HelpDialog() {
  const { t } = useWords()
  const open = useSelection((state) => state.dialog === 'help')
  return (
    <Dialog open={open} onClose={close} title={t('help.title')} data-testid="help-dialog">
      <div className="cv-help">
        <section>
          <h3>{t('help.commands')}</h3>
          <dl>
            {commandTable.map(({ name }) => (
              <div key={name} className="cv-help-row">
                <dt>
                  <code>{usageOf(t, name)}</code>
                </dt>
                <dd>{t(`command.${name}`)}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section className="cv-help-keys">
          <h3>{t('help.keys')}</h3>
          <dl>
            {keys.map(([name, key]) => (
              <div key={name} className="cv-help-row">
                <dt>
                  <Kbd>{key}</Kbd>
                </dt>
                <dd>{t(`help.${name}`)}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  )
}
