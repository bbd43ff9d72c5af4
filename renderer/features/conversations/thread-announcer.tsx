import { useEffect, useRef, useState } from 'react'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { getThread, useThreads } from '../../state/threads-store.ts'
import { noticeWords } from './notice-words.ts'
import { useWords } from './use-words.ts'

/** Reads out what arrives, and only that: the list itself comes and goes while scrolling. */
export function ThreadAnnouncer({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useWords()
  const [text, setText] = useState('')
  const lastOrder = useRef(getThread(conversation.id)?.messages.at(-1)?.order ?? '')
  useEffect(
    () =>
      useThreads.subscribe((state) => {
        const thread = state.byConversation[conversation.id]
        const last = thread?.messages.at(-1)
        if (!last || thread?.loading !== null || last.order <= lastOrder.current) return
        const first = lastOrder.current === ''
        lastOrder.current = last.order
        if (first || last.from === 'me') return
        setText(last.notice ? noticeWords(t, last.notice) : t('thread.arrived', { name: conversation.title, text: last.text.slice(0, 200) }))
      }),
    [conversation.id, conversation.title, t],
  )
  return (
    <div className="ui-hidden" role="status" aria-live="polite">
      {text}
    </div>
  )
}
