import { BookUser, HardDrive, Radio } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { NetworkStatus } from '../../../shared/model/nearby.ts'
import type { ListenerStatus, StorageStatus } from '../../../shared/model/status.ts'
import { useApp } from '../../state/app-store.ts'
import { ErrorText } from '../../ui/error-text.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import { goTo, goToSettings, type Page, type SettingsSection } from './page-store.ts'

/** One quiet line: can others reach me, who is found and by which ways, and does the disk keep up. Each part leads to its settings. */
export function StatusCorner() {
  const { t } = useTranslation('app')
  const listener = useApp((state) => state.listener)
  const storage = useApp((state) => state.storage)
  const network = useApp((state) => state.network)
  return (
    <section className="shell-status" aria-label={t('status.label')} data-testid="status">
      <Part section="network" hint={t('status.network')} trouble={listener.state === 'failed'}>
        <Listener listener={listener} />
      </Part>
      <Part page="nearby" hint={t('status.nearby')} trouble={false}>
        <People network={network} />
      </Part>
      {storage ? (
        <Part section="storage" hint={t('status.storage')} trouble={storage.error !== null} quiet={storage.error === null}>
          <Storage storage={storage} />
        </Part>
      ) : null}
    </section>
  )
}

interface PartProps {
  /** Where it leads: a section of the settings, or a page. */
  readonly section?: SettingsSection
  readonly page?: Page
  readonly hint: string
  readonly trouble: boolean
  /** Says nothing new: the first to go where there is no room. */
  readonly quiet?: boolean
  readonly children: ReactNode
}

function Part({ section, page, hint, trouble, quiet = false, children }: PartProps) {
  const go = () => (section ? goToSettings(section) : goTo(page ?? 'settings'))
  return (
    <button type="button" className="shell-status-part" data-trouble={trouble} data-quiet={quiet} title={hint} onClick={go}>
      {children}
    </button>
  )
}

function Listener({ listener }: { readonly listener: ListenerStatus }) {
  const { t } = useTranslation('app')
  if (listener.state === 'starting')
    return (
      <>
        <StatusDot status="connecting" label="" /> {t('status.starting')}
      </>
    )
  if (listener.state === 'failed')
    return (
      <span role="alert">
        <StatusDot status="trouble" label="" /> {t('status.failed')}. <ErrorText error={listener.error} short />
      </span>
    )
  const { host, port, wantedPort } = listener
  const where = host === '::' || host === '0.0.0.0' ? t('status.everywhere') : host
  return (
    <span data-testid="listening">
      <StatusDot status="online" label="" />{' '}
      {wantedPort !== 0 && wantedPort !== port ? t('status.moved', { wanted: wantedPort, port }) : t('status.listening', { where, port })}
    </span>
  )
}

function Storage({ storage }: { readonly storage: StorageStatus }) {
  const { t } = useTranslation('app')
  if (storage.error)
    return (
      <span role="alert">
        <StatusDot status="trouble" label="" /> <ErrorText error={storage.error} short />{' '}
        {storage.waiting > 0 ? t('status.waiting', { count: storage.waiting }) : null}
      </span>
    )
  return (
    <>
      <HardDrive size={12} aria-hidden="true" /> {t('status.saved')}
    </>
  )
}

/** What is to be decided or mended stands out; a directory that is away is tried again by itself. */
function People({ network: { discovery, directories } }: { readonly network: NetworkStatus }) {
  const { t } = useTranslation('app')
  const near = useApp((state) => state.nearby.filter((person) => person.online && person.sources.some((source) => source !== 'directory')).length)
  const online = directories.filter((directory) => directory.state === 'online').length
  const changed = directories.some((directory) => directory.state === 'key-changed')
  return (
    <span data-testid="status-people">
      <span data-trouble={discovery.error !== null}>
        <Radio size={12} aria-hidden="true" />
        {discovery.on ? (discovery.error ? t('status.discoveryFailed') : t('status.near', { count: near })) : t('status.discoveryOff')}
      </span>
      {directories.length === 0 ? null : (
        <span data-trouble={changed}>
          <BookUser size={12} aria-hidden="true" />
          {changed ? t('status.directoryKey') : t('status.directories', { online, count: directories.length })}
        </span>
      )}
    </span>
  )
}
