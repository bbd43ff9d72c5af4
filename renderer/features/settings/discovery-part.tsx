import { useTranslation } from 'react-i18next'
import type { DiscoveryLink, DiscoveryStatus } from '../../../shared/model/nearby.ts'
import type { Settings } from '../../../shared/model/settings.ts'
import { useApp } from '../../state/app-store.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorText } from '../../ui/error-text.tsx'
import { Switch } from '../../ui/switch.tsx'
import { Fact, Group } from './group.tsx'
import { Toggle } from './toggle.tsx'
import { updateSettings } from './update-settings.ts'

/** Being found and finding on this network, and what becomes of it on each interface. */
export function DiscoveryPart({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('app')
  const discovery = useApp((state) => state.network.discovery)
  return (
    <Group title={t('set.discoveryTitle')}>
      <Toggle settings={settings} name="discovery" label={t('set.discovery')} hint={t('set.discoveryHint')} />
      <Toggle settings={settings} name="hideName" label={t('set.hideName')} hint={t('set.hideNameHint')} />
      {discovery.error ? (
        <p className="set-trouble" role="status">
          <ErrorText error={discovery.error} />
        </p>
      ) : null}
      {settings.discovery && discovery.on ? <Interfaces settings={settings} discovery={discovery} /> : null}
    </Group>
  )
}

interface InterfacesProps {
  readonly settings: Settings
  readonly discovery: DiscoveryStatus
}

/** Reasons that one's own choice overrides. */
const canBeChosen: ReadonlySet<string> = new Set(['virtual', 'not-chosen'])

function Interfaces({ settings, discovery }: InterfacesProps) {
  const { links, skipped } = discovery
  const { t } = useTranslation('app')
  const used = [...new Set(links.map((link) => link.interface))]
  const chosen = settings.interfaces ?? used
  const here = new Set([...used, ...skipped.map((s) => s.interface)])
  const choose = (name: string, on: boolean) => void updateSettings({ interfaces: on ? [...chosen, name] : chosen.filter((other) => other !== name) })
  return (
    <div className="set-list" data-testid="interfaces">
      <h3>{t('set.interfaces')}</h3>
      {here.size === 0 ? <p className="ui-hint">{t('set.noInterface')}</p> : null}
      {used.map((name) => {
        const own = links.filter((link) => link.interface === name)
        const { words, error } = findingOf(own)
        return (
          <div key={name}>
            <Switch
              label={t('set.interfaceAt', { name, address: own.map((link) => link.address).join(', ') })}
              hint={t(`set.${words}`)}
              checked
              onChange={(on) => choose(name, on)}
            />
            {error && error.code !== discovery.error?.code ? (
              <p className="set-trouble">
                <ErrorText error={error} />
              </p>
            ) : null}
          </div>
        )
      })}
      {skipped.map(({ interface: name, reason }) =>
        canBeChosen.has(reason) ? (
          <Switch key={name} label={name} hint={t(`set.skipped.${reason}`)} checked={false} onChange={(on) => choose(name, on)} />
        ) : (
          <Fact key={name} label={name}>
            {t(`set.skipped.${reason}`)}
          </Fact>
        ),
      )}
      {chosen
        .filter((name) => !here.has(name))
        .map((name) => (
          <Switch key={name} label={name} hint={t('set.interfaceAway')} checked onChange={(on) => choose(name, on)} />
        ))}
      {settings.interfaces === null ? null : (
        <Button size="small" data-testid="interfaces-all" onClick={() => void updateSettings({ interfaces: null })}>
          {t('set.interfacesAll')}
        </Button>
      )}
    </div>
  )
}

type Finding = 'heardBoth' | 'heardOne' | 'heardWaiting' | 'heardNot' | 'heardError'

/** Whether one's own announcement came back on an interface, by any family and either way. */
export function findingOf(links: readonly DiscoveryLink[]): { readonly words: Finding; readonly error: DiscoveryLink['error'] } {
  const heard = links.flatMap((link) => [link.beaconHeard, link.mdnsHeard])
  const error = links.find((link) => link.error)?.error ?? null
  if (heard.every((h) => h === 'yes')) return { words: 'heardBoth', error }
  if (heard.includes('yes')) return { words: 'heardOne', error }
  if (error && links.every((link) => link.error)) return { words: 'heardError', error }
  return { words: heard.includes('waiting') ? 'heardWaiting' : 'heardNot', error }
}
