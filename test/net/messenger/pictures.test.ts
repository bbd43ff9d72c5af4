import { hash } from 'node:crypto'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { systemClock } from '../../../electron/net/core/clock.ts'
import { silentLogger } from '../../../electron/net/core/logger.ts'
import { probe } from '../../../electron/net/protocols/listener/index.ts'
import { connectSecure, createIdentity, identityOf } from '../../../electron/net/protocols/secure-peer/index.ts'
import type { GivenPicture } from '../../../electron/net/protocols/secure-peer/types.ts'
import { limits } from '../../../shared/limits.ts'
import type { PictureId, Profile } from '../../../shared/model/person.ts'
import { uuidv7 } from '../../../shared/uuid.ts'
import { pictures } from '../../fixtures/pictures.ts'
import { eachTestnet, type Node } from '../../helpers/testnet.ts'

const net = eachTestnet()

const idOf = (bytes: Uint8Array): PictureId => hash('sha256', bytes, 'hex')
const setPicture = (node: Node, bytes: Uint8Array | null) => node.messenger.commands['profile.setPicture']({ bytes })
const theOne = async (node: Node) => {
  const [conversation] = (await node.messenger.commands['app.snapshot']({})).conversations
  if (!conversation) throw new Error(`${node.name} has no conversation`)
  return conversation
}
const shows = (node: Node, picture: PictureId | null) => node.next((e) => e.type === 'conversation' && e.conversation.picture === picture)

async function joined(alice: Node, bob: Node): Promise<string> {
  const { id } = await alice.messenger.commands['conversation.join']({ host: '127.0.0.1', port: bob.port() })
  await Promise.all([alice, bob].map((node) => node.until((e) => e.type === 'link' && e.link.state === 'open')))
  return id
}
/** A round trip: what was sent before it has been dealt with. */
const settle = async (node: Node) => void (await node.messenger.commands['conversation.ping']({ id: (await theOne(node)).id }))

async function friends(): Promise<readonly [Node, Node, string]> {
  const [alice, bob] = [await net.node('alice'), await net.node('bob')]
  const id = await joined(alice, bob)
  await bob.messenger.commands['conversation.accept']({ id: (await theOne(bob)).id })
  return [alice, bob, id]
}

it('reaches the other person, its bytes checked and kept; a change and its end while connected too', async () => {
  const [alice, bob] = await friends()
  for (const bytes of [pictures.png, pictures.lossy]) {
    const shown = shows(bob, idOf(bytes))
    expect(await setPicture(alice, bytes)).toMatchObject({ picture: idOf(bytes) })
    await shown
    expect(bob.messenger.picture(idOf(bytes))).toMatchObject({ bytes: Buffer.from(bytes) })
  }
  expect(bob.messenger.picture(idOf(pictures.png))).toBeNull()
  const gone = shows(bob, null)
  await setPicture(alice, null)
  await gone
  expect(bob.messenger.picture(idOf(pictures.lossy))).toBeNull()
})

it('of someone unknown is neither asked for nor shown, nor is mine named to them, until they are accepted', async () => {
  const [alice, bob] = [await net.node('alice'), await net.node('bob')]
  await Promise.all([setPicture(alice, pictures.png), setPicture(bob, pictures.jpeg)])
  await joined(alice, bob)
  for (const node of [alice, bob, alice]) await settle(node)
  expect([(await theOne(alice)).picture, (await theOne(bob)).picture]).toEqual([null, null])
  const both = Promise.all([shows(alice, idOf(pictures.jpeg)), shows(bob, idOf(pictures.png))])
  await bob.messenger.commands['message.send']({ conversationId: (await theOne(bob)).id, id: uuidv7(), text: 'hello', replyTo: null })
  await both
})

it('that changed while one was away is asked for at the next meeting; one that is here is not asked for again', async () => {
  const [alice, bob, id] = await friends()
  const first = shows(bob, idOf(pictures.png))
  await setPicture(alice, pictures.png)
  await first
  const port = bob.port()
  await bob.stop()
  await setPicture(alice, pictures.lossless)
  await bob.restart({ port })
  expect((await theOne(bob)).picture).toBe(idOf(pictures.png))
  const next = shows(bob, idOf(pictures.lossless))
  await alice.messenger.commands['conversation.reconnect']({ id })
  await next
  await alice.restart()
  await alice.messenger.commands['conversation.reconnect']({ id })
  await bob.next((e) => e.type === 'link' && e.link.state === 'open')
  await settle(alice)
  expect((await theOne(bob)).picture).toBe(idOf(pictures.lossless))
  expect((await alice.messenger.commands['app.snapshot']({})).card.picture).toBe(idOf(pictures.lossless))
})

it('goes with a person who is blocked, comes back with them, and goes when they are forgotten', async () => {
  const [alice, bob] = await friends()
  const shown = shows(bob, idOf(pictures.png))
  await setPicture(alice, pictures.png)
  await shown
  const { id } = await theOne(bob)
  await bob.messenger.commands['conversation.block']({ id, blocked: true })
  expect([(await theOne(bob)).picture, bob.messenger.picture(idOf(pictures.png))]).toEqual([null, null])
  const again = shows(bob, idOf(pictures.png))
  await bob.messenger.commands['conversation.block']({ id, blocked: false })
  await again
  await bob.messenger.commands['conversation.forget']({ id })
  expect(bob.messenger.picture(idOf(pictures.png))).toBeNull()
})

it('that is none is refused, and mine stays', async () => {
  const alice = await net.node('alice')
  await setPicture(alice, pictures.png)
  await expect(setPicture(alice, Buffer.from('<svg/>'))).rejects.toMatchObject({ code: 'bad-picture' })
  expect((await alice.messenger.commands['app.snapshot']({})).card.picture).toBe(idOf(pictures.png))
})

/** Someone who speaks the protocol and says what a test wants. */
async function aStranger(bob: Node, picture: PictureId | null) {
  const identity = identityOf(await createIdentity())
  const socket = connect(bob.port(), '127.0.0.1')
  await probe(socket)
  const hello = () => ({ profile: { name: 'eve', color: 'rose', picture }, epoch: 'e', haveEpoch: null, haveSeq: 0, haveHash: null, port: 0 })
  const session = await connectSecure(socket, { identity, clock: systemClock, logger: silentLogger, expected: null, hello })
  const told: { wanted: PictureId[]; pictures: GivenPicture[]; profiles: Profile[]; closed: boolean } = {
    wanted: [],
    pictures: [],
    profiles: [],
    closed: false,
  }
  const ignore = () => {}
  session.start({
    onEntries: async () => {},
    onAcknowledged: ignore,
    onResend: ignore,
    onGone: ignore,
    onRead: ignore,
    onTyping: ignore,
    onRtt: ignore,
    onUnanswered: ignore,
    onCheck: async () => null,
    onUnstable: ignore,
    onProfile: (profile) => void told.profiles.push(profile),
    onWanted: (id) => void told.wanted.push(id),
    onPicture: (given) => void told.pictures.push(given),
    onClosed: () => {
      told.closed = true
    },
  })
  await bob.until((e) => e.type === 'link' && e.link.state === 'open')
  /** What was said before has been dealt with, both ways. */
  const settled = async () => {
    await session.ping()
    await settle(bob)
  }
  return { session, told, settled }
}

const anyId = 'ab'.repeat(32)
const largeBytes = new Uint8Array(limits.pictureBytes + 1)
const manyPixels = () => {
  const bytes = pictures.png.slice()
  new DataView(bytes.buffer).setUint32(16, limits.pictureSide + 1)
  return bytes
}

it.each([
  ['of another hash', anyId, pictures.png],
  ['too large', idOf(largeBytes), largeBytes],
  ['of too many pixels', idOf(manyPixels()), manyPixels()],
  ['of another type', idOf(Buffer.from('<svg/>')), Buffer.from('<svg/>')],
  ['that is gone', anyId, null],
] as const)('bytes %s are not kept, not asked for again, and do not end the session', async (_what, id, bytes) => {
  const bob = await net.node('bob')
  const { session, told, settled } = await aStranger(bob, id)
  await settled()
  expect(told.wanted, 'unknown: not asked').toEqual([])
  await bob.messenger.commands['conversation.accept']({ id: (await theOne(bob)).id })
  await settled()
  expect(told.wanted).toEqual([id])
  for (const given of [bytes, bytes]) session.sendPicture({ id, bytes: given })
  await settled()
  session.sendProfile({ name: 'eve', color: 'teal', picture: id })
  await bob.until((e) => e.type === 'conversation' && e.conversation.color === 'teal')
  await settled()
  expect([told.wanted, told.closed, (await theOne(bob)).picture, bob.messenger.picture(id)]).toEqual([[id], false, null, null])
})

it('bytes that nobody asked for are not kept', async () => {
  const bob = await net.node('bob')
  const { session, settled } = await aStranger(bob, null)
  await bob.messenger.commands['conversation.accept']({ id: (await theOne(bob)).id })
  session.sendPicture({ id: idOf(pictures.png), bytes: pictures.png })
  await settled()
  expect([(await theOne(bob)).picture, bob.messenger.picture(idOf(pictures.png))]).toEqual([null, null])
})

it('mine is given only to whom it was named, only the one that was named, and once', async () => {
  const bob = await net.node('bob')
  await setPicture(bob, pictures.png)
  const mine = idOf(pictures.png)
  const { session, told, settled } = await aStranger(bob, null)
  for (const id of [mine, anyId]) {
    session.wantPicture(id)
    await settled()
  }
  expect([told.pictures, told.profiles]).toEqual([[], []])
  await bob.messenger.commands['conversation.accept']({ id: (await theOne(bob)).id })
  await settled()
  expect(told.profiles).toMatchObject([{ picture: mine }])
  for (const id of [mine, anyId, mine]) {
    session.wantPicture(id)
    await settled()
  }
  expect(told.pictures).toEqual([{ id: mine, bytes: Buffer.from(pictures.png) }])
})
