import { Radar } from 'lucide-react'
import { toErrorData } from '../../../shared/errors.ts'
import { type Address, formatAddress } from '../../../shared/model/address.ts'
import type { ScanStatus } from '../../../shared/model/nearby.ts'
import { useApp } from '../../state/app-store.ts'
import { join } from '../../state/conversation-actions.ts'
import { scan } from '../../state/people-actions.ts'
import { toastError } from '../../state/toasts-store.ts'
import { Button } from '../../ui/button.tsx'
import { usePeopleWords } from '../people/use-people-words.ts'
import { showConversation } from '../shell/show-conversation.ts'

/** Addresses of a /24, without the network's own and the broadcast one. */
const addresses = 254

/** Only because someone asks: one look at each address of the local network. */
export function ScanPanel() {
  const { t } = usePeopleWords()
  const status = useApp((state) => state.network.scan)
  const running = status?.running ?? false
  return (
    <section className="ui-sheet nb-section nb-scan" aria-labelledby="nb-scan" data-testid="scan">
      <h2 id="nb-scan">{t('scan.title')}</h2>
      {status ? <Progress status={status} /> : <p className="ui-page-hint">{t('scan.hint', { count: addresses })}</p>}
      {status?.found.map((address) => (
        <Found key={formatAddress(address)} address={address} />
      ))}
      <Button data-testid={running ? 'scan-stop' : 'scan-start'} onClick={() => void scan(!running)}>
        <Radar size={16} aria-hidden="true" />
        {t(running ? 'scan.cancel' : status ? 'scan.again' : 'scan.start')}
      </Button>
    </section>
  )
}

function Progress({ status: { running, done, total, found } }: { readonly status: ScanStatus }) {
  const { t } = usePeopleWords()
  if (running)
    return (
      <div className="nb-progress">
        <progress aria-label={t('scan.label')} value={done} max={total} />
        <span>{t('scan.progress', { done, total })}</span>
      </div>
    )
  const finished = done >= total
  return (
    <p className="ui-page-hint" role="status">
      {finished ? null : `${t('scan.stopped', { done, total })} `}
      {found.length > 0 ? t('scan.found', { count: found.length }) : finished ? t('scan.none', { total }) : null}
    </p>
  )
}

function Found({ address }: { readonly address: Address }) {
  const { t } = usePeopleWords()
  const text = formatAddress(address)
  const open = () =>
    join(address.host, address.port).then(
      ({ id }) => showConversation(id),
      (thrown) => void toastError(toErrorData(thrown)),
    )
  return (
    <div className="nb-address" data-testid="scan-found">
      <code>{text}</code>
      <Button size="small" aria-label={`${t('join')} ${text}`} onClick={() => void open()}>
        {t('join')}
      </Button>
    </div>
  )
}
