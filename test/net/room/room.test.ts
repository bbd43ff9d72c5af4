import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../electron/net/core/clock.ts'
import { silentLogger } from '../../../electron/net/core/logger.ts'
import { memberBytes } from '../../../electron/net/protocols/room/constants.ts'
import { createRoom, type Room, type RoomEvent } from '../../../electron/net/protocols/room/index.ts'

let room: Room
const events: RoomEvent[] = []
const sockets: Socket[] = []
beforeEach(async () => {
  events.length = 0
  room = await createRoom({ host: '127.0.0.1', port: 0, clock: systemClock, logger: silentLogger, onEvent: (event) => events.push(event) })
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await room.stop()
})

interface Program {
  readonly socket: Socket
  readonly port: number
  /** Everything it was told, once it matches. */
  readonly hears: (match: string | RegExp) => Promise<string>
  readonly say: (text: string) => void
}

async function program(): Promise<Program> {
  const socket = connect({ host: '127.0.0.1', port: room.address.port, noDelay: true })
  sockets.push(socket)
  let heard = ''
  socket.setEncoding('utf8').on('data', (text) => {
    heard += text
  })
  socket.on('error', () => {})
  await once(socket, 'connect')
  const hears = async (match: string | RegExp): Promise<string> => {
    while (typeof match === 'string' ? !heard.includes(match) : !match.test(heard)) await once(socket, 'data')
    return heard
  }
  return { socket, port: socket.localPort ?? 0, hears, say: (text) => socket.write(text) }
}

async function member(name: string): Promise<Program> {
  const one = await program()
  one.say(`${name}\n`)
  await one.hears("'/quit' pour quitter.\n")
  return one
}

describe('the room of the course', () => {
  it('takes no line in two of who says much, while nobody hears it', async () => {
    const deaf = await member('deaf')
    deaf.socket.pause()
    const yes = await member('yes')
    const lines = Array.from({ length: 200_000 }, (_, i) => `the line of number ${i}`)
    yes.say(`${lines.join('\n')}\n`)
    const said = () => events.flatMap((event) => (event.event === 'said' ? [event.text] : []))
    await new Promise((resolve) => setTimeout(resolve, 500))
    deaf.socket.resume()
    await expect.poll(() => said().at(-1), { timeout: 10_000 }).toBe(lines.at(-1))
    expect(said().filter((text) => !/^the line of number \d+$/u.test(text))).toEqual([])
    expect(said()).toHaveLength(lines.length)
  }, 20_000)

  it('hears nothing of who has said /quit, nor half a line of it', async () => {
    const ada = await member('ada')
    const eve = await member('eve')
    eve.say('before\n/quit\nafter')
    expect(await ada.hears('*** eve a quitté le chat ***')).not.toContain('after')
  })

  it('names who comes by IPv4 by that address, also where it listens on both families', async () => {
    await room.stop()
    room = await createRoom({ host: '::', port: 0, clock: systemClock, logger: silentLogger, onEvent: (event) => events.push(event) })
    const { port } = await member('zoé')
    expect(events).toContainEqual({ event: 'joined', name: 'zoé', host: '127.0.0.1', port, person: null })
  })

  it('greets, announces, passes on and says goodbye, byte for byte', async () => {
    const ada = await program()
    expect(await ada.hears(/: $/)).toBe('Entrez votre pseudo: ')
    ada.say('ada\n')
    expect(await ada.hears('quitter.\n')).toBe("Entrez votre pseudo: *** ada a rejoint le chat ***\nTapez vos messages. '/quit' pour quitter.\n")
    const bob = await member('bob')
    await ada.hears('*** bob a rejoint le chat ***\n')
    const ended = once(bob.socket, 'end')
    bob.say('salut ça va ?\n\n  \n')
    bob.say('/quit\n')
    expect((await ada.hears('quitté')).split('\n').slice(-4)).toEqual([
      '*** bob a rejoint le chat ***',
      'bob: salut ça va ?',
      '*** bob a quitté le chat ***',
      '',
    ])
    await ended
    expect(await bob.hears('rejoint')).not.toContain('bob: salut')
    expect(events.map((e) => e.event)).toEqual(['joined', 'joined', 'said', 'left'])
  })

  it('serves the course’s client, which ends no line', async () => {
    const ada = await member('ada')
    const bob = await program()
    bob.say('bob')
    await bob.hears('quitter.\n')
    bob.say('one')
    await ada.hears('bob: one\n')
    bob.say('two')
    await ada.hears('bob: two\n')
    bob.say('/quit')
    await ada.hears('*** bob a quitté le chat ***\n')
  })

  it('keeps the author of each line when many come at once, and of characters cut in two', async () => {
    const [ada, bob] = [await member('ada'), await member('bob')]
    bob.say(Array.from({ length: 500 }, (_, i) => `line ${i}\n`).join(''))
    const heard = await ada.hears('line 499\n')
    expect(heard.split('\n').filter((l) => l.startsWith('bob: line '))).toEqual(Array.from({ length: 500 }, (_, i) => `bob: line ${i}`))
    const bytes = Buffer.from('é\n')
    bob.socket.write(bytes.subarray(0, 1))
    await new Promise((resolve) => setImmediate(resolve))
    bob.socket.write(bytes.subarray(1))
    await ada.hears('bob: é\n')
  })

  it('names who gives none, and refuses a name that is taken or can’t be shown, with the reason', async () => {
    const nobody = await program()
    nobody.say('\n')
    await nobody.hears(`*** Anonyme_${nobody.port} a rejoint le chat ***\n`)
    await member('ada')
    const other = await program()
    other.say('ADA\n')
    await other.hears('déjà pris.\nEntrez votre pseudo: ')
    other.say(`${'x'.repeat(40)}\n`)
    await other.hears('ne convient pas')
    for (const forOthers of ['ada: oui', '*** ada a quitté le chat ***']) {
      const heard = (await other.hears('')).length
      other.say(`${forOthers}\n`)
      while (!(await other.hears('')).slice(heard).includes("sans ': ' ni '***' au début.\nEntrez votre pseudo: ")) await once(other.socket, 'data')
    }
    other.say('eve\n')
    await other.hears('*** eve a rejoint le chat ***\n')
    expect(room.members()).toEqual([`Anonyme_${nobody.port}`, 'ada', 'eve'])
  })

  it('lets nobody forge a line or move a cursor', async () => {
    const [ada, bob] = [await member('ada'), await member('bob')]
    bob.say('one\r*** ada a quitté le chat ***\u001b[2J\u202e\n')
    const heard = await ada.hears(/bob: one.*\n/)
    expect(heard).toContain('bob: one␍*** ada a quitté le chat ***␛[2J\ufffd\n')
  })

  it('says what had come of the last line of a program whose connection is reset', async () => {
    const [ada, bob] = [await member('ada'), await member('bob')]
    bob.say('one\nhalf a mess')
    await ada.hears('bob: one\n')
    bob.socket.resetAndDestroy()
    expect(await ada.hears(/bob a quitté/)).toContain('bob: half a mess\n*** bob a quitté le chat ***\n')
  })

  it('cuts a line without end, and goes on after it', async () => {
    const [ada, bob] = [await member('ada'), await member('bob')]
    bob.say('x'.repeat(300_000))
    bob.say('\nafter\n')
    const heard = await ada.hears('bob: after\n')
    expect(heard).toMatch(/^bob: x{65532} \[…\]$/m)
  })

  it('drops a member who never reads, and nobody else notices', async () => {
    const [ada, bob, mute] = [await member('ada'), await member('bob'), await member('mute')]
    mute.socket.pause()
    // Counted, not kept.
    ada.socket.removeAllListeners('data').resume()
    const line = `${'y'.repeat(60_000)}\n`
    const isDropped = () => events.some((e) => e.event === 'left' && e.name === 'mute' && e.reason === 'slow')
    for (let sent = 0; sent < memberBytes * 16 && !isDropped(); sent += line.length) {
      if (!bob.socket.write(line)) await once(bob.socket, 'drain')
      await new Promise((resolve) => setImmediate(resolve))
    }
    await expect.poll(isDropped).toBe(true)
    expect(room.members()).toEqual(['ada', 'bob'])
    let told = ''
    ada.socket.on('data', (text) => {
      told = (told + String(text)).slice(-200)
    })
    bob.say('still here\n')
    await expect.poll(() => told).toContain('bob: still here\n')
  })

  it('says that a port is taken', async () => {
    const again = createRoom({ host: '127.0.0.1', port: room.address.port, clock: systemClock, logger: silentLogger })
    await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE', details: { port: room.address.port } })
  })
})
