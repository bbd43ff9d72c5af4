import { useMemo } from 'react'
import type { NearbyPerson } from '../../../shared/model/nearby.ts'
import { useApp } from '../../state/app-store.ts'
import { useConversations } from '../../state/conversations-store.ts'
import { isNear, NearbyItem } from '../nearby/nearby-person.tsx'
import { usePeopleSearch } from '../nearby/use-people-search.ts'
import { useRoving } from './use-roving.ts'
import { useWords } from './use-words.ts'

const shown = 6

interface JoinSuggestionsProps {
  /** What is typed, if it could be a pseudonym; empty: who is around. */
  readonly prefix: string
  readonly onPick: (person: NearbyPerson) => void
}

/** Whom one might mean. */
export function JoinSuggestions({ prefix, onPick }: JoinSuggestionsProps) {
  const { t } = useWords()
  const nearby = useApp((state) => state.nearby)
  const byId = useConversations((state) => state.byId)
  const { found } = usePeopleSearch(prefix)
  const people = useMemo(() => {
    const all = prefix === '' ? nearby.filter((p) => p.online && isNear(p)) : (found ?? [])
    return all.filter((p) => p.name !== null && (p.conversationId === null || !byId[p.conversationId]?.blocked)).slice(0, shown)
  }, [prefix, nearby, found, byId])
  const roving = useRoving(
    people.map((p) => p.id),
    null,
  )
  if (people.length === 0) return null
  return (
    <section className="cv-suggestions" aria-label={t(prefix === '' ? 'join.around' : 'join.suggestions')} data-roving="true" data-testid="join-suggestions">
      <h3>{t(prefix === '' ? 'join.around' : 'join.suggestions')}</h3>
      <ul className="ui-rows">
        {people.map((person) => (
          <NearbyItem key={person.id} person={person} focusable={person.id === roving.current} onFocus={roving.set} onOpen={onPick} />
        ))}
      </ul>
    </section>
  )
}
