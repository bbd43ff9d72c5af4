import { useTranslation } from 'react-i18next'
import { formatAddress } from '../../../shared/model/address.ts'
import type { Settings } from '../../../shared/model/settings.ts'
import type { ListenerStatus } from '../../../shared/model/status.ts'
import { useApp } from '../../state/app-store.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorText } from '../../ui/error-text.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import { Group } from './group.tsx'
import { updateSettings } from './update-settings.ts'

/** What the listener does at this moment, and the way out when it is not what was wanted. */
export function ListeningNow({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('app')
  const listener = useApp((state) => state.listener)
  return (
    <Group title={t('set.now')}>
      <div className="set-now" data-testid="listening-now" role="status">
        <Listening listener={listener} settings={settings} />
      </div>
    </Group>
  )
}

function Listening({ listener, settings }: { readonly listener: ListenerStatus; readonly settings: Settings }) {
  const { t } = useTranslation('app')
  const first = useApp((state) => state.card?.addresses[0])
  if (listener.state === 'starting')
    return (
      <p className="set-now-line">
        <StatusDot status="connecting" label="" /> {t('set.starting')}
      </p>
    )
  if (listener.state === 'failed')
    return (
      <>
        <p className="set-now-line" data-trouble="true">
          <StatusDot status="trouble" label="" /> {t('set.failed')}
        </p>
        <p className="ui-hint">
          <ErrorText error={listener.error} />
        </p>
        {settings.port === 0 ? null : (
          <Button size="small" onClick={() => void updateSettings({ port: 0 })}>
            {t('set.anyPort')}
          </Button>
        )}
      </>
    )
  const { host, port, wantedPort } = listener
  const where = host === '::' || host === '0.0.0.0' ? t('status.everywhere') : host
  return (
    <>
      <p className="set-now-line">
        <StatusDot status="online" label="" /> {t('set.listening', { where, port })}
      </p>
      {first ? (
        <p className="ui-hint">
          {t('set.listeningHint', { address: '' })}
          <code>{formatAddress(first)}</code>
        </p>
      ) : null}
      {wantedPort !== 0 && wantedPort !== port ? (
        <>
          <p className="set-moved">{t('set.moved', { wanted: wantedPort, port })}</p>
          <Button size="small" onClick={() => void updateSettings({ port })}>
            {t('set.keepPort', { port })}
          </Button>
        </>
      ) : null}
    </>
  )
}
