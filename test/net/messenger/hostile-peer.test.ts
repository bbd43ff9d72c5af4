import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { beforeEach, expect, it } from 'vitest'
import { systemClock } from '../../../electron/net/core/clock.ts'
import { banner, probe } from '../../../electron/net/protocols/listener/index.ts'
import { acceptSecure, connectSecure, createIdentity, encodeEntry, hashEntry, identityOf } from '../../../electron/net/protocols/secure-peer/index.ts'
import type { EntryBody, Hello, Identity } from '../../../electron/net/protocols/secure-peer/types.ts'
import { uuidv7 } from '../../../shared/uuid.ts'
import { isOpen } from '../../helpers/events.ts'
import { eachTestnet, type Node } from '../../helpers/testnet.ts'
import { entry, helloOf, listener, logOf, optionsOf } from '../secure-peer/people.ts'

const net = eachTestnet()
let alice: Node
let eve: Identity
beforeEach(async () => {
  alice = await net.node('alice')
  eve = identityOf(await createIdentity())
})

/** Someone with a key of their own who says what they like. */
async function dial(hello: Partial<Hello> = {}) {
  const socket = connect({ host: '127.0.0.1', port: alice.port(), allowHalfOpen: true }).on('error', () => {})
  await once(socket, 'connect')
  await probe(socket)
  const options = { ...optionsOf(eve, systemClock, 'eve'), hello: () => ({ ...helloOf('eve'), port: 9, ...hello }), expected: null }
  const session = await connectSecure(socket, options)
  net.atEnd(() => session.close())
  const heard = listener()
  session.start(heard.handlers)
  return { session, heard }
}

const snapshot = () => alice.messenger.commands['app.snapshot']({})
const only = async () => (await snapshot()).conversations[0]?.id ?? ''
const send = async (text: string) => alice.messenger.commands['message.send']({ conversationId: await only(), id: uuidv7(), text, replyTo: null })

/** Eve has written, Alice has answered; Eve never acknowledged. */
async function unacknowledged() {
  const first = await dial()
  first.session.sendEntries(logOf(['hi']))
  await alice.until((e) => e.type === 'message' && e.message.text === 'hi')
  const message = await send('hello eve')
  await first.heard.until(() => first.heard.entries().length === 1)
  return { ...first, message }
}

it('an acknowledgement that was lost with the connection is taken from the next hello', async () => {
  const { session, heard, message } = await unacknowledged()
  const closed = alice.next((e) => e.type === 'link' && e.link.state !== 'open')
  session.close()
  await heard.closed()
  await closed
  await dial({ haveEpoch: session.hello.epoch, haveSeq: 1 })
  await alice.until((e) => e.type === 'message' && e.message.id === message.id && e.message.state === 'delivered')
  expect(await alice.messenger.drained(5_000)).toBe(true)
})

it('who claims to have more than was ever sent gets a new log, and the link is not left for dead', async () => {
  const { session, message } = await unacknowledged()
  session.close()
  const waiting = alice.next((e) => e.type === 'link' && e.link.state === 'waiting' && e.link.error?.code === 'protocol-error')
  const liar = await dial({ haveEpoch: session.hello.epoch, haveSeq: 999 })
  await liar.heard.closed()
  await waiting
  const dialled = alice.next((e) => e.type === 'link' && e.link.error?.code === 'ECONNREFUSED')
  await alice.messenger.commands['conversation.reconnect']({ id: await only() })
  expect(await dialled).toMatchObject({ link: { error: { details: { host: '127.0.0.1', port: 9 } } } })
  const honest = await dial()
  await honest.heard.until(() => honest.heard.entries().length === 1)
  expect(honest.session.hello.epoch).not.toBe(session.hello.epoch)
  expect(honest.heard.entries()[0]?.entry).toMatchObject({ messageId: message.id })
})

it('who comes back in the moment of being blocked is not let in', async () => {
  await unacknowledged()
  const id = await only()
  for (let round = 0; round < 5; round++) {
    const coming = Array.from({ length: 4 }, () => dial().catch(() => null))
    await alice.messenger.commands['conversation.block']({ id, blocked: true })
    for (const come of await Promise.all(coming)) await come?.heard.closed()
    const { links } = await snapshot()
    expect(links.find((link) => link.conversationId === id)?.state).not.toBe('open')
    await alice.messenger.commands['conversation.block']({ id, blocked: false })
  }
}, 60_000)

it('who comes back in the moment of being forgotten is a stranger again, never a ghost', async () => {
  for (let round = 0; round < 5; round++) {
    const opened = alice.next(isOpen())
    await dial()
    await opened
    const coming = Array.from({ length: 4 }, () => dial().catch(() => null))
    await alice.messenger.commands['conversation.forget']({ id: await only() })
    await Promise.all(coming)
    const { session } = await dial()
    session.sendEntries(logOf([`round ${round}`]))
    await alice.until((e) => e.type === 'message' && e.message.text === `round ${round}`)
    const { links, conversations } = await snapshot()
    expect(links.map((link) => link.conversationId)).toEqual(conversations.map((c) => c.id))
    await alice.messenger.commands['conversation.forget']({ id: await only() })
  }
}, 60_000)

it('a profile without a usable name, at first or later, is no new name', async () => {
  const profile = { name: '\u200b', color: 'teal', picture: null }
  const { session } = await dial({ profile })
  await alice.until(isOpen())
  expect((await snapshot()).conversations[0]?.title).toBe(eve.id.slice(0, 8))
  const named = alice.next((e) => e.type === 'conversation' && e.conversation.title === 'eve')
  session.sendProfile({ ...profile, name: 'eve' })
  await named
  const recoloured = alice.next((e) => e.type === 'conversation' && e.conversation.color === 'plum')
  session.sendProfile({ ...profile, name: '', color: 'plum' })
  expect(await recoloured).toMatchObject({ conversation: { title: 'eve' } })
})

/** Entries of all kinds, chained, all about one message. */
function about(bodies: readonly EntryBody[], messageId: string): Uint8Array[] {
  let prev: Uint8Array | null = null
  return bodies.map((body, index) => {
    const frame = encodeEntry({ ...entry(index + 1, prev, body), messageId })
    prev = hashEntry(frame)
    return frame
  })
}

it('the name of a file that is offered can’t be edited: it is where the file will be written', async () => {
  const { session } = await dial()
  const offer: EntryBody = { kind: 'file', name: 'photo.png', size: 1, mime: 'image/png', files: null, manifest: null }
  const bodies: EntryBody[] = [offer, { kind: 'edit', text: '../../.bashrc' }, { kind: 'reaction', emoji: '+', on: true }]
  session.sendEntries(about(bodies, uuidv7()))
  const after = await alice.until((e) => e.type === 'message' && e.message.reactions.length > 0)
  expect(after).toMatchObject({ message: { text: 'photo.png', editedAt: null } })
})

it('what was on its way when one leaves the conversation waits again, and says so', async () => {
  const { message } = await unacknowledged()
  await alice.until((e) => e.type === 'message' && e.message.id === message.id && e.message.state === 'sent')
  const waits = alice.next((e) => e.type === 'message' && e.message.id === message.id)
  await alice.messenger.commands['conversation.leave']({ id: await only() })
  expect(await waits).toMatchObject({ message: { state: 'queued' } })
})

it('who dials although a connection with them is open is believed to have lost it: it is asked, and gives way within seconds', async () => {
  const { id: myId } = (await snapshot()).card
  while (eve.id < myId) eve = identityOf(await createIdentity())
  // Eve listens, takes one connection and is never heard on it: no end of it comes either.
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {}).write(banner)
    void acceptSecure(socket, optionsOf(eve, systemClock, 'eve'))
  })
  net.atEnd(() => server.close())
  net.atEnd(() => sockets.map((socket) => socket.destroy()))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as { port: number }
  await alice.messenger.commands['conversation.join']({ host: '127.0.0.1', port })
  await alice.until(isOpen())
  const silent = alice.next((e) => e.type === 'link' && e.link.error?.code === 'peer-silent')
  const { heard } = await dial()
  await heard.closed()
  await silent
}, 12_000)

it('what was written before one cleared the conversation and comes after it is seen all the same', async () => {
  const { session } = await unacknowledged()
  const id = await only()
  await alice.messenger.commands['conversation.clear']({ id, undo: false })
  const [first] = logOf(['hi'])
  // Written years before, says its clock.
  session.sendEntries(logOf(['on its way meanwhile'], 2, hashEntry(first as Uint8Array)))
  await alice.until((e) => e.type === 'message' && e.message.text === 'on its way meanwhile')
  const { messages } = await alice.messenger.commands['message.page']({ conversationId: id, cursor: { type: 'newest' }, limit: 10 })
  expect(messages.filter((m) => m.notice === null).map((m) => m.text)).toEqual(['on its way meanwhile'])
})
