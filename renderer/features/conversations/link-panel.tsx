import type { ErrorData } from '../../../shared/errors.ts'
import { type Conversation, isUnanswered, isVisitor, type Link } from '../../../shared/model/conversation.ts'
import { reconnect } from '../../state/conversation-actions.ts'
import { useLink } from '../../state/links-store.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorText } from '../../ui/error-text.tsx'
import { askDoctor } from '../shell/show-diagnostics.ts'
import { AttemptsList } from './attempts-list.tsx'
import { useNow } from './use-now.ts'
import { useWords } from './use-words.ts'

/** Why the conversation is not connected now and what happens next; nothing while it is, or a notice says it. */
export function LinkPanel({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useWords()
  const link = useLink(conversation.id)
  if (!link || conversation.blocked || ['open', 'half-closed', 'key-changed'].includes(link.state)) return null
  if (link.state === 'connecting') {
    return (
      <Banner tone="info" title={t('link.connecting')} data-testid="link-panel">
        {link.attempts.length > 0 ? <AttemptsList attempts={link.attempts} /> : <p>{t('link.resolving')}</p>}
      </Banner>
    )
  }
  if (link.state === 'unstable')
    return (
      <Banner tone="warning" data-testid="link-panel">
        {t('link.unstable')}
      </Banner>
    )
  return <Down conversation={conversation} link={link} />
}

/** What may be said of any of the addresses that a person was looked for at. */
const ofAnyAddress: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'no-answer'])

/** A person is named by the pseudonym above, not by the address that failed last: the addresses are below, and in the doctor. */
const aboutPerson = (error: ErrorData): ErrorData => (ofAnyAddress.has(error.code) ? { ...error, details: {} } : error)

function Down({ conversation, link }: { readonly conversation: Conversation; readonly link: Link }) {
  const { t } = useWords()
  const plain = conversation.kind === 'plain'
  const canDial = !isVisitor(conversation)
  const unanswered = isUnanswered(conversation)
  if (link.state === 'offline' && !link.error && !plain) return null
  return (
    <Banner
      tone={link.error ? 'warning' : 'info'}
      title={t(unanswered ? 'link.notReached' : plain && link.state === 'offline' ? 'link.offlinePlain' : `link.${link.state}`)}
      action={
        canDial ? (
          <>
            <Button size="small" data-testid="reconnect" onClick={() => void reconnect(conversation.id)}>
              {t(unanswered ? 'link.retry' : link.state === 'waiting' ? 'link.retryNow' : 'header.reconnect')}
            </Button>
            {link.error ? (
              <Button size="small" data-testid="link-why" onClick={() => askDoctor(conversation)}>
                {t('message.why')}
              </Button>
            ) : null}
          </>
        ) : null
      }
      data-testid="link-panel"
    >
      {link.error ? <ErrorText error={conversation.kind === 'secure' ? aboutPerson(link.error) : link.error} /> : null}{' '}
      <span className="cv-meanwhile">
        {canDial ? (plain ? null : t('link.whenBack')) : t('link.theyDial')} <Countdown nextTryAt={link.nextTryAt} />
      </span>
      {link.error && link.attempts.length > (unanswered ? 0 : 1) ? <AttemptsList attempts={link.attempts} /> : null}
    </Banner>
  )
}

function Countdown({ nextTryAt }: { readonly nextTryAt: number | null }) {
  const { t } = useWords()
  const now = useNow(1_000, nextTryAt !== null)
  if (nextTryAt === null) return null
  const count = Math.max(0, Math.ceil((nextTryAt - now) / 1_000))
  return <span className="cv-countdown">({t('link.nextTry', { count })})</span>
}
