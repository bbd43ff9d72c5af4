import { AppError } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import type { ConversationId } from '../../../../shared/model/conversation.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import { filesProtocol } from '../../protocols/files/index.ts'
import { probe } from '../../protocols/listener/index.ts'
import { connectStream } from '../../protocols/secure-peer/index.ts'
import type { Session, Stream } from '../../protocols/secure-peer/types.ts'
import type { Conversations } from '../conversations.ts'
import { type Core, emitStored } from '../core.ts'
import type { Rooms } from '../rooms/index.ts'
import type { Switchboard } from '../switchboard.ts'
import type { PeerDeps } from './peer.ts'
import { isWanted } from './state.ts'

/** Whom files come from and go to: the other of a conversation, or a member of a room. How they are reached, and what they may have. */

export interface PartiesDeps {
  readonly core: Core
  readonly conversations: Conversations
  readonly switchboard: Switchboard
  readonly rooms: Rooms
}

export function withPerson({ core, switchboard }: PartiesDeps, id: ConversationId): Pick<PeerDeps, 'way' | 'onTheirWay' | 'mayGive'> {
  return {
    // Who dialled the session dials this too, to the same address: that way is known to work.
    way: () => {
      const { session } = switchboard.person(id)
      return session?.outbound ? { address: session.remote, dial: (signal) => dialBeside(core, session, signal) } : null
    },
    onTheirWay: () => core.store.read.filesOnTheirWay(id),
    mayGive: ({ file }) => {
      // Their answer may be slower than their question.
      if (file?.state !== 'accepted' && file?.state !== 'offered' && file?.state !== 'failed') throw new AppError('transfer-unknown')
      if (!isWanted(file)) throw new AppError('transfer-paused')
    },
  }
}

/** Of one author, or to one who takes: whoever receives dials, and whoever can't be reached is called. */
export function inRoom(
  deps: PartiesDeps,
  id: ConversationId,
  personId: PersonId,
): Pick<PeerDeps, 'way' | 'call' | 'nameOf' | 'onTheirWay' | 'mayGive' | 'onGiven' | 'isOneOfMany'> {
  const { core, rooms } = deps
  return {
    way: () => rooms.wayTo(id, personId, filesProtocol),
    call: (code) => rooms.call(id, personId, code),
    nameOf: () => rooms.nameOf(id, personId),
    onTheirWay: () => core.store.read.filesOnTheirWay(id).filter(({ from, author }) => from === 'them' && author?.personId === personId),
    mayGive: ({ file }) => {
      if (file?.state !== 'offered') throw new AppError('transfer-unknown')
    },
    onGiven: (messageId) => void given(deps, id, messageId, personId).catch((thrown) => core.logger.warn('not stored', { error: String(thrown) })),
    isOneOfMany: true,
  }
}

/** Nobody has blocked or banned them. */
export function isWelcome({ core, conversations, rooms }: PartiesDeps, id: ConversationId, personId: PersonId): boolean {
  const { read } = core.store
  const conversation = read.conversation(id)
  if (!conversation || conversation.blocked) return false
  return conversation.kind !== 'room' || !(rooms.isBanned(id, personId) || conversations.ofPerson(personId)?.blocked)
}

/** One more has it. */
async function given({ core, rooms }: PartiesDeps, id: ConversationId, messageId: string, personId: PersonId): Promise<void> {
  const name = rooms.nameOf(id, personId)
  await core.store.write((tx) => {
    const file = tx.read.message(id, messageId)?.file
    const takenBy = file?.takenBy ?? []
    if (!file || takenBy.length >= limits.takers || takenBy.some((taker) => taker.personId === personId)) return
    tx.setFile(id, messageId, { ...file, takenBy: [...takenBy, { name, personId }] })
  })
  emitStored(core, id, [messageId])
}

async function dialBeside(core: Core, { remote, personId }: Session, signal: AbortSignal): Promise<Stream> {
  const socket = await core.dial(remote, { signal })
  if ((await probe(socket)) !== 'secure') {
    socket.destroy()
    throw new AppError('tls-failed', { cause: 'no palabre at this address' })
  }
  return connectStream(socket, filesProtocol, { identity: core.identity, clock: core.clock, logger: core.logger, expected: personId })
}
