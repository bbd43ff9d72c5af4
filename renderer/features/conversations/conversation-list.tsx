import { Plus } from 'lucide-react'
import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { byHost, sections, useConversations } from '../../state/conversations-store.ts'
import { useLeaving } from '../../state/leaving-store.ts'
import { useSelection } from '../../state/selection-store.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { composerInput } from './composer-focus.ts'
import { ConversationItem } from './conversation-item.tsx'
import { SearchResults } from './search-results.tsx'
import { useGrowing } from './use-growing.ts'
import { useRoving } from './use-roving.ts'
import { useWords } from './use-words.ts'

/** The column of conversations, with a search over everything. */
export function ConversationList({ onOpen }: { readonly onOpen: (id: string) => void }) {
  const { t } = useWords()
  const [query, setQuery] = useState('')
  const wanted = useDeferredValue(query.trim())
  useEffect(() => {
    const onKeyDown = ({ key, target }: KeyboardEvent) => {
      if (key === 'Escape' && target === composerInput()) setQuery('')
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
  const newConversation = () => useSelection.setState({ dialog: 'new-conversation' })
  // What is shown may still be of fewer letters.
  const openFirst = () => {
    if (wanted === query.trim()) document.querySelector<HTMLElement>('[data-testid="search-results"] :is([data-conversation], [data-hit])')?.click()
  }
  return (
    <nav className="cv-list" aria-label={t('list.label')}>
      <h1 className="ui-hidden">{t('list.label')}</h1>
      <div className="cv-list-top">
        <SearchBox
          value={query}
          onChange={setQuery}
          label={t('list.search')}
          clearLabel={t('list.clearSearch')}
          maxLength={200}
          results='[data-conversation][tabindex="0"], [data-hit][tabindex="0"]'
          onEnter={openFirst}
          data-testid="search-input"
        />
        <IconButton label={t('list.new')} icon={<Plus size={20} />} data-testid="new-conversation" onClick={newConversation} />
      </div>
      <div className="cv-list-body">{wanted === '' ? <Sections onOpen={onOpen} /> : <SearchResults query={wanted} onOpen={onOpen} />}</div>
    </nav>
  )
}

function Sections({ onOpen }: { readonly onOpen: (id: string) => void }) {
  const byId = useConversations((state) => state.byId)
  const hidden = useLeaving((state) => state.conversations)
  const selected = useSelection((state) => state.conversationId)
  const { requests, pinned, recent, blocked } = useMemo(() => sections(byId, hidden), [byId, hidden])
  const asking = useMemo(() => byHost(requests, selected), [requests, selected])
  const programs = useMemo(() => new Map(asking.map((one) => [one.conversation.id, one.programs])), [asking])
  const named = [
    ['requests', asking.map(({ conversation }) => conversation)],
    ['pinned', pinned],
    ['recent', recent],
    ['blocked', blocked],
  ] as const
  // A request stays one until it is answered, kept or deleted: a count of the connections would come and go with them.
  const waiting = useMemo(() => byHost(requests, null).length, [requests])
  const filled = named.filter(([, list]) => list.length > 0)
  const { shown, more } = useGrowing(filled)
  const roving = useRoving(
    shown.flatMap(([, list]) => list.map((c) => c.id)),
    selected,
  )
  return (
    <div data-roving="true">
      {shown.map(([name, list]) => (
        <Section key={name} name={name} list={list} waiting={waiting} plainHead={name === 'recent' && filled.length === 1}>
          {(c) => (
            <ConversationItem
              key={c.id}
              conversation={c}
              programs={programs.get(c.id) ?? 1}
              selected={c.id === selected}
              focusable={c.id === roving.current}
              onOpen={onOpen}
              onFocus={roving.set}
            />
          )}
        </Section>
      ))}
      {more ? <div ref={more} className="cv-list-more" /> : null}
    </div>
  )
}

interface SectionProps {
  readonly name: string
  readonly list: readonly Conversation[]
  /** Requests that want an answer, also those that are not in the page yet. */
  readonly waiting: number
  /** The only section needs no head on screen. */
  readonly plainHead: boolean
  readonly children: (conversation: Conversation) => React.ReactNode
}

function Section({ name, list, waiting, plainHead, children }: SectionProps) {
  const { t } = useWords()
  const id = `cv-section-${name}`
  return (
    <section aria-labelledby={id} data-testid={`section-${name}`}>
      <h2 id={id} className={plainHead ? 'ui-hidden' : 'cv-section'}>
        {t(`list.${name}`)}
        {name === 'requests' && waiting > 0 ? <span className="cv-section-count">{waiting}</span> : null}
      </h2>
      <ul className="cv-items">{list.map(children)}</ul>
    </section>
  )
}
