import { useEffect, useState } from 'react'
import { type Conversation, isAttempt, isLive, isUnanswered } from '../../../shared/model/conversation.ts'
import { useLink } from '../../state/links-store.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { PersonAvatar } from '../people/person-avatar.tsx'
import { useWords } from './use-words.ts'

const words = { secure: 'empty.threadText', plain: 'empty.threadPlain', room: 'empty.threadRoom' } as const

/** Nothing was said yet, or all of it is cleared. */
export function ThreadEmpty({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useWords()
  const name = conversation.title
  const link = useLink(conversation.id)
  // While it is tried, and when it has failed, the banner says what happens.
  const unanswered = isUnanswered(conversation) && !isLive(link)
  // It goes unless something is written, which is being done while there is a draft.
  const goes = unanswered && isAttempt({ ...conversation, draft: '' })
  const said = unanswered && conversation.kind === 'plain' ? 'empty.threadUnanswered' : words[conversation.kind]
  const text = goes ? t('empty.threadAttempt') : conversation.clearedBefore === null ? t(said, { name }) : t('empty.cleared')
  return (
    <div className="cv-thread-empty">
      <EmptyState
        icon={<PersonAvatar conversation={conversation} size="large" />}
        title={t(unanswered ? 'empty.threadAttemptTitle' : 'empty.threadTitle', { name })}
        text={text}
      />
    </div>
  )
}

/** Appears only when it takes a while. */
export function ThreadLoading({ small = false }: { readonly small?: boolean }) {
  const { t } = useWords()
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 150)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className="cv-loading" data-small={small}>
      {shown ? <Spinner label={t('empty.loading')} /> : null}
    </div>
  )
}
