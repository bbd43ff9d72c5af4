import { type FormEvent, useState } from 'react'
import { type ErrorData, toErrorData } from '../../../shared/errors.ts'
import { type Address, formatAddress } from '../../../shared/model/address.ts'
import { join, leave, reconnect, selectConversation } from '../../state/conversation-actions.ts'
import { useConversation } from '../../state/conversations-store.ts'
import { useLink } from '../../state/links-store.ts'
import { useSelection } from '../../state/selection-store.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorText } from '../../ui/error-text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { AttemptsList } from './attempts-list.tsx'
import { parseAddress } from './parse-address.ts'
import { useWords } from './use-words.ts'

const close = () => useSelection.setState({ dialog: null, invitation: '' })

/** HOST and PORT, or both in one field; then what happens on the way there, live. */
export function NewConversationDialog() {
  const { t } = useWords()
  const open = useSelection((state) => state.dialog === 'new-conversation')
  return (
    <Dialog open={open} onClose={close} title={t('join.title')} data-testid="join-dialog">
      {open ? <JoinForm /> : null}
    </Dialog>
  )
}

function JoinForm() {
  const { t } = useWords()
  const [host, setHost] = useState(useSelection.getState().invitation)
  const [port, setPort] = useState('3000')
  const [wrong, setWrong] = useState<'host' | 'port' | null>(null)
  const [error, setError] = useState<ErrorData | null>(null)
  const [joined, setJoined] = useState<{ readonly id: string; readonly address: Address } | null>(null)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const parsed = parseAddress(host, port)
    setError(null)
    setWrong(parsed.ok ? null : parsed.wrong)
    if (!parsed.ok) return
    try {
      const { id } = await join(parsed.address.host, parsed.address.port)
      setJoined({ id, address: parsed.address })
    } catch (thrown) {
      setError(toErrorData(thrown))
    }
  }

  if (joined)
    return (
      <Progress
        {...joined}
        onBack={() => {
          void leave(joined.id)
          setJoined(null)
        }}
      />
    )
  return (
    <form className="cv-join" onSubmit={(event) => void submit(event)}>
      <p>{t('join.text')}</p>
      <div className="cv-join-fields">
        <TextField
          label={t('join.host')}
          hint={t('join.hostHint')}
          error={wrong === 'host' ? t('join.needHost') : undefined}
          value={host}
          onChange={setHost}
          autoFocus
          mono
          data-testid="join-host"
        />
        <TextField
          label={t('join.port')}
          error={wrong === 'port' ? t('join.needPort') : undefined}
          value={port}
          onChange={setPort}
          inputMode="numeric"
          mono
          data-testid="join-port"
        />
      </div>
      {error ? (
        <p className="cv-join-error" role="alert">
          <ErrorText error={error} />
        </p>
      ) : null}
      <div className="cv-dialog-row">
        <Button onClick={close}>{t('join.cancel')}</Button>
        <Button type="submit" variant="primary" data-testid="join-submit">
          {t('join.connect')}
        </Button>
      </div>
    </form>
  )
}

interface ProgressProps {
  readonly id: string
  readonly address: Address
  readonly onBack: () => void
}

function Progress({ id, address, onBack }: ProgressProps) {
  const { t } = useWords()
  const link = useLink(id)
  const conversation = useConversation(id)
  const state = link?.state ?? 'connecting'
  const failed = state === 'waiting' || state === 'offline'
  const words =
    state === 'open' || state === 'half-closed' || state === 'unstable'
      ? t('join.connected', { name: conversation?.title ?? formatAddress(address) })
      : failed
        ? t('join.failed')
        : t('join.connecting', { address: formatAddress(address) })
  const show = () => {
    close()
    selectConversation(id)
  }
  return (
    <div className="cv-join" data-testid="join-progress" data-state={state}>
      <p className="cv-join-state" role="status">
        {words}
      </p>
      {state === 'open' ? <p>{t(link?.encrypted ? 'join.connectedSecure' : 'join.connectedPlain')}</p> : null}
      {link?.error ? (
        <p className="cv-join-error">
          <ErrorText error={link.error} />
        </p>
      ) : null}
      {link && link.attempts.length > 0 ? <AttemptsList attempts={link.attempts} /> : null}
      <div className="cv-dialog-row">
        {state === 'open' ? null : <Button onClick={onBack}>{t('join.cancel')}</Button>}
        {failed ? <Button onClick={() => void reconnect(id)}>{t('join.again')}</Button> : null}
        <Button variant="primary" data-testid="join-open" onClick={show}>
          {t('join.open')}
        </Button>
      </div>
    </div>
  )
}
