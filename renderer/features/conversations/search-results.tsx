import { useEffect, useMemo, useState } from 'react'
import type { SearchHit } from '../../../shared/model/message.ts'
import { search } from '../../state/conversation-actions.ts'
import { useConversations } from '../../state/conversations-store.ts'
import { useSelection } from '../../state/selection-store.ts'
import { jumpToMessage } from '../../state/thread-actions.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { PersonAvatar } from '../people/person-avatar.tsx'
import { ConversationItem } from './conversation-item.tsx'
import { shortTime } from './time-words.ts'
import { moveRoving, useRoving } from './use-roving.ts'
import { useWords } from './use-words.ts'

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Titles first, then messages of every conversation. */
export function SearchResults({ query, onOpen }: { readonly query: string; readonly onOpen: (id: string) => void }) {
  const { t } = useWords()
  const byId = useConversations((state) => state.byId)
  const selected = useSelection((state) => state.conversationId)
  const hits = useHits(query)
  const people = useMemo(() => Object.values(byId).filter((c) => fold(c.title).includes(fold(query)) || fold(c.note).includes(fold(query))), [byId, query])
  const messages = (hits ?? []).filter((hit) => byId[hit.message.conversationId])
  const rovingPeople = useRoving(
    people.map((c) => c.id),
    null,
  )
  const rovingHits = useRoving(
    messages.map((hit) => hit.message.id),
    null,
  )
  if (hits !== null && people.length + messages.length === 0) return <EmptyState title={t('list.noHits', { query })} text={t('list.noHitsHint')} />
  return (
    <div data-testid="search-results">
      {people.length === 0 ? null : (
        <div data-roving="true">
          <h2 className="cv-section">{t('list.people')}</h2>
          <ul className="cv-items">
            {people.map((c) => (
              <ConversationItem
                key={c.id}
                conversation={c}
                selected={c.id === selected}
                focusable={c.id === rovingPeople.current}
                onOpen={onOpen}
                onFocus={rovingPeople.set}
              />
            ))}
          </ul>
        </div>
      )}
      {hits === null ? (
        <p className="cv-section" role="status">
          {t('list.searching')}
        </p>
      ) : null}
      {messages.length === 0 ? null : (
        <div data-roving="true">
          <h2 className="cv-section">{t('list.messages')}</h2>
          <ul className="cv-items">
            {messages.map((hit) => (
              <Hit key={hit.message.id} hit={hit} focusable={hit.message.id === rovingHits.current} onFocus={rovingHits.set} onOpen={onOpen} />
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}

/** null while the first answer is on its way; an answer to an older query never shows. */
function useHits(query: string): readonly SearchHit[] | null {
  const [hits, setHits] = useState<readonly SearchHit[] | null>(null)
  useEffect(() => {
    let current = true
    const timer = setTimeout(
      () =>
        search(query).then(
          (found) => current && setHits(found),
          () => current && setHits([]),
        ),
      60,
    )
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [query])
  return hits
}

interface HitProps {
  readonly hit: SearchHit
  readonly focusable: boolean
  readonly onFocus: (id: string) => void
  readonly onOpen: (id: string) => void
}

function Hit({ hit, focusable, onFocus, onOpen }: HitProps) {
  const { t, locale } = useWords()
  const { message, snippet } = hit
  const conversation = useConversations((state) => state.byId[message.conversationId])
  if (!conversation) return null
  const open = () => {
    onOpen(conversation.id)
    void jumpToMessage(conversation.id, message.id, /\uE000([^\uE001]+)/.exec(snippet)?.[1])
  }
  return (
    <li>
      <button
        type="button"
        className="cv-item"
        data-testid="search-hit"
        data-hit={message.id}
        data-roving-item="true"
        onKeyDown={moveRoving}
        tabIndex={focusable ? 0 : -1}
        onClick={open}
        onFocus={() => onFocus(message.id)}
      >
        <span className="ui-dotted">
          <PersonAvatar conversation={conversation} />
        </span>
        <span className="cv-item-main">
          <span className="cv-item-top">
            <span className="cv-item-title" dir="auto">
              {conversation.title}
            </span>
            <time className="cv-item-time">{shortTime(message.sentAt, locale)}</time>
          </span>
          <span className="cv-item-snippet" dir="auto">
            {message.from === 'me' ? `${t('list.you')} ` : ''}
            <Marked snippet={snippet} />
          </span>
        </span>
      </button>
    </li>
  )
}

/** The hit between its two private-use marks. */
function Marked({ snippet }: { readonly snippet: string }) {
  return (
    <>
      {snippet.split('\uE000').flatMap((part, i) => {
        const [hit, rest] = i === 0 ? ['', part] : part.split('\uE001')
        return [hit ? <mark key={`m${i}`}>{hit}</mark> : null, rest]
      })}
    </>
  )
}
