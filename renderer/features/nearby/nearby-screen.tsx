import { type ReactNode, useCallback, useMemo, useState } from 'react'
import type { NearbyPerson } from '../../../shared/model/nearby.ts'
import { useApp } from '../../state/app-store.ts'
import { useConversations } from '../../state/conversations-store.ts'
import { openPerson } from '../../state/people-actions.ts'
import { ErrorText } from '../../ui/error-text.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { type Roving, useRoving } from '../conversations/use-roving.ts'
import { usePeopleWords } from '../people/use-people-words.ts'
import { NearbyRooms, useNearbyRooms } from '../rooms/nearby-rooms.tsx'
import { useRoomWords } from '../rooms/use-room-words.ts'
import { showConversation } from '../shell/show-conversation.ts'
import { isNear, NearbyItem } from './nearby-person.tsx'
import { placesWords } from './places-words.ts'
import { Reasons } from './reasons.tsx'
import { ScanPanel } from './scan-panel.tsx'
import { useDirectoryPeople } from './use-directory-people.ts'
import { usePeopleSearch } from './use-people-search.ts'
import { aloneOf, type Reason, whyNotFar, whyNotNear } from './why-nobody.ts'
import './nearby.css'

/** Who is around, one click away; and why someone might not be. */
export function NearbyScreen() {
  const { t } = usePeopleWords()
  const [typed, setTyped] = useState('')
  const query = typed.trim()
  const open = useCallback(async ({ id }: NearbyPerson) => {
    const conversation = await openPerson(id)
    if (conversation) showConversation(conversation.id)
  }, [])
  const onOpen = useCallback((person: NearbyPerson) => void open(person), [open])
  const search = (
    <SearchBox
      value={typed}
      onChange={setTyped}
      label={t('search')}
      clearLabel={t('clearSearch')}
      maxLength={64}
      results='[data-person][tabindex="0"]'
      data-testid="nearby-search"
    />
  )
  return (
    <Page title={t('title')} lead={t('lead')} side={search} testId="nearby-screen">
      {query === '' ? <Around onOpen={onOpen} /> : <Results query={query} onOpen={onOpen} />}
    </Page>
  )
}

interface ListProps {
  readonly onOpen: (person: NearbyPerson) => void
}

function Around({ onOpen }: ListProps) {
  const { t } = usePeopleWords()
  const { nearby, network, listener } = useApp()
  useDirectoryPeople()
  const shown = useUnblocked(nearby)
  const near = shown.filter(isNear)
  const far = shown.filter((person) => !isNear(person))
  const roving = useRoving(
    [...near, ...far].map((person) => person.id),
    null,
  )
  const list = { roving, onOpen }
  return (
    <div className="ui-columns" data-roving="true">
      <div className="ui-column">
        <Section id="near" title={t('near')} people={near} {...list}>
          <Reasons reasons={withComfort(near, whyNotNear(network, listener), aloneOf(network))} />
        </Section>
        <RoomsAround />
      </div>
      <div className="ui-column">
        <Section id="far" title={t('far')} people={far} {...list}>
          <Reasons reasons={withComfort(far, whyNotFar(network), nobodyThere)} />
        </Section>
        <ScanPanel />
      </div>
    </div>
  )
}

function RoomsAround() {
  const { t } = useRoomWords()
  const rooms = useNearbyRooms()
  if (rooms.length === 0) return null
  return (
    <section className="ui-sheet nb-section" aria-labelledby="nb-rooms" data-testid="nearby-rooms-section">
      <h2 id="nb-rooms">
        {t('nearby.title')} <span className="nb-count">{rooms.length}</span>
      </h2>
      <NearbyRooms rooms={rooms} />
    </section>
  )
}

/** Where nobody is and nothing is wrong, that is what there is to say. */
const withComfort = (people: readonly NearbyPerson[], reasons: readonly Reason[], comfort: Reason): readonly Reason[] =>
  people.length === 0 && reasons.length === 0 ? [comfort] : reasons

const nobodyThere: Reason = { why: 'directory-empty', about: '', error: null, mend: null, trouble: false }

/** Whom one has blocked is not offered. */
function useUnblocked(people: readonly NearbyPerson[]): readonly NearbyPerson[] {
  const byId = useConversations((state) => state.byId)
  return useMemo(() => people.filter(({ conversationId }) => conversationId === null || !byId[conversationId]?.blocked), [people, byId])
}

interface SectionProps extends ListProps {
  readonly id: string
  readonly title: string
  readonly people: readonly NearbyPerson[]
  readonly roving: Roving
  readonly children?: ReactNode
}

function Section({ id, title, people, roving, onOpen, children }: SectionProps) {
  return (
    <section className="ui-sheet nb-section" aria-labelledby={`nb-${id}`} data-testid={`nearby-${id}`}>
      <h2 id={`nb-${id}`}>
        {title} {people.length > 0 ? <span className="nb-count">{people.length}</span> : null}
      </h2>
      {people.length === 0 ? null : (
        <ul className="ui-rows">
          {people.map((person) => (
            <NearbyItem key={person.id} person={person} focusable={person.id === roving.current} onFocus={roving.set} onOpen={onOpen} />
          ))}
        </ul>
      )}
      {children}
    </section>
  )
}

function Results({ query, onOpen }: ListProps & { readonly query: string }) {
  const words = usePeopleWords()
  const { t } = words
  const network = useApp((state) => state.network)
  const { found, error } = usePeopleSearch(query)
  const shown = useUnblocked(found ?? [])
  const roving = useRoving(
    shown.map((person) => person.id),
    null,
  )
  const said = error ? '' : found === null ? t('searching') : shown.length === 0 ? t('noResult', { name: query }) : t('resultCount', { count: shown.length })
  return (
    <div className="ui-column" data-roving="true">
      <Section id="results" title={t('results')} people={shown} roving={roving} onOpen={onOpen}>
        <p className="nb-said" role="status">
          {said}
        </p>
        {error ? (
          <p role="alert">
            <ErrorText error={error} />
          </p>
        ) : null}
        {found === null ? null : <p className="ui-page-hint">{placesWords(words, network)}</p>}
      </Section>
    </div>
  )
}
