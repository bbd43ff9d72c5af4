import { AppError } from '../../../shared/errors.ts'
import type { Snapshot } from '../../../shared/events.ts'
import { parseInvitation } from '../../../shared/invitation.ts'
import type { Commands } from '../../../shared/ipc/contract.ts'
import { limits } from '../../../shared/limits.ts'
import { type Conversation, isLive } from '../../../shared/model/conversation.ts'
import type { Message } from '../../../shared/model/message.ts'
import type { Card } from '../../../shared/model/person.ts'
import type { Settings } from '../../../shared/model/settings.ts'
import { compare, type Hlc, parseId, safetyNumber } from '../protocols/secure-peer/index.ts'
import { measureConnect } from './connect-time.ts'
import type { Conversations } from './conversations.ts'
import { type Core, emit, emitStored, hlcOf, newId, noticeMessage } from './core.ts'
import type { Files } from './files/index.ts'
import { findConversation } from './find.ts'
import { changeMessage, retryMessage, sendMessage } from './messages.ts'
import { rebaseLog } from './outgoing.ts'
import { refuseOwnAddress } from './own-address.ts'
import type { People } from './people/index.ts'
import type { Rooms } from './rooms/index.ts'
import type { Switchboard } from './switchboard.ts'

export interface CommandDeps {
  readonly core: Core
  readonly conversations: Conversations
  readonly switchboard: Switchboard
  readonly people: People
  readonly files: Files
  readonly rooms: Rooms
  readonly snapshot: () => Snapshot
  readonly setMyPicture: (bytes: Uint8Array | null) => Promise<Card>
  readonly updateSettings: (patch: Partial<Settings>) => Promise<Settings>
}

/** One function per channel; arguments are parsed already. */
export function createCommands(deps: CommandDeps): Commands {
  const { core, conversations, switchboard, rooms } = deps
  const beforeClear = new Map<string, string | null>()

  const message = (conversationId: string, id: string): Message => {
    const found = core.store.read.message(conversationId, id)
    if (!found) throw new AppError('unknown-message')
    return found
  }
  /** Nobody is reached without a pseudonym to be called by. */
  const named = () => {
    if (!core.isNamed()) throw new AppError('no-name')
  }
  const accept = (conversation: Conversation) =>
    conversations.patch(conversation.id, { request: false, ...(conversation.trust === 'new' ? { trust: 'accepted' as const } : {}) })

  return {
    'app.snapshot': () => deps.snapshot(),
    'settings.update': (patch) => deps.updateSettings(patch as Partial<Settings>),

    'profile.setPicture': ({ bytes }) => deps.setMyPicture(bytes),

    'conversation.join': async ({ host, port, key }) => {
      named()
      const expected = key === undefined ? null : parseId(key)
      if (expected === null) refuseOwnAddress(core, { host, port })
      const known = (expected ? conversations.ofPerson(expected) : null) ?? conversations.atAddress({ host, port })
      const conversation = known ?? (await conversations.createPlain({ host, port }, 'me'))
      switchboard.connect(conversation, expected)
      return conversations.get(conversation.id)
    },
    'conversation.find': ({ name }) => findConversation(conversations.all(), name),
    'conversation.leave': async ({ id }) => {
      if (conversations.get(id).kind === 'room') {
        await rooms.leave(id)
        if (await switchboard.dropIdle(id)) await rooms.forget(id)
      } else {
        switchboard.leave(conversations.get(id))
        await switchboard.dropIdle(id)
      }
      return null
    },
    'conversation.reconnect': ({ id }) => {
      named()
      const conversation = conversations.get(id)
      if (conversation.kind === 'room') rooms.reconnect(id)
      else switchboard.connect(conversation)
      return null
    },
    'conversation.update': ({ id, ...patch }) => conversations.patch(conversations.get(id).id, definedOnly(patch)),
    'conversation.accept': ({ id }) => accept(conversations.get(id)),
    'conversation.block': async ({ id, blocked }) => {
      const conversation = conversations.get(id)
      if (blocked) switchboard.forget(id, 'blocked')
      if (blocked && conversation.picture) await conversations.setPicture(id, null)
      const patched = await conversations.patch(id, { blocked })
      deps.files.follow(id)
      // Whoever came back before it was on disk.
      if (blocked) {
        switchboard.forget(id, 'blocked')
        core.links.update(id, { state: 'offline', attempts: [], rttMs: null, nextTryAt: null, error: null })
      } else switchboard.connect(conversation)
      return patched
    },
    'conversation.forget': async ({ id }) => {
      if (conversations.get(id).kind === 'room') await rooms.forget(id)
      switchboard.forget(id)
      await deps.files.forget(id)
      await conversations.remove(id, null)
      // Whoever came back before it was on disk.
      switchboard.forget(id)
      core.links.remove(id)
      return null
    },
    'conversation.clear': async ({ id, undo }) => {
      const { clearedBefore } = conversations.get(id)
      if (undo) return conversations.patch(id, { clearedBefore: beforeClear.get(id) ?? null })
      beforeClear.set(id, clearedBefore)
      const last = core.store.read.lastOrder(id)
      if (last !== null) await comesAfter(core, id, hlcOf(last))
      return conversations.patch(id, { clearedBefore: last })
    },
    'conversation.read': async ({ id, upTo }) => {
      const { readUpTo, personId } = conversations.get(id)
      if (readUpTo !== null && upTo <= readUpTo) return null
      await conversations.patch(id, { readUpTo: upTo })
      if (personId) switchboard.person(id).sendRead(upTo)
      return null
    },
    'conversation.typing': ({ id, typing }) => {
      const { personId, request } = conversations.get(id)
      if (core.settings().sendTyping && personId && !request) switchboard.person(id).session?.sendTyping(typing)
      return null
    },
    'conversation.ping': async ({ id }) => {
      const conversation = conversations.get(id)
      return { rttMs: await ping(deps, conversation) }
    },
    'conversation.verify': ({ id, verified }) =>
      conversations.patch(conversations.get(id).id, { trust: verified ? 'verified' : 'accepted', ...(verified ? { request: false } : {}) }),
    'conversation.decideKey': ({ id, decision }) => decideKey(deps, conversations.get(id), decision),
    'conversation.passive': ({ id }) => core.passive.strip(conversations.get(id).id),
    'conversation.safetyNumber': ({ id }) => {
      const { personId } = conversations.get(id)
      if (!personId) throw new AppError('bad-argument', { field: 'id' })
      return safetyNumber(core.identity.id, personId)
    },

    'people.talk': ({ name }) => {
      named()
      return deps.people.resolver.talk(name)
    },
    'people.open': ({ id }) => {
      named()
      return deps.people.resolver.open(id)
    },
    'people.search': ({ prefix }) => deps.people.resolver.search(prefix),
    'people.invitation': ({ url }) => {
      named()
      const { room, address, id, name = null } = parseInvitation(url) ?? {}
      if (!room || !address) return deps.people.resolver.invitation(url)
      return rooms.join({ ...address, key: id ? parseId(id) : null, room: room.id, ticket: room.ticket, name })
    },
    'discovery.scan': ({ on }) => {
      deps.people.scan(on)
      return null
    },
    'directory.decideKey': ({ address, decision }) => {
      deps.people.decideKey(address, decision)
      return null
    },

    'room.host': (room) => {
      named()
      return rooms.host(room)
    },
    'room.join': async (address) => {
      named()
      refuseOwnAddress(core, address)
      return rooms.join({ ...address, key: null, room: null, ticket: null, name: null })
    },
    'room.enter': ({ room, hostId }) => rooms.enter(deps.people.room(room, hostId)),
    'room.act': ({ id, action }) => {
      rooms.act(id, action)
      return null
    },
    'room.invitation': ({ id }) => ({ url: rooms.invitation(id) }),

    'message.send': ({ conversationId, ...draft }) => sendMessage(deps, conversations.peek(conversationId), draft),
    'message.retry': ({ conversationId, id }) => retryMessage(deps, conversations.get(conversationId), message(conversationId, id)),
    'message.edit': ({ conversationId, id, text }) =>
      changeMessage(deps, conversations.get(conversationId), message(conversationId, id), { kind: 'edit', text }),
    'message.delete': ({ conversationId, id }) => changeMessage(deps, conversations.get(conversationId), message(conversationId, id), { kind: 'delete' }),
    'message.react': ({ conversationId, id, emoji, on }) =>
      changeMessage(deps, conversations.get(conversationId), message(conversationId, id), { kind: 'reaction', emoji, on }),
    'file.decide': ({ conversationId, id, decision }) => deps.files.decide(conversations.get(conversationId), message(conversationId, id), decision),
    'file.waiting': ({ id }) => deps.files.waiting(id),
    'file.decideAll': async ({ conversationId, last, decision }) => ({
      decided: (await deps.files.decideAll(conversations.get(conversationId), message(conversationId, last), decision)).length,
    }),
    'file.list': ({ conversationId, before, limit }) => core.store.read.files(conversations.get(conversationId).id, before, limit),
    'message.page': ({ conversationId, cursor, limit }) => {
      const { id } = conversations.get(conversationId)
      return rooms.page(id, cursor, limit) ?? core.store.read.page(id, cursor, limit)
    },
    'message.search': ({ query, conversationId }) => core.store.read.search(query, conversationId ?? null, limits.searchHits),
  }
}

/** What they wrote before that and is on its way is new here all the same: it takes a later place. */
async function comesAfter(core: Core, id: string, last: Hlc): Promise<void> {
  core.stamps.observe(last)
  await core.store.write((tx) => {
    const log = tx.read.log(id)
    if (log && compare(last, { wall: log.theirWall, count: log.theirCount }) > 0) tx.setLog(id, { ...log, theirWall: last.wall, theirCount: last.count })
  })
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

function definedOnly<T extends object>(patch: T): Partial<Defined<T>> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<Defined<T>>
}

function ping({ core, switchboard, rooms }: CommandDeps, conversation: Conversation): Promise<number> {
  if (conversation.personId) {
    const { session } = switchboard.person(conversation.id)
    if (!session) throw new AppError('not-connected')
    return session.ping()
  }
  // A room would announce whoever connects only to measure.
  if (conversation.kind === 'room') return rooms.ping(conversation.id)
  if (!conversation.address || conversation.openedBy === 'them') throw new AppError(isLive(core.links.get(conversation.id)) ? 'no-ping' : 'not-connected')
  refuseOwnAddress(core, conversation.address)
  return measureConnect(core, conversation.address)
}

/** accept: the new key becomes this person's, unverified, and the log starts anew. refuse: nothing changes, nothing is sent. */
async function decideKey({ core, conversations, switchboard }: CommandDeps, conversation: Conversation, decision: 'accept' | 'refuse'): Promise<Conversation> {
  const { state, offeredId } = core.links.get(conversation.id)
  if (state !== 'key-changed' || !offeredId) throw new AppError('bad-argument', { field: 'decision' })
  if (decision === 'accept') {
    const other = conversations.ofPerson(offeredId)
    if (other) {
      switchboard.person(conversation.id).keyDecided(false)
      switchboard.connect(other)
      return other
    }
    await core.store.write((tx) => {
      tx.patchConversation(conversation.id, { personId: offeredId, trust: 'accepted' })
      rebaseLog(tx, conversation.id, newId())
    })
    conversations.forgetCached(conversation.id)
    await noteKeyChange(core, conversation.id)
  }
  switchboard.person(conversation.id).keyDecided(decision === 'accept')
  const changed = conversations.get(conversation.id)
  emit(core, { type: 'conversation', conversation: changed })
  return changed
}

async function noteKeyChange(core: Core, conversationId: string): Promise<void> {
  const notice = noticeMessage(core, conversationId, { code: 'key-changed', details: {} })
  await core.store.write((tx) => tx.addMessage(notice))
  emitStored(core, conversationId, [notice.id])
}
