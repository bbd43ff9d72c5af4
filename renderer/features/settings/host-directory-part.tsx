import { useTranslation } from 'react-i18next'
import { formatAddress } from '../../../shared/model/address.ts'
import { formatId } from '../../../shared/model/id-text.ts'
import type { HostedDirectory } from '../../../shared/model/nearby.ts'
import type { Settings } from '../../../shared/model/settings.ts'
import { useApp } from '../../state/app-store.ts'
import { copyText } from '../../state/conversation-actions.ts'
import { CopyField } from '../../ui/copy-field.tsx'
import { ErrorText } from '../../ui/error-text.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import { Group } from './group.tsx'
import { PortField } from './port-field.tsx'
import { Toggle } from './toggle.tsx'

/** Addresses offered for copying. */
const shown = 3

/** This computer tells others where people are. */
export function HostDirectoryPart({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('app')
  const hosted = useApp((state) => state.network.hosted)
  return (
    <Group title={t('set.hostDirectoryTitle')}>
      <Toggle settings={settings} name="hostDirectory" label={t('set.hostDirectory')} hint={t('set.hostDirectoryHint')} />
      <PortField name="directoryPort" port={settings.directoryPort} label={t('set.directoryPort')} />
      {settings.hostDirectory ? (
        <div className="set-now" data-testid="hosted" data-state={hosted.state} role="status">
          <Hosted hosted={hosted} />
        </div>
      ) : null}
    </Group>
  )
}

function Hosted({ hosted }: { readonly hosted: HostedDirectory }) {
  const { t } = useTranslation('app')
  const addresses = useApp((state) => state.card?.addresses)
  if (hosted.state === 'failed')
    return (
      <>
        <p className="set-now-line" data-trouble="true">
          <StatusDot status="trouble" label="" /> {t('set.hostedFailed')}
        </p>
        <p className="ui-hint">
          <ErrorText error={hosted.error} />
        </p>
      </>
    )
  if (hosted.state !== 'listening')
    return (
      <p className="set-now-line">
        <StatusDot status="connecting" label="" /> {t('set.starting')}
      </p>
    )
  const { port, id } = hosted
  return (
    <>
      <p className="set-now-line">
        <StatusDot status="online" label="" /> {t('set.hostedListening', { port })}
      </p>
      <span className="ui-label">{t('set.hostedAddress')}</span>
      {(addresses ?? []).slice(0, shown).map(({ host }) => (
        <CopyField key={host} value={formatAddress({ host, port })} label={t('card.copyAddress')} onCopy={copyText} />
      ))}
      <span className="ui-label">{t('set.hostedId')}</span>
      <span className="ui-hint">{t('set.hostedIdHint')}</span>
      <CopyField grouped value={formatId(id)} label={t('card.copyIdentity')} onCopy={copyText} />
    </>
  )
}
