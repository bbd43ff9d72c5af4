import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { isMessage, isOpen, isRoom } from '../../helpers/events.ts'
import { hostRoom, joinRoom, proxyTo } from '../../helpers/room-world.ts'
import { eachTestnet } from '../../helpers/testnet.ts'

const net = eachTestnet()

/** Ada hosts, Bob is inside. */
async function two() {
  const [ada, bob] = [await net.node('ada'), await net.node('bob')]
  const { conversation, port } = await hostRoom(ada)
  const proxy = await proxyTo(net, port)
  const bobs = await joinRoom(bob, proxy.port)
  return { ada, adas: conversation.id, bob, bobs, port, proxy }
}

describe('a text that waits for its room', () => {
  it('is said on return, however much was said there since', async () => {
    const { ada, adas, bob, bobs } = await two()
    await bob.messenger.commands['conversation.leave']({ id: bobs })
    await ada.until(isMessage((m) => m.notice?.code === 'member-left'))
    await bob.send(bobs, 'before all of it')
    for (let i = 0; i < 300; i++) await ada.send(adas, `missed ${i}`)
    await bob.messenger.commands['conversation.reconnect']({ id: bobs })
    await ada.until(isMessage((m) => m.text === 'before all of it'))
  }, 20_000)

  it('is said in order, though more than one look finds were written, and more is meanwhile', async () => {
    const { ada, bob, bobs } = await two()
    await bob.messenger.commands['conversation.leave']({ id: bobs })
    await ada.until(isMessage((m) => m.notice?.code === 'member-left'))
    const written = Array.from({ length: 450 }, (_, i) => `mine ${i}`)
    for (const text of written) await bob.send(bobs, text)
    await bob.messenger.commands['conversation.reconnect']({ id: bobs })
    // What is written while it is being said comes after it.
    for (let i = 450; !ada.events.some(({ event }) => isMessage((m) => m.text === 'mine 0')(event)) || i < 500; i++) {
      written.push(`mine ${i}`)
      await bob.send(bobs, `mine ${i}`)
    }
    await ada.until(isMessage((m) => m.text === written.at(-1)))
    const heard = ada.events.flatMap(({ event }) => (event.type === 'message' && event.message.text.startsWith('mine') ? [event.message.text] : []))
    expect(heard).toEqual(written)
  }, 20_000)

  it('is said again once it may be, after it was refused', async () => {
    const { ada, adas, bob, bobs } = await two()
    const { card } = await bob.messenger.commands['app.snapshot']({})
    const mute = (on: boolean) => ada.messenger.commands['room.act']({ id: adas, action: { type: 'mute', who: card.id, on } })
    await mute(true)
    await bob.until(isRoom(({ muted }) => muted))
    const { id } = await bob.send(bobs, 'may I?')
    await bob.until(isMessage((m) => m.id === id && m.state === 'failed'))
    await mute(false)
    await bob.next(isRoom(({ muted }) => !muted))
    await bob.messenger.commands['message.retry']({ conversationId: bobs, id })
    await ada.until(isMessage((m) => m.text === 'may I?'))
  })

  it('is refused as often as it takes, however much was written, and nobody loses the connection over it', async () => {
    const { ada, adas, bob, bobs } = await two()
    const { card } = await bob.messenger.commands['app.snapshot']({})
    await bob.messenger.commands['conversation.leave']({ id: bobs })
    await ada.until(isMessage((m) => m.notice?.code === 'member-left'))
    await ada.messenger.commands['room.act']({ id: adas, action: { type: 'mute', who: card.id, on: true } })
    const written = await Promise.all(Array.from({ length: 900 }, (_, i) => bob.send(bobs, `mine ${i}`)))
    const from = bob.events.length
    await bob.messenger.commands['conversation.reconnect']({ id: bobs })
    const failed = () => new Set(bob.events.slice(from).flatMap(({ event: e }) => (e.type === 'message' && e.message.state === 'failed' ? [e.message.id] : [])))
    await expect.poll(() => failed().size, { timeout: 15_000 }).toBe(written.length)
    const broken = bob.events.slice(from).filter(({ event: e }) => e.type === 'link' && e.link.state === 'waiting')
    expect(broken).toEqual([])
  }, 30_000)

  it('is said once, when the connection fell before its number came back', async () => {
    const { ada, bob, bobs, port, proxy } = await two()
    let heard = ''
    const program = connect({ host: '127.0.0.1', port })
    net.atEnd(() => program.destroy())
    program.setEncoding('utf8').on('data', (text) => {
      heard += text
    })
    program.write('nc\n')
    while (!heard.includes('quitter.\n')) await once(program, 'data')
    await bob.send(bobs, 'first')
    await ada.until(isMessage((m) => m.text === 'first'))
    await bob.until(isMessage((m) => m.text === 'first' && m.state === 'delivered'))
    proxy.hold()
    await bob.send(bobs, 'taken, not told')
    await ada.until(isMessage((m) => m.text === 'taken, not told'))
    proxy.cut()
    await bob.until(isMessage((m) => m.text === 'taken, not told' && m.state === 'delivered'))
    const { id } = await bob.send(bobs, 'next')
    await ada.until(isMessage((m) => m.id === id))
    while (!heard.includes('bob: next\n')) await once(program, 'data')
    expect(heard.match(/^bob: .*$/gm)).toEqual(['bob: first', 'bob: taken, not told', 'bob: next'])
  })

  it('goes out in parts when it is long, and breaks no connection', async () => {
    const { ada, bob, bobs } = await two()
    await bob.messenger.commands['conversation.leave']({ id: bobs })
    await ada.until(isMessage((m) => m.notice?.code === 'member-left'))
    const long = 'x'.repeat(60_000)
    for (let i = 0; i < 150; i++) await bob.send(bobs, `${i} ${long}`)
    await bob.messenger.commands['conversation.reconnect']({ id: bobs })
    await ada.until(isMessage((m) => m.text.startsWith('149 ')))
    expect(ada.events.filter(({ event }) => event.type === 'message' && event.message.notice?.code === 'member-left')).toHaveLength(1)
  }, 30_000)

  it('is said to the course’s room too, when it was written before one was inside', async () => {
    const course = await courseRoom()
    const bob = await net.node('bob')
    const { id } = await bob.messenger.commands['room.join']({ host: '127.0.0.1', port: course.port })
    await bob.send(id, 'typed while joining')
    await course.prompt()
    await bob.until(isOpen(id))
    await course.hears('typed while joining\n')
  })

  it('is said when what was dialled as somebody turns out to be a room', async () => {
    const course = await courseRoom()
    const bob = await net.node('bob')
    const dialled = await bob.messenger.commands['conversation.join']({ host: '127.0.0.1', port: course.port })
    const { id } = await bob.send(dialled.id, 'is somebody there?')
    await course.prompt()
    await course.hears('is somebody there?\n')
    const said = await bob.until(isMessage((m) => m.id === id && m.state === 'sent'))
    expect(said).toMatchObject({ message: { author: { name: 'bob' } } })
  })

  it('is said when one left while joining and came back at once', async () => {
    const course = await courseRoom()
    const bob = await net.node('bob')
    const { id } = await bob.messenger.commands['room.join']({ host: '127.0.0.1', port: course.port })
    await course.came()
    await bob.send(id, 'back again')
    const again = course.next()
    await bob.messenger.commands['conversation.leave']({ id })
    await bob.messenger.commands['conversation.reconnect']({ id })
    await again
    await course.prompt()
    await course.hears('back again\n')
  })

  it('takes no history with it when a room listens where a program was talked with', async () => {
    const program = createServer((socket) => {
      net.atEnd(() => socket.destroy())
      socket.on('error', () => {}).write('hello from a program\n')
    })
    program.listen(0, '127.0.0.1')
    await once(program, 'listening')
    const { port } = program.address() as AddressInfo
    const bob = await net.node('bob')
    const { id } = await bob.messenger.commands['conversation.join']({ host: '127.0.0.1', port })
    await bob.until(isMessage((m) => m.text === 'hello from a program'))
    await bob.messenger.commands['conversation.leave']({ id })
    await bob.until(isMessage((m) => m.notice?.code === 'left'))
    program.close()
    await once(program, 'close')
    const course = await courseRoom(port)
    await bob.messenger.commands['conversation.join']({ host: '127.0.0.1', port })
    const { id: late } = await bob.send(id, 'still a program?')
    await course.prompt()
    await bob.until((e) => e.type === 'link' && e.link.conversationId !== id && e.link.state === 'open')
    await bob.until(isMessage((m) => m.id === late && m.state === 'failed'))
    const { messages } = await bob.messenger.commands['message.page']({ conversationId: id, cursor: { type: 'newest' }, limit: 10 })
    expect(messages.map(({ text }) => text)).toContain('hello from a program')
  })
})

/** One program comes, and is asked for its pseudonym when the test says so. */
async function courseRoom(port = 0) {
  let heard = ''
  let inside: Socket | null = null
  const server = createServer((socket) => {
    inside = socket
    socket
      .on('error', () => {})
      .on('data', (data) => {
        if (heard === '') socket.write("*** bob a rejoint le chat ***\nTapez vos messages. '/quit' pour quitter.\n")
        heard += data.toString()
        server.emit('heard')
      })
    net.atEnd(() => socket.destroy())
    server.emit('came')
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  net.atEnd(() => server.close())
  return {
    port: (server.address() as AddressInfo).port,
    next: () => once(server, 'came'),
    came: async () => {
      if (!inside) await once(server, 'came')
    },
    prompt: async () => {
      if (!inside) await once(server, 'came')
      inside?.write('Entrez votre pseudo: ')
    },
    hears: async (text: string) => {
      while (!heard.includes(text)) await once(server, 'heard')
    },
  }
}
