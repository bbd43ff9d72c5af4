import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../electron/net/core/clock.ts'
import { silentLogger } from '../../../electron/net/core/logger.ts'
import { Calls } from '../../../electron/net/protocols/room/calls.ts'
import { callBytes, callsPerMember } from '../../../electron/net/protocols/room/constants.ts'
import { Signer } from '../../../electron/net/protocols/room/entries.ts'
import type { RoomFrameOf } from '../../../electron/net/protocols/room/frames.ts'
import { createRoom, memoryLog, newFacts, type Room } from '../../../electron/net/protocols/room/index.ts'
import type { Identity } from '../../../electron/net/protocols/secure-peer/types.ts'
import { type Guest, inside, newIdentity } from './members.ts'

let room: Room
const guests: Guest[] = []

async function enter(name: string, identity: Identity): Promise<Guest> {
  const one = await inside({ port: room.address.port, name, identity })
  guests.push(one)
  return one
}

beforeEach(async () => {
  const host = await newIdentity()
  room = await createRoom({
    host: '127.0.0.1',
    port: 0,
    clock: systemClock,
    logger: silentLogger,
    secure: {
      identity: host,
      log: memoryLog(),
      facts: newFacts({ room: 'a-room', name: 'Salle', rules: { entry: 'anyone', plain: true, announced: true }, owner: host.id }),
      hostName: 'host',
      allows: () => true,
    },
  })
})
afterEach(async () => {
  for (const one of guests.splice(0)) one.client.leave()
  await room.stop()
})

describe('a call of one member to another', () => {
  it('comes through the host, in order, to nobody else; of one who calls too much not all come', async () => {
    const [a, b, c] = await Promise.all([newIdentity(), newIdentity(), newIdentity()])
    const [ada, bob, eve] = [await enter('ada', a), await enter('bob', b), await enter('eve', c)]
    await ada.until(() => ada.facts().members.size === 3)
    ada.client.call(b.id, null)
    ada.client.call('nobody', null)
    await bob.until(() => bob.calls.length === 1)
    bob.client.call(a.id, 'ECONNREFUSED')
    await ada.until(() => ada.calls.length === 1)
    expect([bob.calls, ada.calls, eve.calls]).toEqual([[{ from: a.id, code: null }], [{ from: b.id, code: 'ECONNREFUSED' }], []])
    for (let i = 0; i < 3 * callsPerMember; i++) eve.client.call(b.id, null)
    eve.say('all said')
    await bob.until(() => bob.texts().includes('eve: all said'))
    expect(bob.calls.filter(({ from }) => from === c.id)).toHaveLength(callsPerMember)
  })
})

describe('who is called believes', () => {
  it('only what was signed for them, in this room, and only once', async () => {
    const [ada, bob, eve] = [await newIdentity(), await newIdentity(), await newIdentity()]
    const of = (identity: Identity, name = 'r') => new Calls(name, identity.id, new Signer(identity))
    const called = of(bob)
    const opened = (frame: RoomFrameOf<'call'>) => called.open(frame, (id) => id !== eve.id)
    const caller = of(ada)
    const first = caller.sign(bob.id, null, 1_000)
    const second = caller.sign(bob.id, 'no-answer', 1_000)
    expect(opened(first)).toEqual({ from: ada.id, code: null })
    expect(opened(second)).toEqual({ from: ada.id, code: 'no-answer' })
    for (const again of [first, second]) expect(opened(again)).toBeNull()
    expect(opened({ ...caller.sign(bob.id, null, 2_000), key: new Signer(bob).spki })).toBeNull()
    expect(opened({ ...caller.sign(bob.id, null, 2_000), sig: second.sig })).toBeNull()
    expect(opened(caller.sign(ada.id, null, 2_000))).toBeNull()
    expect(opened(of(ada, 'other').sign(bob.id, null, 9_000))).toBeNull()
    const post = new Signer(ada).sign({ room: 'r', n: 1, prev: null, at: 9_000, items: [{ k: 'topic', topic: 'x' }] })
    expect(opened({ type: 'call', to: bob.id, key: new Signer(ada).spki, ...post })).toBeNull()
    expect(opened(caller.sign(bob.id, 'x'.repeat(callBytes), 9_000))).toBeNull()
    expect(opened({ type: 'call', to: bob.id, key: Buffer.from('no key'), body: Buffer.from('no'), sig: Buffer.alloc(64) })).toBeNull()
    expect(opened(of(eve).sign(bob.id, null, 1_000))).toBeNull()
  })
})
