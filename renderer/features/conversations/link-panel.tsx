import type { ErrorData } from '../../../shared/errors.ts'
import { type Conversation, isUnanswered, isVisitor, type Link } from '../../../shared/model/conversation.ts'
import { reconnect } from '../../state/conversation-actions.ts'
import { useLink } from '../../state/links-store.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorReason, ErrorText } from '../../ui/error-text.tsx'
import { askDoctor } from '../shell/show-diagnostics.ts'
import { AttemptsList } from './attempts-list.tsx'
import { useNow } from './use-now.ts'
import { useWords } from './use-words.ts'

interface LinkPanelProps {
  readonly conversation: Conversation
  readonly brief: boolean
}

/** Not while it is connected, nor where a notice or a question says it. */
export function isLinkTold({ kind }: Conversation, link: Link | null): boolean {
  if (!link || ['open', 'half-closed', 'key-changed'].includes(link.state)) return false
  return link.state !== 'offline' || link.error !== null || kind === 'plain'
}

/** Why the conversation is not connected now and what happens next. */
export function LinkPanel({ conversation, brief }: LinkPanelProps) {
  const { t } = useWords()
  const link = useLink(conversation.id)
  if (!link) return null
  if (link.state === 'connecting') {
    return (
      <Banner
        tone="info"
        title={t('link.connecting')}
        data-testid="link-panel"
        brief
        isOpen={isUnanswered(conversation)}
        detail={link.attempts.length > 0 ? <AttemptsList attempts={link.attempts} /> : <p>{t('link.resolving')}</p>}
      />
    )
  }
  if (link.state === 'unstable')
    return (
      <Banner tone="warning" data-testid="link-panel" brief={brief}>
        {t('link.unstable')}
      </Banner>
    )
  return <Down conversation={conversation} link={link} brief={brief} />
}

/** What may be said of any of the addresses that a person was looked for at. */
const ofAnyAddress: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'no-answer'])

/** A person is named by the pseudonym above, not by the address that failed last: the addresses are below, and in the doctor. */
const aboutPerson = (error: ErrorData): ErrorData => (ofAnyAddress.has(error.code) ? { ...error, details: {} } : error)

function Down({ conversation, link, brief }: { readonly conversation: Conversation; readonly link: Link; readonly brief: boolean }) {
  const { t } = useWords()
  const plain = conversation.kind === 'plain'
  const canDial = !isVisitor(conversation)
  const unanswered = isUnanswered(conversation)
  const error = link.error && conversation.kind === 'secure' ? aboutPerson(link.error) : link.error
  const kept = canDial && !plain ? t('link.whenBack') : null
  return (
    <Banner
      tone={error && canDial ? 'warning' : 'info'}
      brief={brief}
      isOpen={unanswered}
      title={t(unanswered ? 'link.notReached' : plain && link.state === 'offline' ? 'link.offlinePlain' : `link.${link.state}`)}
      action={
        canDial ? (
          <>
            <Button size="small" data-testid="reconnect" onClick={() => void reconnect(conversation.id)}>
              {t(unanswered ? 'link.retry' : link.state === 'waiting' ? 'link.retryNow' : 'header.reconnect')}
            </Button>
            {error ? (
              <Button size="small" data-testid="link-why" onClick={() => askDoctor(conversation)}>
                {t('message.why')}
              </Button>
            ) : null}
          </>
        ) : null
      }
      detail={
        error ? (
          <>
            {plain && !unanswered ? (
              <PlainEnd error={error} next={canDial} />
            ) : (
              <p>
                <ErrorReason error={error} />
              </p>
            )}
            {kept === null ? null : <p>{kept}</p>}
            {link.attempts.length > (unanswered ? 0 : 1) ? <AttemptsList attempts={link.attempts} /> : null}
          </>
        ) : null
      }
      data-testid="link-panel"
    >
      {!canDial ? t('link.theyDial') : error && (!plain || unanswered) ? <ErrorText short error={error} /> : kept} <Countdown nextTryAt={link.nextTryAt} />
    </Banner>
  )
}

/** How a plain conversation ended. A reset is what many a program does that just ends: nobody is to blame, and nothing to be tried again. */
export function PlainEnd({ error, next = false }: { readonly error: ErrorData; readonly next?: boolean }) {
  const { t } = useWords()
  if (error.code === 'ECONNRESET')
    return (
      <p>
        {t('link.reset')} <code className="ui-error-code">({error.code})</code>
      </p>
    )
  return (
    <p>
      <ErrorText short error={error} /> <ErrorReason error={error} next={next} />
    </p>
  )
}

function Countdown({ nextTryAt }: { readonly nextTryAt: number | null }) {
  const { t } = useWords()
  const now = useNow(1_000, nextTryAt !== null)
  if (nextTryAt === null) return null
  const count = Math.max(0, Math.ceil((nextTryAt - now) / 1_000))
  return <span className="cv-countdown">({t('link.nextTry', { count })})</span>
}
