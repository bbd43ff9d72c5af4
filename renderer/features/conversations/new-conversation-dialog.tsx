import { type FormEvent, useEffect, useRef, useState } from 'react'
import { defaultPort } from '../../../shared/commands.ts'
import { type ErrorData, toErrorData } from '../../../shared/errors.ts'
import { parseInvitation } from '../../../shared/invitation.ts'
import { type Address, formatAddress } from '../../../shared/model/address.ts'
import type { Conversation } from '../../../shared/model/conversation.ts'
import type { NearbyPerson } from '../../../shared/model/nearby.ts'
import { useApp } from '../../state/app-store.ts'
import { join, leave, reconnect, selectConversation } from '../../state/conversation-actions.ts'
import { useConversation } from '../../state/conversations-store.ts'
import { useLink } from '../../state/links-store.ts'
import { acceptInvitation, openPerson, talk } from '../../state/people-actions.ts'
import { useSelection } from '../../state/selection-store.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorText } from '../../ui/error-text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { placesWords } from '../nearby/places-words.ts'
import { usePeopleWords } from '../people/use-people-words.ts'
import { AttemptsList } from './attempts-list.tsx'
import { composerInput } from './composer-focus.ts'
import { JoinSuggestions } from './join-suggestions.tsx'
import { joinTarget } from './join-target.ts'
import { toldHow } from './told-how.ts'
import { useWords } from './use-words.ts'

/** Of a link, in characters; the contract takes no more. */
const longestTyped = 2_000
/** Of the beginning of a pseudonym that is searched for. */
const longestName = 64

const close = () => useSelection.setState({ dialog: null, invitation: null })

/** A pseudonym, an invitation, or HOST and PORT; then what happens on the way there, live. A link that is opened meanwhile begins it anew. */
export function NewConversationDialog() {
  const { t } = useWords()
  const open = useSelection((state) => state.dialog === 'new-conversation')
  const invitation = useSelection((state) => state.invitation)
  const from = useRef<string | null>(null)
  useEffect(() => {
    if (open) from.current = useSelection.getState().conversationId
  }, [open])
  const finalFocus = () => (useSelection.getState().conversationId === from.current ? true : (composerInput() ?? true))
  return (
    <Dialog open={open} onClose={close} title={t('join.title')} data-testid="join-dialog" finalFocus={finalFocus}>
      {open ? <JoinForm key={invitation?.token ?? 0} begin={invitation?.url ?? ''} /> : null}
    </Dialog>
  )
}

interface Joined {
  readonly id: string
  /** Who or where it leads, as it was asked for. */
  readonly to: string
}

function JoinForm({ begin }: { readonly begin: string }) {
  const { t, locale } = useWords()
  const [typed, setTyped] = useState(begin)
  const [port, setPort] = useState(String(defaultPort))
  const [wrong, setWrong] = useState<'host' | 'port' | null>(null)
  const [error, setError] = useState<ErrorData | null>(null)
  const [joined, setJoined] = useState<Joined | null>(null)
  const target = joinTarget(typed, port)
  const prefix = target.type === 'name' ? target.name.slice(0, longestName) : ''

  const go = async (to: string, open: () => Promise<Conversation>) => {
    setError(null)
    try {
      setJoined({ id: (await open()).id, to })
    } catch (thrown) {
      setError(toErrorData(thrown))
    }
  }
  const joinAddress = (address: Address) => go(formatAddress(address), () => join(address.host, address.port))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setWrong(target.type === 'wrong' ? target.wrong : null)
    if (target.type === 'invitation') void go(parseInvitation(target.url)?.name ?? target.url, () => acceptInvitation(target.url))
    if (target.type === 'address') void joinAddress(target.address)
    if (target.type === 'name') void go(target.name, async () => toldHow(await talk(target.name), locale))
  }
  const pick = async ({ id }: NearbyPerson) => {
    const conversation = await openPerson(id)
    if (!conversation) return
    close()
    selectConversation(conversation.id)
  }
  const host = error?.code === 'unknown-name' && target.type === 'name' && !/\s/.test(target.name) ? target.address : null

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
    <form className="cv-join" onSubmit={submit}>
      <p>{t('join.text')}</p>
      <div className="cv-join-fields">
        <TextField
          label={t('join.host')}
          hint={t('join.hostHint')}
          error={wrong === 'host' ? t('join.needHost') : undefined}
          value={typed}
          onChange={(next) => {
            setTyped(next)
            setError(null)
          }}
          autoFocus
          maxLength={longestTyped}
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
        <div className="cv-join-error" role="alert">
          <ErrorText error={error} /> {error.code === 'unknown-name' ? <LookedIn /> : null}
        </div>
      ) : null}
      {target.type === 'name' || typed.trim() === '' ? <JoinSuggestions prefix={prefix} onPick={(person) => void pick(person)} /> : null}
      <div className="cv-dialog-row">
        {host ? (
          <Button data-testid="join-as-host" onClick={() => void joinAddress(host)}>
            {t('join.asHost', { address: formatAddress(host) })}
          </Button>
        ) : null}
        <Button onClick={close}>{t('join.cancel')}</Button>
        <Button type="submit" variant="primary" data-testid="join-submit">
          {t('join.connect')}
        </Button>
      </div>
    </form>
  )
}

function LookedIn() {
  const words = usePeopleWords()
  return (
    <span>
      {placesWords(
        words,
        useApp((state) => state.network),
      )}
    </span>
  )
}

interface ProgressProps extends Joined {
  readonly onBack: () => void
}

function Progress({ id, to, onBack }: ProgressProps) {
  const { t } = useWords()
  const link = useLink(id)
  const conversation = useConversation(id)
  const state = link?.state ?? 'connecting'
  const failed = state === 'waiting' || state === 'offline'
  const words =
    state === 'open' || state === 'half-closed' || state === 'unstable'
      ? t('join.connected', { name: conversation?.title ?? to })
      : failed
        ? t('join.failed')
        : t('join.connecting', { address: to })
  const show = () => {
    close()
    selectConversation(id)
  }
  // The field that had the focus is gone: Enter goes on from here. Cancel is a Tab away, or Escape.
  const next = useRef<HTMLButtonElement>(null)
  useEffect(() => next.current?.focus(), [])
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
        <Button ref={next} variant="primary" data-testid="join-open" onClick={show}>
          {t('join.open')}
        </Button>
      </div>
    </div>
  )
}
