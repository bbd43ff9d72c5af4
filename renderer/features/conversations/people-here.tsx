import type { NearbyPerson } from '../../../shared/model/nearby.ts'
import { selectConversation } from '../../state/conversation-actions.ts'
import { openPerson } from '../../state/people-actions.ts'
import { Button } from '../../ui/button.tsx'
import { goTo } from '../shell/page-store.ts'
import { focusComposer } from './composer-focus.ts'
import { useWords } from './use-words.ts'

/** More of them are a page of their own. */
const shown = 3

const talk = async ({ id }: NearbyPerson) => {
  const conversation = await openPerson(id)
  if (!conversation) return
  selectConversation(conversation.id)
  requestAnimationFrame(focusComposer)
}

/** Who is on this network now, for somebody who has talked with nobody yet. */
export function PeopleHere({ people }: { readonly people: readonly NearbyPerson[] }) {
  const { t } = useWords()
  const more = people.length - shown
  return (
    <ul className="cv-here" data-testid="people-here">
      {people.slice(0, shown).map((person) => (
        <li key={person.id}>
          <bdi className="cv-here-name">{t('empty.here', { name: person.name ?? '' })}</bdi>
          <Button variant="primary" size="small" aria-label={t('empty.hereTalkTo', { name: person.name ?? '' })} onClick={() => void talk(person)}>
            {t('empty.hereTalk')}
          </Button>
        </li>
      ))}
      {more > 0 ? (
        <li>
          <Button variant="ghost" size="small" data-testid="people-here-more" onClick={() => goTo('nearby')}>
            {t('empty.hereMore', { count: more })}
          </Button>
        </li>
      ) : null}
    </ul>
  )
}
