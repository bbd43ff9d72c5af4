import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { help, namePrompt } from '../../../electron/net/protocols/room/constants.ts'
import { courseLines } from '../../../electron/net/protocols/room/course-lines.ts'
import { isMessage, isOpen, isRoom, says } from '../../helpers/events.ts'
import { joinRoom, roomProgram } from '../../helpers/room-world.ts'
import { eachTestnet, type Node } from '../../helpers/testnet.ts'
import { student } from '../line-chat/partner.ts'

const net = eachTestnet()

/** The course's server, in Python. `port` 0: any. */
async function courseServer({ port = 0, reading = 'lines', taken = [] as string[] } = {}) {
  const { child, printed, firstLine, ended } = student('room_server.py', port, reading, ...taken)
  net.atEnd(() => child.kill('SIGKILL'))
  const stop = async () => {
    child.kill('SIGKILL')
    return ended
  }
  return { port: Number((await firstLine()).split(' ')[1]), printed, stop }
}

const isWaiting = (id: string) => (event: Parameters<Parameters<Node['until']>[0]>[0]) =>
  event.type === 'link' && event.link.conversationId === id && event.link.state === 'waiting' && event.link.nextTryAt !== null

describe('the course’s server', () => {
  it('says much at once, and everything else has its turn; in order and each line once', async () => {
    const lines = Array.from({ length: 15_000 }, (_, i) => `the line of number ${i}`)
    const server = createServer((socket) => {
      socket.on('error', () => {}).write(namePrompt)
      socket.once('data', () => socket.write(`${help}${lines.join('\n')}\n`))
    }).listen(0, '127.0.0.1')
    net.atEnd(() => server.close())
    await once(server, 'listening')
    const bob = await net.node('bob')
    const heard: string[] = []
    let [most, atOnce] = [0, 0]
    bob.messenger.events.subscribe(({ event }) => {
      if (event.type !== 'message' || event.message.from !== 'them') return
      heard.push(event.message.text)
      if (atOnce++ === 0)
        setImmediate(() => {
          atOnce = 0
        })
      most = Math.max(most, atOnce)
    })
    await bob.messenger.commands['room.join']({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
    await bob.until(isMessage(({ text }) => text === lines.at(-1)))
    expect(heard).toEqual(lines)
    expect(most).toBeLessThanOrEqual(256)
  }, 20_000)
})

describe('the course’s server, when it comes back', () => {
  it('is entered again under the same pseudonym, and what was written meanwhile is said', async () => {
    const first = await courseServer()
    const bob = await net.node('bob')
    const id = await joinRoom(bob, first.port)
    await bob.until(isRoom(({ members }) => members.length === 1))
    await first.stop()
    await bob.until(isWaiting(id))
    const { id: written } = await bob.send(id, 'written while away')
    expect((await bob.messenger.commands['message.page']({ conversationId: id, cursor: { type: 'newest' }, limit: 1 })).messages).toMatchObject([
      { id: written, state: 'queued' },
    ])
    const opened = bob.next(isOpen(id))
    const second = await courseServer({ port: first.port })
    await opened
    await second.printed('came bob\n')
    await second.printed("read 'written while away'")
    await bob.until(isMessage((m) => m.id === written && m.state === 'sent'))
    const { messages } = await bob.messenger.commands['message.page']({ conversationId: id, cursor: { type: 'newest' }, limit: 100 })
    expect(messages.filter(({ notice }) => notice?.code === 'member-joined')).toHaveLength(1)
  }, 20_000)

  it('is not looked for once one has left', async () => {
    const first = await courseServer()
    const bob = await net.node('bob')
    const id = await joinRoom(bob, first.port)
    await first.stop()
    await bob.until(isWaiting(id))
    await bob.messenger.commands['conversation.leave']({ id })
    const second = await courseServer({ port: first.port })
    await roomProgram(net, second.port, 'later\n')
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expect(await second.stop()).not.toContain('bob')
  }, 20_000)

  it('is entered again by a Palabre that was started again before it', async () => {
    const first = await courseServer()
    const bob = await net.node('bob')
    const id = await joinRoom(bob, first.port)
    await first.stop()
    await bob.until(isWaiting(id))
    await bob.restart()
    await bob.until(isWaiting(id))
    await (await courseServer({ port: first.port })).printed('came bob\n')
  }, 20_000)

  it('is left alone when it refuses the pseudonym, and never takes a message for one', async () => {
    const server = await courseServer({ taken: ['bob'] })
    const bob = await net.node('bob')
    const { id } = await bob.messenger.commands['room.join']({ host: '127.0.0.1', port: server.port })
    const { id: written } = await bob.send(id, 'my next name?')
    const refused = await bob.until((e) => e.type === 'link' && e.link.conversationId === id && e.link.error !== null)
    expect(refused).toMatchObject({ link: { state: 'offline', nextTryAt: null, error: { code: 'pseudonym-refused', details: { name: 'bob' } } } })
    await bob.until(isMessage((m) => m.text === 'Ce pseudo est déjà pris.'))
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expect((await server.stop()).match(/came .*/g)).toEqual(['came bob'])
    const { messages } = await bob.messenger.commands['message.page']({ conversationId: id, cursor: { type: 'newest' }, limit: 100 })
    expect(messages.filter(({ from }) => from === 'them')).toHaveLength(1)
    expect(messages.find((message) => message.id === written)).toMatchObject({ state: 'queued' })
  }, 20_000)
})

describe('a server that asks again in words of its own', () => {
  it('is nobody who said nothing, and gets neither a message nor /quit for a pseudonym', async () => {
    const server = await courseServer({ reading: 'endless', taken: ['bob'] })
    const bob = await net.node('bob')
    const { id } = await bob.messenger.commands['room.join']({ host: '127.0.0.1', port: server.port })
    const { id: written } = await bob.send(id, 'my next name?')
    await bob.until((e) => e.type === 'link' && e.link.conversationId === id && e.link.error?.code === 'pseudonym-refused')
    await bob.until(isMessage((m) => m.text === 'Pseudo deja pris, un autre: ' && m.author === undefined))
    await bob.messenger.commands['conversation.leave']({ id })
    expect((await server.stop()).match(/came .*/g)).toEqual(['came bob'])
    const { messages } = await bob.messenger.commands['message.page']({ conversationId: id, cursor: { type: 'newest' }, limit: 100 })
    expect(messages.find((message) => message.id === written)).toMatchObject({ state: 'queued' })
  }, 20_000)
})

describe('several lines in the course’s room', () => {
  it.each(['chunks', 'lines'])('reach a server that reads %s as so many messages, each with its author, and are shown so', async (reading) => {
    const server = await courseServer({ reading })
    const bob = await net.node('bob')
    const id = await joinRoom(bob, server.port)
    const other = await roomProgram(net, server.port, 'other\n')
    const long = 'é'.repeat(900)
    await bob.send(id, `def f():\n\n    return 1\r\n${long}\nend`)
    await bob.send(id, 'and one more')
    await other.hears('and one more\n')
    const heard = other.heard().split('\n')
    expect(heard.filter((line) => line.startsWith('bob: '))).toEqual(
      ['def f():', 'return 1', 'é'.repeat(511), 'é'.repeat(389), 'end', 'and one more'].map((line) => `bob: ${line}`),
    )
    await bob.until(says('and one more', 'sent'))
    const { messages } = await bob.messenger.commands['message.page']({ conversationId: id, cursor: { type: 'newest' }, limit: 100 })
    expect(messages.filter(({ from }) => from === 'me').map(({ text, state }) => [text, state])).toEqual(
      ['def f():', '    return 1', 'é'.repeat(511), 'é'.repeat(389), 'end', 'and one more'].map((line) => [line, 'sent']),
    )
  })

  it('are cut between words where there are any, and hold no empty ones', () => {
    const words = Array.from({ length: 400 }, (_, i) => `mot${i}`).join(' ')
    const lines = courseLines(`\n \n${words}\r\rfin  `)
    expect(lines.join('').replace(/fin$/, '')).toBe(words)
    expect(lines.every((line) => Buffer.byteLength(line) <= 1_023 && line.trim() !== '')).toBe(true)
    expect(lines.slice(0, -2).every((line) => line.endsWith(' '))).toBe(true)
    expect(courseLines('😀'.repeat(600)).join('')).toBe('😀'.repeat(600))
  })
})
