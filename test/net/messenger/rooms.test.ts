import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { isRoom, theySay } from '../../helpers/events.ts'
import { hostRoom, joinRoom, roomProgram } from '../../helpers/room-world.ts'
import { eachTestnet } from '../../helpers/testnet.ts'

const net = eachTestnet()

describe('a room that goes on under another', () => {
  it('is at the port that programs know, if that is free there, and tells where', async () => {
    const [ada, bob, eve] = [await net.node('ada'), await net.node('bob'), await net.node('eve')]
    const { port } = await hostRoom(ada)
    const ids = [await joinRoom(bob, port), await joinRoom(eve, port)]
    await bob.until(isRoom(({ members }) => members.length === 3))
    await ada.stop()
    const heirs = await Promise.all([bob, eve].map((node) => node.until(isRoom(({ epoch, members }) => epoch === 2 && members.length === 2))))
    expect(heirs.flatMap((e) => (e.type === 'room' && e.room.hosting ? [e.room.hosting.port] : []))).toEqual([port])
    const late = await roomProgram(net, port, 'late')
    await eve.send(ids[1] ?? '', 'still here')
    await late.hears('eve: still here\n')
    for (const node of [bob, eve]) {
      await node.until((e) => e.type === 'message' && e.message.notice?.code === 'room-host' && e.message.notice.details['port'] === port)
      await node.until((e) => e.type === 'conversation' && e.conversation.kind === 'room' && e.conversation.address?.port === port)
    }
  })

  it('is elsewhere when that port is taken, and tells where', async () => {
    const [ada, bob] = [await net.node('ada'), await net.node('bob')]
    const { port } = await hostRoom(ada)
    await joinRoom(bob, port)
    await ada.stop()
    const other = createServer().listen(port, '127.0.0.1')
    await once(other, 'listening')
    const gone = await bob.until(isRoom(({ epoch, hosting, members }) => epoch === 2 && hosting !== null && members.length === 1))
    const now = gone.type === 'room' ? (gone.room.hosting?.port ?? 0) : 0
    expect(now).not.toBe(port)
    await bob.until((e) => e.type === 'message' && e.message.notice?.code === 'room-host' && e.message.notice.details['port'] === now)
    await roomProgram(net, now, 'late')
    other.close()
  })

  it('is found by who was away meanwhile, though another answers at its port', async () => {
    const [ada, bob, eve] = [await net.node('ada'), await net.node('bob'), await net.node('eve')]
    const { port } = await hostRoom(ada)
    await joinRoom(bob, port)
    await joinRoom(eve, port)
    await bob.until(isRoom(({ members }) => members.length === 3))
    await eve.until(isRoom(({ members }) => members.length === 3))
    await eve.stop()
    await ada.stop()
    await bob.until(isRoom(({ epoch, hosting }) => epoch === 2 && hosting?.port === port))
    await eve.restart()
    await eve.until(isRoom(({ epoch, members }) => epoch === 2 && members.length === 2))
  })
})

describe('rooms of the messenger', () => {
  it('bring a host, a member and a raw-socket program that ends no line together', async () => {
    const [ada, bob] = [await net.node('ada'), await net.node('bob')]
    const { conversation, port } = await hostRoom(ada)
    const bobs = await joinRoom(bob, port)
    const py = await roomProgram(net, port, 'python')
    await ada.send(conversation.id, 'bonjour')
    await bob.until(theySay('bonjour'))
    await py.hears('ada: bonjour\n')
    await bob.send(bobs, 'salut')
    await ada.until(theySay('salut'))
    await py.hears('bob: salut\n')
    py.say('coucou')
    expect(await ada.until(theySay('coucou'))).toMatchObject({ message: { author: { name: 'python', personId: null } } })
    expect(await bob.until(theySay('bonjour'))).toMatchObject({ message: { author: { name: 'ada' } } })
    await ada.until((e) => e.type === 'message' && e.message.text === 'bonjour' && e.message.state === 'delivered')
    const room = await bob.until(isRoom(({ members }) => members.length === 3))
    expect(room).toMatchObject({ room: { mode: 'palabre', role: 'member' } })
    for (const [node, id] of [
      [ada, conversation.id],
      [bob, bobs],
    ] as const) {
      const { rttMs } = await node.messenger.commands['conversation.ping']({ id })
      expect(rttMs).toBeGreaterThan(0)
    }
  })

  it('take what a program says at once in parts, so that everything else has its turn, in order and each line once', async () => {
    const [ada, bob] = [await net.node('ada'), await net.node('bob')]
    const { port } = await hostRoom(ada)
    await joinRoom(bob, port)
    const flood = await roomProgram(net, port, 'yes')
    const heard: string[] = []
    let [most, atOnce] = [0, 0]
    bob.messenger.events.subscribe(({ event }) => {
      if (event.type !== 'message' || event.message.author?.name !== 'yes') return
      heard.push(event.message.text)
      if (atOnce++ === 0)
        setImmediate(() => {
          atOnce = 0
        })
      most = Math.max(most, atOnce)
    })
    const lines = Array.from({ length: 5_000 }, (_, i) => String(i))
    flood.say(`${lines.join('\n')}\n`)
    await bob.until(theySay('4999'))
    expect(heard).toEqual(lines)
    expect(most).toBeLessThanOrEqual(256)
  })

  it('keep what is written while one is away, and give it once on return', async () => {
    const [ada, bob] = [await net.node('ada'), await net.node('bob')]
    const { conversation, port } = await hostRoom(ada)
    const bobs = await joinRoom(bob, port)
    await bob.messenger.commands['conversation.leave']({ id: bobs })
    await ada.until((e) => e.type === 'message' && e.message.notice?.code === 'member-left')
    await bob.send(bobs, 'written while away')
    for (let i = 0; i < 20; i++) await ada.send(conversation.id, `missed ${i}`)
    await bob.messenger.commands['conversation.reconnect']({ id: bobs })
    await bob.until(theySay('missed 19'))
    await ada.until(theySay('written while away'))
    const { messages } = await bob.messenger.commands['message.page']({ conversationId: bobs, cursor: { type: 'newest' }, limit: 100 })
    expect(messages.filter(({ text }) => text.startsWith('missed')).map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, i) => `missed ${i}`))
  })

  it('go on under a member when the host has left, and the others find them by themselves', async () => {
    const [ada, bob, eve] = [await net.node('ada'), await net.node('bob'), await net.node('eve')]
    const { conversation, port } = await hostRoom(ada)
    const [bobs, eves] = [await joinRoom(bob, port), await joinRoom(eve, port)]
    await ada.send(conversation.id, 'before')
    await Promise.all([bob.until(theySay('before')), eve.until(theySay('before'))])
    await Promise.all([bob, eve].map((node) => node.until(isRoom(({ members }) => members.length === 3))))
    await ada.stop()
    await Promise.all([bob, eve].map((node) => node.until(isRoom(({ epoch, members }) => epoch === 2 && members.length === 2))))
    await bob.send(bobs, 'we go on')
    await eve.until(theySay('we go on'))
    await eve.send(eves, 'so we do')
    await bob.until(theySay('so we do'))
    await ada.restart()
    const back = await ada.until(isRoom(({ epoch, members, hosting }) => epoch === 2 && members.length === 3 && hosting === null))
    expect(back).toMatchObject({ room: { role: 'owner' } })
    await ada.until(theySay('so we do'))
  }, 30_000)

  it('let in only whom they know or invited, by a link', async () => {
    const [ada, bob] = [await net.node('ada'), await net.node('bob')]
    const conversation = await ada.messenger.commands['room.host']({ name: 'Fermée', port: 0, rules: { entry: 'invited', plain: false, announced: true } })
    await ada.until(isRoom((room) => room.members.length === 1))
    const { url } = await ada.messenger.commands['room.invitation']({ id: conversation.id })
    const { rooms } = await ada.messenger.commands['app.snapshot']({})
    const port = rooms[0]?.hosting?.port ?? 0
    await bob.messenger.commands['room.join']({ host: '127.0.0.1', port })
    await bob.until((e) => e.type === 'link' && e.link.error?.code === 'room-refused')
    await bob.messenger.commands['people.invitation']({ url: url.replace(/\/\/[^/]+\//, `//127.0.0.1:${port}/`) })
    await bob.until(isRoom(({ members }) => members.length === 2))
  })

  it('are the course’s too, entered by /join as by /room', async () => {
    const heard: string[] = []
    let program: Socket | null = null
    const course = createServer((socket) => {
      program = socket
      socket.write('Entrez votre pseudo: ')
      let named = false
      socket.on('data', (data) => {
        const text = data.toString().trim()
        heard.push(text)
        if (named) return
        named = true
        socket.write(`*** ${text} a rejoint le chat ***\nTapez vos messages. '/quit' pour quitter.\n`)
        socket.write('zoé: premier\nzoé: second\n*** marc a rejoint le chat ***\n')
      })
      socket.on('error', () => {})
    })
    course.listen(0, '127.0.0.1')
    await once(course, 'listening')
    const { port } = course.address() as { port: number }
    const ada = await net.node('ada')
    await ada.messenger.commands['conversation.join']({ host: '127.0.0.1', port })
    const first = await ada.until(theySay('premier'))
    expect(first).toMatchObject({ message: { author: { name: 'zoé', personId: null } } })
    const room = await ada.until(isRoom(({ members }) => members.length === 3))
    expect(room).toMatchObject({ room: { mode: 'course', members: [{ name: 'ada' }, { name: 'zoé' }, { name: 'marc' }] } })
    const id = first.type === 'message' ? first.message.conversationId : ''
    await expect(ada.messenger.commands['conversation.ping']({ id })).rejects.toMatchObject({ code: 'no-ping' })
    await ada.send(id, 'bonjour')
    await ada.until((e) => e.type === 'message' && e.message.text === 'bonjour' && e.message.state === 'sent')
    while (!heard.includes('bonjour')) await once(program as unknown as Socket, 'data')
    expect(heard).toEqual(['ada', 'bonjour'])
    course.close()
  })
})
