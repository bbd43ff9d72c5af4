import type { ErrorData } from '../../shared/errors.ts'
import type { Conversation, Link } from '../../shared/model/conversation.ts'
import type { Message } from '../../shared/model/message.ts'
import { profileColors } from '../../shared/model/person.ts'
import { fakeFile } from './fake-file.ts'
import { fakeHistory, fakeMessage } from './fake-message.ts'
import { fakeLandscape } from './fake-pictures.ts'
import { createRandom, fakePersonId, fakeUuid, type Random } from './random.ts'
import { code, longSentences } from './sentences.ts'

/** One conversation of the fake world; a long history is made when it is first looked at. */
export interface FakeTalk {
  conversation: Conversation
  link: Link
  readonly messages: () => Message[]
}

export interface WorldOptions {
  readonly seed: number
  readonly now: number
  /** Messages of the longest conversation. */
  readonly longest: number
  /** People beyond the cast. */
  readonly crowd: number
}

type Cast = Partial<Conversation> & { readonly title: string }
type Script = (random: Random, id: string, now: number) => Message[]

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export function fakeConversation(random: Random, now: number, patch: Cast): Conversation {
  const plain = patch.kind === 'plain'
  return {
    id: fakeUuid(random, now - 90 * day),
    kind: 'secure',
    color: random.pick(profileColors),
    picture: null,
    personId: plain ? null : fakePersonId(random),
    address: { host: `192.168.1.${20 + random.int(200)}`, port: 3000 },
    openedBy: 'me',
    trust: 'accepted',
    request: false,
    blocked: false,
    muted: false,
    pinned: false,
    note: '',
    draft: '',
    clearedBefore: null,
    unread: 0,
    readUpTo: null,
    lastMessage: null,
    lastSeenAt: now - hour,
    createdAt: now - 90 * day,
    updatedAt: now - 2 * day,
    lineEnd: 'lf',
    ...patch,
  }
}

export function fakeLink(conversation: Conversation, patch: Partial<Link> = {}): Link {
  return {
    conversationId: conversation.id,
    state: 'offline',
    encrypted: conversation.kind === 'secure',
    remote: conversation.address,
    attempts: [],
    rttMs: null,
    nextTryAt: null,
    missedAt: null,
    error: null,
    offeredId: null,
    ...patch,
  }
}

export function lastOf(messages: readonly Message[]): Conversation['lastMessage'] {
  const last = messages.findLast(({ notice }) => notice === null) ?? messages.at(-1)
  if (!last) return null
  const { from, text, notice, sentAt: at, deleted, author, file } = last
  return { from, text, notice, at, deleted, ...(from === 'them' && author ? { author: author.name } : {}), ...(file ? { isFile: true as const } : {}) }
}

/** A cast that shows every state, then a crowd. The same seed and time give the same world. */
export function createWorld({ seed, now, longest, crowd }: WorldOptions): FakeTalk[] {
  const random = createRandom(seed)
  const talk = (cast: Cast, link: Partial<Link>, script: Script): FakeTalk => {
    const conversation = fakeConversation(random, now, cast)
    const own = createRandom(random.int(2 ** 31))
    let made: Message[] | null = null
    const messages = () => (made ??= script(own, conversation.id, now))
    const eager = longest > 5_000 && cast.title === archive ? null : lastOf(messages())
    const lastMessage = eager ?? { from: 'them' as const, text: 'À demain !', notice: null, at: now - day, deleted: false }
    return { conversation: { ...conversation, lastMessage, updatedAt: lastMessage.at }, link: fakeLink(conversation, link), messages }
  }
  const refused: ErrorData = { code: 'ECONNREFUSED', details: { host: '192.168.1.57', port: 3000 } }
  const tried = { host: '192.168.1.57', port: 3000, family: 4 as const, ms: 2, result: 'ECONNREFUSED' }
  return [
    talk(
      { title: 'Awa Diallo', color: 'terracotta', picture: fakeLandscape(11), trust: 'verified', pinned: true, note: 'TP réseau, groupe 3' },
      { state: 'open', rttMs: 3.2 },
      lively,
    ),
    talk(
      { title: 'Théo Marchand', color: 'teal', address: { host: '192.168.1.57', port: 3000 } },
      { state: 'waiting', error: refused, attempts: [tried], nextTryAt: now + 25_000 },
      queued,
    ),
    talk(
      { title: '192.168.1.42:3000', kind: 'plain', color: 'slate', address: { host: '192.168.1.42', port: 3000 }, trust: 'new', unread: 2 },
      { state: 'open', rttMs: 0.8 },
      script,
    ),
    talk(
      { title: 'Sofiane Benali', color: 'indigo', trust: 'verified' },
      { state: 'key-changed', error: { code: 'wrong-key', details: {} }, offeredId: fakePersonId(random) },
      (r, id, t) => fakeHistory(r, id, 14, t - 3 * hour),
    ),
    talk(
      { title: 'Maya Lindqvist', color: 'plum' },
      { state: 'key-changed', error: { code: 'wrong-key', details: {} }, offeredId: fakePersonId(random) },
      (r, id, t) => fakeHistory(r, id, 9, t - 5 * hour),
    ),
    talk({ title: 'Inès Okafor', color: 'rose', trust: 'new', request: true, openedBy: 'them', unread: 2 }, { state: 'open', rttMs: 6.4 }, request),
    talk({ title: archive, color: 'ochre', unread: 240, muted: true }, { state: 'open', rttMs: 41 }, (r, id, t) => fakeHistory(r, id, longest, t - day)),
    talk(
      { title: 'Grégoire', color: 'olive', picture: fakeLandscape(22), unread: 1 },
      { state: 'unstable', rttMs: 380, error: { code: 'peer-silent', details: {} } },
      (r, id, t) => fakeHistory(r, id, 30, t - 26 * minute),
    ),
    talk(
      { title: 'Nils', color: 'slate' },
      {
        state: 'connecting',
        attempts: [
          { host: 'fe80::2a1:9ff:fe3c:11', port: 3000, family: 6, ms: 251, result: 'EHOSTUNREACH' },
          { host: '192.168.1.77', port: 3000, family: 4, ms: null, result: 'pending' },
        ],
      },
      (r, id, t) => fakeHistory(r, id, 4, t - 2 * day),
    ),
    talk(
      { title: '10.0.0.7:51114', kind: 'plain', color: 'ochre', openedBy: 'them', trust: 'new', address: { host: '10.0.0.7', port: 51114 } },
      { state: 'offline' },
      closed,
    ),
    talk({ title: 'Publicité', color: 'rose', blocked: true }, {}, (r, id, t) => fakeHistory(r, id, 2, t - 9 * day)),
    ...Array.from({ length: crowd }, (_, i) =>
      talk(
        { title: crowdName(random, i), picture: i % 3 === 0 ? fakeLandscape(i + 40) : null },
        random.chance(0.4) ? { state: 'open', rttMs: 2 + random.int(60) } : {},
        (r, id, t) => fakeHistory(r, id, 12 + r.int(30), t - (2 + i) * day - r.int(day)),
      ),
    ),
  ].map(readUpToUnread)
}

const archive = 'Club d’astronomie'
const firstNames = ['Léa', 'Hugo', 'Nour', 'Camille', 'Anaïs', 'Yanis', 'Jade', 'Louis', 'Fatou', 'Emma', 'Ravi', 'Chloé', 'Tom', 'Lina', 'Paul', 'Zoé']
const lastNames = ['Petit', 'Nguyen', 'Costa', 'Moreau', 'Haddad', 'Roux', 'Kowalski', 'Traoré', 'Blanc', 'García']
const crowdName = (random: Random, i: number) => `${firstNames[i % firstNames.length]} ${random.pick(lastNames)}`

/** Marks as read everything but the last `unread` messages of theirs. */
function readUpToUnread(talk: FakeTalk): FakeTalk {
  const { conversation } = talk
  if (conversation.unread === 0) return talk
  const theirs = conversation.unread > 100 ? talk.messages().slice(-conversation.unread * 3) : talk.messages()
  const firstUnread = theirs.filter((m) => m.from === 'them').at(-conversation.unread)
  const before = firstUnread ? theirs[theirs.indexOf(firstUnread) - 1] : undefined
  return { ...talk, conversation: { ...conversation, readUpTo: before?.order ?? null } }
}

const lively: Script = (random, conversationId, now) => {
  const say = (from: 'me' | 'them', ago: number, text: string, patch: Partial<Message> = {}) =>
    fakeMessage(random, { conversationId, from, sentAt: now - ago, text, ...patch })
  const question = say('them', 52 * minute, 'Tu peux me montrer le client le plus court possible ?')
  return [
    ...fakeHistory(random, conversationId, 60, now - 26 * hour),
    say('them', 58 * minute, 'Salut ! Ça marche enfin, je te vois sur le réseau.', { reactions: [{ emoji: '🎉', from: 'me' }] }),
    say('me', 57 * minute, 'Super. Direct, chiffré, et 3 ms d’aller-retour.', {
      reactions: [
        { emoji: '👍', from: 'them' },
        { emoji: '👍', from: 'me' },
      ],
    }),
    question,
    say('me', 50 * minute, code, { replyTo: question.id }),
    say('them', 49 * minute, 'Parfait, je ne savais pas pour `create_connection`. La doc : https://docs.python.org/3/library/socket.html', {
      editedAt: now - 48 * minute,
    }),
    say('them', 47 * minute, longSentences[0] as string),
    say('me', 20 * minute, 'oups, mauvais fil', { deleted: true, text: '' }),
    say('them', 19 * minute, 'Message envoyé quand j’étais dans le métro', { late: true, receivedAt: now - 9 * minute }),
    say('them', 12 * minute, 'vacances.jpg', { file: fakeFile({ size: 1_840_000, state: 'done', at: 1_840_000, savedAs: 'vacances (1).jpg' }) }),
    say('me', 11 * minute, 'sujets-2026', { file: fakeFile({ size: 86_000_000, files: 214, state: 'accepted', at: 31_000_000, pausedByThem: true }) }),
    say('them', 10 * minute, 'capture-réseau.pcapng', { file: fakeFile({ size: 412_000_000, state: 'accepted', at: 180_000_000 }) }),
    say('them', 9 * minute, 'rapport.pdf', { file: fakeFile() }),
    say('me', 9 * minute, 'notes.txt', { file: fakeFile({ size: 4_200, state: 'failed', failure: { code: 'file-changed', details: {} } }) }),
    say('me', 8 * minute, 'Bien reçu.'),
    say('them', 3 * minute, 'On compare nos numéros de sécurité tout à l’heure ?'),
    say('me', 2 * minute, 'Oui, à 14 h.', { state: 'delivered' }),
  ]
}

const queued: Script = (random, conversationId, now) => [
  ...fakeHistory(random, conversationId, 20, now - 28 * hour),
  fakeMessage(random, { conversationId, from: 'me', sentAt: now - 40 * minute, text: 'Tu es parti ? Je te laisse le sujet.', state: 'queued' }),
  fakeMessage(random, { conversationId, from: 'me', sentAt: now - 39 * minute, text: 'Il faut rendre le rapport vendredi.', state: 'queued' }),
  fakeMessage(random, {
    conversationId,
    from: 'me',
    sentAt: now - 38 * minute,
    text: 'x'.repeat(40),
    state: 'failed',
    failure: { code: 'expired', details: {} },
  }),
]

const script: Script = (random, conversationId, now) => [
  fakeMessage(random, { conversationId, from: 'system', sentAt: now - 11 * minute, notice: { code: 'joined', details: { host: '192.168.1.42', port: 3000 } } }),
  fakeMessage(random, { conversationId, from: 'them', sentAt: now - 11 * minute + 40, text: 'Welcome to Messenger !' }),
  fakeMessage(random, { conversationId, from: 'me', sentAt: now - 10 * minute, text: 'bonjour', state: 'sent' }),
  fakeMessage(random, { conversationId, from: 'them', sentAt: now - 6 * minute, text: '192.168.1.42 said: bonjour' }),
  fakeMessage(random, { conversationId, from: 'them', sentAt: now - 5 * minute, text: '7f 45 4c 46 \uFFFD\uFFFD' }),
]

const closed: Script = (random, conversationId, now) => [
  fakeMessage(random, { conversationId, from: 'system', sentAt: now - 3 * day, notice: { code: 'joined', details: { host: '10.0.0.7', port: 51114 } } }),
  fakeMessage(random, { conversationId, from: 'them', sentAt: now - 3 * day + minute, text: 'GET / HTTP/1.1' }),
  fakeMessage(random, { conversationId, from: 'system', sentAt: now - 3 * day + 2 * minute, notice: { code: 'line-too-long', details: { bytes: 90_210 } } }),
  fakeMessage(random, { conversationId, from: 'system', sentAt: now - 3 * day + 3 * minute, notice: { code: 'fin', details: {} } }),
  fakeMessage(random, {
    conversationId,
    from: 'system',
    sentAt: now - 3 * day + 3 * minute + 5,
    notice: { code: 'left', details: { host: '10.0.0.7', port: 51114 } },
  }),
]

const request: Script = (random, conversationId, now) => [
  fakeMessage(random, { conversationId, from: 'them', sentAt: now - 14 * minute, text: 'Bonjour, je suis dans le groupe d’Awa. Elle m’a donné ton adresse.' }),
  fakeMessage(random, { conversationId, from: 'them', sentAt: now - 13 * minute, text: 'Tu peux m’envoyer le sujet ?' }),
]
