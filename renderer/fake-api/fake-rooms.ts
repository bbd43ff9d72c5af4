import { AppError } from '../../shared/errors.ts'
import type { Channel } from '../../shared/ipc/channels.ts'
import { formatAddress } from '../../shared/model/address.ts'
import type { Message, Notice } from '../../shared/model/message.ts'
import type { NearbyRoom } from '../../shared/model/nearby.ts'
import type { Room, RoomMember } from '../../shared/model/room.ts'
import type { FakeCommandDeps, FakeCommands } from './fake-commands.ts'
import type { FakeCore } from './fake-core.ts'
import { fakeFile } from './fake-file.ts'
import { fakeMessage } from './fake-message.ts'
import { createRandom, fakePersonId, type Random } from './random.ts'
import { fakeConversation } from './world.ts'

type RoomChannel = Extract<Channel, `room.${string}`>

const minute = 60_000

function member(random: Random, name: string, more: Partial<RoomMember> = {}): RoomMember {
  const personId = fakePersonId(random)
  return { key: personId, personId, name, color: 'teal', address: { host: '192.168.1.31', port: 51_000 }, role: 'member', muted: false, ...more }
}

const program = (name: string, port: number): RoomMember => ({
  key: `name:${name}`,
  personId: null,
  name,
  color: 'slate',
  address: { host: '192.168.1.44', port },
  role: 'member',
  muted: false,
})

/** Three rooms: hosted here, somebody else's, the course's. */
export function addFakeRooms(core: FakeCore, seed: number, now: number): void {
  const random = createRandom(seed + 7)
  const me: RoomMember = { ...member(random, core.state.settings.name), key: core.state.card.id, personId: core.state.card.id, color: 'olive' }
  const awa = member(random, 'Awa Diallo', { color: 'terracotta', role: 'moderator' })
  const theo = member(random, 'Théo Marchand', { muted: true })
  const add = (title: string, room: Omit<Room, 'conversationId'>, open: boolean) => {
    const talk = core.add(
      fakeConversation(random, now, { title, kind: 'room', personId: null, color: 'indigo', address: { host: '192.168.1.12', port: 9000 }, unread: 0 }),
    )
    const { id } = talk.conversation
    core.link(id, open ? { state: 'open', encrypted: room.mode === 'palabre', rttMs: null } : { state: 'waiting', nextTryAt: now + 8_000 })
    core.room({ ...room, conversationId: id })
    return id
  }
  const rules = { entry: 'anyone', plain: true, announced: true } as const
  const base = { mode: 'palabre', topic: '', rules, hostId: me.personId, epoch: 1, role: 'member', muted: false, hosting: null, hasOlder: false } as const
  const lab = add(
    'TP réseau, salle 12',
    {
      ...base,
      topic: 'Rendu vendredi : un client, un serveur, un rapport',
      role: 'owner',
      hosting: { host: '::', port: 9000 },
      members: [{ ...me, role: 'owner' }, awa, theo, program('netcat', 40_312), program('script_python', 40_377)],
    },
    true,
  )
  const club = add('Club d’échecs', { ...base, epoch: 3, hostId: awa.personId, members: [awa, me] }, true)
  const course = add('192.168.1.50:9000', { ...base, mode: 'course', hostId: null, members: [program('prof', 1), program(me.name, 2)] }, true)
  let at = now - 40 * minute
  const next = () => {
    at += minute
    return { sentAt: at, order: core.nextOrder(at) }
  }
  const notice = (conversationId: string, code: Notice['code'], details: Notice['details']) =>
    core.put(fakeMessage(random, { conversationId, from: 'system', ...next(), notice: { code, details } }))
  const said = (conversationId: string, who: RoomMember | null, text: string, more: Partial<Message> = {}) =>
    core.put(
      fakeMessage(random, {
        conversationId,
        from: who ? 'them' : 'me',
        ...next(),
        text,
        ...more,
        ...(who ? { author: { name: who.name, personId: who.personId } } : { state: 'delivered', author: { name: me.name, personId: me.personId } }),
      }),
    )
  notice(lab, 'member-joined', { name: awa.name })
  const question = said(lab, awa, 'Bonjour ! On est combien pour le TP ?')
  said(lab, null, 'Cinq avec les deux programmes. Le port est le 9000, comme dans le sujet.', {
    replyTo: question.id,
    editedAt: at,
    reactions: [
      { emoji: '👍', from: 'them', name: awa.name },
      { emoji: '👍', from: 'them', name: theo.name },
    ],
  })
  notice(lab, 'member-joined', { name: 'script_python' })
  said(lab, program('script_python', 40_377), 'hello from recv(1024)')
  said(lab, program('script_python', 40_377), 'sans retour à la ligne')
  said(lab, awa, 'Reçu ! Chacun sur sa ligne, avec son nom.')
  notice(lab, 'room-topic', { by: me.name, topic: 'Rendu vendredi : un client, un serveur, un rapport' })
  said(lab, theo, 'spam spam spam')
  notice(lab, 'member-muted', { by: awa.name, name: theo.name })
  said(lab, null, 'Merci Awa.')
  said(lab, awa, 'capture-wireshark.pcapng', { file: fakeFile() })
  said(lab, null, 'sujet-tp.pdf', {
    file: fakeFile({ size: 412_000, takenBy: [awa, theo].map(({ name, personId }) => ({ name, personId: personId ?? '' })) }),
  })
  said(club, awa, 'Qui joue ce soir ?')
  notice(club, 'room-host', { name: awa.name })
  said(course, program('prof', 1), 'Testez avec netcat d’abord.')
  const near = (name: string, more: Partial<NearbyRoom>): NearbyRoom => ({
    room: `413bb154-fc59-4767-bc9a-${String(name.length).padStart(12, '0')}`,
    hostId: fakePersonId(random),
    hostName: 'Awa Diallo',
    name,
    entry: 'anyone',
    plain: true,
    people: 3,
    addresses: [{ host: '192.168.1.31', port: 9000 }],
    signed: true,
    conversationId: null,
    ...more,
  })
  core.network({
    rooms: [
      near('Club d’échecs', { conversationId: club, people: 2 }),
      near('Projet sécurité', { entry: 'contacts', plain: false, people: 11, hostName: 'Théo Marchand' }),
      near('Jury de mardi', { entry: 'invited', plain: false, people: 4, hostName: null }),
      near('Révisions', { signed: false, people: 1, hostName: null }),
    ],
  })
  for (const id of [lab, club, course]) core.conversation(id, { unread: 0, readUpTo: core.nextOrder(now) })
}

export function createFakeRooms({ core, random, now }: FakeCommandDeps): Pick<FakeCommands, RoomChannel> {
  const enter = (title: string, address: { host: string; port: number }, room: Partial<Room>) => {
    const { conversation } = core.add(
      fakeConversation(random, now(), { title, kind: 'room', personId: null, color: 'indigo', address, createdAt: now(), updatedAt: now() }),
    )
    const { id, name } = core.state.card
    core.link(conversation.id, { state: 'open', encrypted: true })
    core.room({
      conversationId: conversation.id,
      mode: 'palabre',
      topic: '',
      rules: { entry: 'anyone', plain: true, announced: true },
      members: [{ key: id, personId: id, name, color: 'olive', address: null, role: room.role ?? 'member', muted: false }],
      hostId: id,
      epoch: 1,
      role: 'member',
      muted: false,
      hosting: null,
      hasOlder: false,
      ...room,
    })
    return conversation
  }
  return {
    'room.host': ({ name, port, rules }) => {
      if (core.state.rooms.some(({ hosting }) => hosting?.port === port)) throw new AppError('EADDRINUSE', { host: '::', port })
      return enter(name, { host: '127.0.0.1', port }, { rules, role: 'owner', hosting: { host: '::', port } })
    },
    'room.enter': ({ room }) => {
      const found = core.state.network.rooms.find((each) => each.room === room)
      const address = found?.addresses[0]
      if (!found || !address) throw new AppError('room-gone')
      const talk = enter(found.name, address, { hostId: found.hostId, rules: { entry: found.entry, plain: found.plain, announced: true } })
      core.network({ rooms: core.state.network.rooms.map((each) => (each.room === room ? { ...each, conversationId: talk.id } : each)) })
      return talk
    },
    'room.join': (address) => enter(formatAddress(address), address, {}),
    'room.act': ({ id, action }) => {
      const room = core.state.rooms.find(({ conversationId }) => conversationId === id)
      if (!room) throw new AppError('not-connected')
      if (action.type === 'name') core.conversation(id, { title: action.name })
      else if (action.type === 'topic') core.room({ ...room, topic: action.topic })
      else if (action.type === 'rules') core.room({ ...room, rules: action.rules })
      else core.room({ ...room, members: room.members.flatMap((one) => (one.key === action.who ? changed(one, action) : [one])) })
      return null
    },
    'room.invitation': ({ id }) => ({ url: `palabre://192.168.1.12:9000/?room=${id}&name=room` }),
  }
}

function changed(one: RoomMember, action: { type: string; on?: boolean; role?: RoomMember['role'] }): RoomMember[] {
  if (action.type === 'mute') return [{ ...one, muted: action.on === true }]
  if (action.type === 'role') return [{ ...one, role: action.role ?? 'member' }]
  return []
}
