import { useTranslation } from 'react-i18next'
import { useApp } from '../../state/app-store.ts'
import { ErrorText } from '../../ui/error-text.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'

/** One quiet line: can others reach me, and does the disk keep up. */
export function StatusCorner() {
  const { t } = useTranslation('app')
  const listener = useApp((state) => state.listener)
  const storage = useApp((state) => state.storage)
  return (
    <footer className="shell-status" data-testid="status">
      {listener.state === 'starting' ? (
        <span>
          <StatusDot status="connecting" label="" /> {t('status.starting')}
        </span>
      ) : null}
      {listener.state === 'listening' ? (
        <span data-testid="listening">
          <StatusDot status="online" label="" />{' '}
          {listener.wantedPort !== 0 && listener.wantedPort !== listener.port
            ? t('status.moved', { wanted: listener.wantedPort, port: listener.port })
            : t('status.listening', { port: listener.port })}
        </span>
      ) : null}
      {listener.state === 'failed' ? (
        <span className="shell-trouble">
          <StatusDot status="trouble" label="" /> {t('status.failed')}: <ErrorText error={listener.error} short />
        </span>
      ) : null}
      {storage?.error ? (
        <span className="shell-trouble" role="alert">
          <StatusDot status="trouble" label="" /> <ErrorText error={storage.error} />
        </span>
      ) : null}
    </footer>
  )
}
