import { HardDrive } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListenerStatus, StorageStatus } from '../../../shared/model/status.ts'
import { useApp } from '../../state/app-store.ts'
import { ErrorText } from '../../ui/error-text.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import { goToSettings, type SettingsSection } from './page-store.ts'

/** One quiet line: can others reach me, and does the disk keep up. Each part leads to its settings. */
export function StatusCorner() {
  const { t } = useTranslation('app')
  const listener = useApp((state) => state.listener)
  const storage = useApp((state) => state.storage)
  return (
    <section className="shell-status" aria-label={t('status.label')} data-testid="status">
      <Part section="network" hint={t('status.network')} trouble={listener.state === 'failed'}>
        <Listener listener={listener} />
      </Part>
      {storage ? (
        <Part section="storage" hint={t('status.storage')} trouble={storage.error !== null}>
          <Storage storage={storage} />
        </Part>
      ) : null}
    </section>
  )
}

interface PartProps {
  readonly section: SettingsSection
  readonly hint: string
  readonly trouble: boolean
  readonly children: ReactNode
}

function Part({ section, hint, trouble, children }: PartProps) {
  return (
    <button type="button" className="shell-status-part" data-trouble={trouble} title={hint} onClick={() => goToSettings(section)}>
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
