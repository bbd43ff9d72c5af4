import { type Conversation, isAttempt, isLive, isVisitor } from '../../../shared/model/conversation.ts'
import type { NearbyPerson } from '../../../shared/model/nearby.ts'
import type { Words } from '../../i18n/words.ts'
import { useConversations } from '../../state/conversations-store.ts'
import { useLinks } from '../../state/links-store.ts'
import { useRooms } from '../../state/rooms-store.ts'
import { foundWords } from '../nearby/found-words.ts'
import { type Presence, presenceOf } from '../people/presence.ts'
import { shortTime } from './time-words.ts'

/** Lines of an answer; who has more sees them in Nearby. */
const linesShown = 30

const order: readonly Presence['state'][] = ['connected', 'trouble', 'connecting', 'nearby', 'directory', 'announced', 'seen', 'unknown']

/** Everyone one knows and everyone `nearby`, one on a line, those who are there first. */
export function whoWords({ t, locale }: Words, nearby: readonly NearbyPerson[]): string {
  const links = useLinks.getState().byConversation
  const conversations = Object.values(useConversations.getState().byId)
  const around = new Map(nearby.map((person) => [person.id, person]))
  const known = new Set(conversations.map((c) => c.personId))
  const contacts = conversations
    .filter((c) => !c.blocked && !isAttempt(c) && !(isVisitor(c) && !isLive(links[c.id])))
    .map((c) => {
      const person = c.personId === null ? null : (around.get(c.personId) ?? null)
      return {
        name: c.title,
        presence: presenceOf(c, links[c.id] ?? null, person),
        how: [t('people:found.contact'), ...(person ? [foundWords(t, person)] : [])],
      }
    })
  const others = nearby
    .filter((p) => !known.has(p.id))
    .map((p) => ({ name: p.name ?? t('people:nameless'), presence: presenceOf(null, null, p), how: [foundWords(t, p)] }))
  const all = [...contacts, ...others].sort((a, b) => order.indexOf(a.presence.state) - order.indexOf(b.presence.state))
  if (all.length === 0) return t('command.nobody')
  const lines = all
    .slice(0, linesShown)
    .map(({ name, presence, how }) => t('command.whoLine', { name, presence: words(t, locale, presence), how: how.join(', ') }))
  return [...lines, ...(all.length > linesShown ? [t('command.whoMore', { count: all.length - linesShown })] : [])].join('\n')
}

/** Who is in the room that is open; nothing where there is none. */
export function inRoomWords({ t }: Words, conversation: Conversation | null): readonly string[] {
  const room = conversation && useRooms.getState().byConversation[conversation.id]
  if (!room || room.members.length === 0) return []
  const names = room.members.slice(0, linesShown).map(({ name, personId, role, muted }) => {
    const more = [
      ...(personId === null && room.mode === 'palabre' ? [t('rooms:plainMember')] : []),
      ...(role === 'member' ? [] : [t(`rooms:role.${role}`)]),
      ...(muted ? [t('rooms:muted')] : []),
    ]
    return more.length > 0 ? `${name} (${more.join(', ')})` : name
  })
  const rest = room.members.length - names.length
  return [t('command.inRoom', { room: conversation.title, names: [...names, ...(rest > 0 ? [t('command.whoMore', { count: rest })] : [])].join(', ') })]
}

const words = (t: Words['t'], locale: string, presence: Presence): string =>
  t(`people:presence.${presence.state}`, presence.state === 'seen' ? { time: shortTime(presence.at, locale) } : {})
