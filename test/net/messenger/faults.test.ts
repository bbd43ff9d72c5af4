import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../electron/net/core/clock.ts'
import { openMessenger } from '../../../electron/net/messenger/index.ts'
import { fileVault } from '../../../electron/store/index.ts'
import type { NetEvent } from '../../../shared/events.ts'
import { limits } from '../../../shared/limits.ts'
import { uuidv7 } from '../../../shared/uuid.ts'
import { isOpen, says } from '../../helpers/events.ts'
import { freePort } from '../../helpers/free-port.ts'
import { eachTestnet, type Node } from '../../helpers/testnet.ts'

const net = eachTestnet()

const raw = async (port: number): Promise<Socket> => {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
  net.atEnd(() => socket.destroy())
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}
const join = (node: Node, host: string, port: number) => node.messenger.commands['conversation.join']({ host, port })
const linkError = (code: string) => (e: NetEvent) => e.type === 'link' && e.link.error?.code === code

describe('an address that does not work out', () => {
  it('says refused, with the address it tried', async () => {
    const alice = await net.node('alice')
    const port = await freePort()
    await join(alice, '127.0.0.1', port)
    const event = await alice.until(linkError('ECONNREFUSED'))
    expect(event).toMatchObject({ link: { state: 'offline', attempts: [{ host: '127.0.0.1', port, result: 'ECONNREFUSED' }] } })
  })

  it('says that a name does not exist', async () => {
    const alice = await net.node('alice')
    await join(alice, 'no-such-host.invalid', 3000)
    const event = await alice.until((e) => e.type === 'link' && e.link.error !== null)
    expect(event).toMatchObject({ link: { error: { code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) } } })
  })

  it('says that it is one’s own', async () => {
    const alice = await net.node('alice')
    await expect(join(alice, '127.0.0.1', alice.port())).rejects.toMatchObject({ code: 'own-address' })
  })

  it('keeps what was written there, failed, and sends it on a retry once somebody listens', async () => {
    const alice = await net.node('alice')
    const port = await freePort()
    const { id } = await join(alice, '127.0.0.1', port)
    await alice.until(linkError('ECONNREFUSED'))
    const message = await alice.send(id, 'anyone?')
    await alice.until(says('anyone?', 'failed'))
    const bob = await net.node('bob', { port })
    await alice.messenger.commands['message.retry']({ conversationId: id, id: message.id })
    await bob.until(says('anyone?', 'received'))
    await alice.until((e) => e.type === 'message' && e.message.id === message.id && e.message.state === 'delivered')
  })
})

describe('a raw-socket program', () => {
  it('is greeted, shows as a request that is not encrypted, and gets the answer with a line end', async () => {
    const alice = await net.node('alice')
    const socket = await raw(alice.port())
    const greeting = await once(socket, 'data')
    expect(String(greeting[0])).toMatch(/^Welcome to Messenger ! palabre\/1\r\n$/)
    socket.write('salut')
    await alice.until(says('salut', 'received'))
    const [conversation] = await alice.conversations()
    expect(conversation).toMatchObject({ kind: 'plain', request: true, title: `127.0.0.1:${socket.localPort}` })
    await alice.send(conversation?.id ?? '', 'bonjour')
    const answer = await once(socket, 'data')
    expect(String(answer[0])).toBe('bonjour\n')
    expect((await alice.conversations())[0]).toMatchObject({ request: false })
  })

  it('that says FIN is answered Au revoir and closed', async () => {
    const alice = await net.node('alice')
    const socket = await raw(alice.port())
    let received = ''
    socket.on('data', (chunk) => {
      received += String(chunk)
    })
    socket.write('FIN')
    await once(socket, 'end')
    expect(received).toContain('Au revoir')
  })

  it('is refused in words when plain conversations are not allowed', async () => {
    const alice = await net.node('alice', { allowPlain: false })
    const socket = await raw(alice.port())
    let received = ''
    socket.on('data', (chunk) => {
      received += String(chunk)
    })
    socket.write('hello\n')
    await once(socket, 'end')
    expect(received).toContain('encrypted conversations only')
    expect(await alice.conversations()).toEqual([])
  })

  it('that has finished writing says so at once, and is still answered', async () => {
    const alice = await net.node('alice')
    const socket = await raw(alice.port())
    socket.end('hi')
    const notice = await alice.until((e) => e.type === 'message' && e.message.notice?.code === 'finished-writing')
    expect(notice).toMatchObject({ message: { notice: { details: { seconds: 60 } } } })
    await alice.until((e) => e.type === 'link' && e.link.state === 'half-closed')
    const [conversation] = await alice.conversations()
    expect(conversation?.lastMessage).toMatchObject({ from: 'them', text: 'hi', notice: null })
    await once(socket, 'data')
    await alice.send(conversation?.id ?? '', 'got it')
    expect(String((await once(socket, 'data'))[0])).toBe('got it\n')
  })

  it('that said FIN, or never said anything, is not said to be still reading', async () => {
    const alice = await net.node('alice')
    const [fin, silent] = [await raw(alice.port()), await raw(alice.port())]
    fin.resume().end('FIN')
    silent.resume().end()
    await Promise.all([once(fin, 'close'), once(silent, 'close')])
    await alice.until((e) => e.type === 'message' && e.message.notice?.code === 'left')
    await alice.until((e) => e.type === 'conversation-removed')
    expect(alice.events.filter(({ event }) => event.type === 'link' && event.link.state === 'half-closed')).toEqual([])
  })

  it('that never said anything leaves no trace', async () => {
    const alice = await net.node('alice')
    const socket = await raw(alice.port())
    await alice.until((e) => e.type === 'conversation')
    socket.destroy()
    await alice.until((e) => e.type === 'conversation-removed')
    expect(await alice.conversations()).toEqual([])
  })

  it('may cut a letter in the middle and send noise: it is shown, never an error', async () => {
    const alice = await net.node('alice')
    const socket = await raw(alice.port())
    const [first, second] = [Buffer.from('été\n').subarray(0, 1), Buffer.from('été\n').subarray(1)]
    socket.write(first)
    socket.write(second)
    await alice.until(says('été'))
    socket.write(Buffer.from([0xff, 0xfe, 0x41, 0x0a]))
    await alice.until(says('\uFFFD\uFFFDA'))
  })

  it('that never reads while we send costs a bounded amount, then fails in words', async () => {
    const alice = await net.node('alice')
    const socket = await raw(alice.port())
    socket.pause()
    socket.write('hi\n')
    await alice.until(says('hi'))
    const id = (await alice.conversations())[0]?.id ?? ''
    const chunk = 'x'.repeat(60_000)
    const failed = alice.next((e) => e.type === 'message' && e.message.state === 'failed')
    for (let i = 0; i < 200; i++) await alice.send(id, chunk)
    expect(await failed).toMatchObject({ message: { failure: { code: expect.stringMatching(/peer-silent|not-connected|EPIPE/) } } })
  }, 20_000)

  it('that sends broken TLS is dropped and the others notice nothing', async () => {
    const [alice, bob] = [await net.node('alice'), await net.node('bob')]
    const { id } = await join(bob, '127.0.0.1', alice.port())
    await bob.until(isOpen())
    const socket = await raw(alice.port())
    const closed = once(socket, 'close')
    socket.resume()
    socket.end(Buffer.concat([Buffer.from([0x16, 0x03, 0x01, 0x40, 0x00]), Buffer.alloc(100, 0xee)]))
    await closed
    await bob.send(id, 'still here')
    await bob.until(says('still here', 'delivered'))
  })
})

describe('one computer, one profile', () => {
  it('a taken port: the next free one is used and both are told', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const alice = await net.node('alice', { port })
    const event = await alice.until((e) => e.type === 'listener' && e.listener.state === 'listening')
    expect(event).toMatchObject({ listener: { wantedPort: port } })
    expect(alice.port()).not.toBe(port)
    server.close()
  })

  it('a second messenger on the same profile is told that it is in use', async () => {
    const alice = await net.node('alice')
    await expect(openMessenger({ folder: alice.folder, vault: fileVault() })).rejects.toMatchObject({ code: 'profile-in-use' })
  })

  it('a clock that is an hour ahead can’t push its messages behind later ones', async () => {
    const bob = await net.node('bob')
    const ahead = { ...systemClock, now: () => Date.now() + 3_600_000 }
    const folder = `${bob.folder}-fast`
    const fast = await openMessenger({ folder, vault: fileVault(), overrides: { name: 'fast', host: '127.0.0.1', port: 0 }, clock: ahead })
    await fast.start()
    try {
      const { id } = await fast.commands['conversation.join']({ host: '127.0.0.1', port: bob.port() })
      await bob.until(isOpen())
      await fast.commands['message.send']({ conversationId: id, id: uuidv7(), text: 'from the future', replyTo: null })
      const event = await bob.until(says('from the future'))
      const sentAt = event.type === 'message' ? event.message.sentAt : 0
      expect(sentAt).toBeLessThanOrEqual(Date.now() + limits.clockAheadMs)
      const conversationId = event.type === 'message' ? event.message.conversationId : ''
      const answered = new Promise<void>((resolve) => {
        fast.events.subscribe((numbered) => says('and from now')(numbered.event) && resolve())
      })
      await bob.send(conversationId, 'and from now')
      const { messages } = await bob.messenger.commands['message.page']({ conversationId, cursor: { type: 'newest' }, limit: 10 })
      expect(messages.map((m) => m.text)).toEqual(['from the future', 'and from now'])
      await answered
      const there = await fast.commands['message.page']({ conversationId: id, cursor: { type: 'newest' }, limit: 10 })
      expect(there.messages.map((m) => [m.text, m.late])).toEqual([
        ['from the future', false],
        ['and from now', false],
      ])
    } finally {
      await fast.stop()
    }
  })
})
