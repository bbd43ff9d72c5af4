import { useTranslation } from 'react-i18next'
import type { Card } from '../../../shared/model/person.ts'
import type { Settings } from '../../../shared/model/settings.ts'
import { useApp } from '../../state/app-store.ts'
import { Select } from '../../ui/select.tsx'
import { DirectoriesPart } from './directories-part.tsx'
import { DiscoveryPart } from './discovery-part.tsx'
import { Group } from './group.tsx'
import { HostDirectoryPart } from './host-directory-part.tsx'
import { ListeningNow } from './listening-now.tsx'
import { PortField } from './port-field.tsx'
import { Toggle } from './toggle.tsx'
import { updateSettings } from './update-settings.ts'

export function NetworkSection({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('app')
  const card = useApp((state) => state.card)
  const own = ownAddresses(card, settings.host).map((address) => ({
    value: address.host,
    label: address.interface ? t('set.oneInterface', address) : address.host,
  }))
  const hosts = [{ value: '::', label: t('set.everywhere') }, { value: '127.0.0.1', label: t('set.onlyHere') }, ...own]
  return (
    <>
      <ListeningNow settings={settings} />
      <Group title={t('set.wanted')}>
        <PortField name="port" port={settings.port} label={t('set.port')} />
        <Select label={t('set.host')} hint={t('set.hostHint')} value={settings.host} options={hosts} onChange={(host) => void updateSettings({ host })} />
      </Group>
      <Group>
        <Toggle settings={settings} name="allowPlain" label={t('set.allowPlain')} hint={t('set.allowPlainHint')} />
      </Group>
      <DiscoveryPart settings={settings} />
      <DirectoriesPart settings={settings} />
      <HostDirectoryPart settings={settings} />
    </>
  )
}

const general = new Set(['::', '127.0.0.1'])

/** The addresses of this computer, once each, and the one that is set even when it has gone. */
function ownAddresses(card: Card | null, set: string): readonly { readonly host: string; readonly interface: string }[] {
  const known = new Map((card?.addresses ?? []).map((address) => [address.host, { host: address.host, interface: address.interface }]))
  if (!known.has(set)) known.set(set, { host: set, interface: '' })
  return [...known.values()].filter(({ host }) => !general.has(host))
}
