import type { Conversation } from '../../../shared/model/conversation.ts'
import type { NearbyPerson } from '../../../shared/model/nearby.ts'
import { useLink } from '../../state/links-store.ts'
import { useNearbyPerson } from '../../state/nearby.ts'
import { shortTime } from '../conversations/time-words.ts'
import { type Presence, presenceOf } from './presence.ts'
import { usePeopleWords } from './use-people-words.ts'

export function usePresence(conversation: Conversation | null, person: NearbyPerson | null = null): Presence {
  const link = useLink(conversation?.id ?? null)
  const noticed = useNearbyPerson(person?.id ?? conversation?.personId ?? null)
  return presenceOf(conversation, link, noticed ?? person)
}

/** Says it in the language of the app. Times are those of a clock: "5 minutes ago" would soon be wrong. */
export function usePresenceWords(): (presence: Presence) => string {
  const { t, locale } = usePeopleWords()
  return (presence) => (presence.state === 'seen' ? t('presence.seen', { time: shortTime(presence.at, locale) }) : t(`presence.${presence.state}`))
}
