import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../electron/net/core/clock.ts'
import { silentLogger } from '../../../electron/net/core/logger.ts'
import { createRoom, memoryLog, newFacts, type Room } from '../../../electron/net/protocols/room/index.ts'
import { limits } from '../../../shared/limits.ts'
import { inside, newIdentity, textItem } from './members.ts'

let room: Room
const sockets: Socket[] = []
beforeEach(async () => {
  const host = await newIdentity()
  const facts = newFacts({ room: 'a-room', name: 'Salle 12', rules: { entry: 'anyone', plain: true, announced: false }, owner: host.id })
  const secure = { identity: host, log: memoryLog(), facts, hostName: 'host', allows: () => true }
  room = await createRoom({ host: '127.0.0.1', port: 0, clock: systemClock, logger: silentLogger, secure })
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await room.stop()
})

const program = async (name: string): Promise<Socket> => {
  const socket = connect({ host: '127.0.0.1', port: room.address.port, noDelay: true })
  sockets.push(socket)
  socket.on('error', () => {})
  let heard = ''
  const greeted = new Promise<void>((resolve) => {
    socket.on('data', (data) => {
      if (heard.length < 1_000) heard += String(data)
      if (heard.includes('quitter.\n')) resolve()
    })
  })
  socket.write(`${name}\n`)
  await greeted
  return socket
}

describe('what is large', () => {
  it('of programs alone among themselves is there for a newcomer', async () => {
    const léa = await program('léa')
    const other = await program('other')
    for (let i = 0; i < 40; i++) léa.write(`${'z'.repeat(65_000)}\n`)
    léa.write('the last\n')
    await new Promise<void>((resolve) => other.on('data', (data) => String(data).includes('the last') && resolve()))
    const ada = await inside({ port: room.address.port, name: 'ada', identity: await newIdentity() })
    // Half a MiB of it; the rest is paged.
    expect(ada.texts().filter((text) => text.includes('zzz')).length).toBeLessThanOrEqual(8)
    expect(ada.welcome()?.older).toBe(true)
    expect(ada.texts()).toContain('léa: the last')
    expect(ada.faults).toEqual([])
    ada.client.leave()
  })

  it('in one line is cut, and both sides are told', async () => {
    const [léa, other] = [await program('léa'), await program('other')]
    let [toLéa, toOther] = ['', '']
    léa.on('data', (data) => (toLéa += String(data)))
    const next = new Promise<void>((resolve) =>
      other.on('data', (data) => {
        toOther += String(data)
        if (toOther.includes('the next\n')) resolve()
      }),
    )
    léa.write(`${'z'.repeat(70_000)}\nthe next\n`)
    await next
    expect(toOther).toMatch(/^léa: z{65532} \[…\]\nléa: the next\n$/)
    expect(toLéa).toContain('Ligne trop longue')
  })

  it('of many programs in one turn reaches a member', async () => {
    const ada = await inside({ port: room.address.port, name: 'ada', identity: await newIdentity() })
    const many = await Promise.all(Array.from({ length: 30 }, (_, i) => program(`p${i}`)))
    // All of it is there before the room reads again.
    for (const one of many) one.write(`${'é'.repeat(30_000)}\n`)
    await ada.until(() => ada.texts().filter((text) => text.includes('éé')).length === 30)
    expect(ada.faults).toEqual([])
    ada.client.leave()
  })

  it('of short lines under a long name reaches a member', async () => {
    const ada = await inside({ port: room.address.port, name: 'ada', identity: await newIdentity() })
    const one = await program('é'.repeat(32))
    one.write('y\n'.repeat(20_000))
    one.write('the last\n')
    await ada.until(() => ada.seen.some(({ entry }) => entry.b.k === 'plain' && entry.b.lines.at(-1)?.[1] === 'the last'))
    expect(ada.texts().length).toBe(20_001)
    expect(ada.faults).toEqual([])
    ada.client.leave()
  })

  it('of a member, in a post as large as a frame, ends that member alone', async () => {
    const ada = await inside({ port: room.address.port, name: 'ada', identity: await newIdentity() })
    const large = Array.from({ length: 15 }, () => textItem('a'.repeat(limits.messageText - 1)))
    // What an entry, and a frame of the log, add to a post that fits a frame by itself.
    for (let last = 63_900; last < 64_300; last += 50) {
      const bad = await inside({ port: room.address.port, name: 'bad', identity: await newIdentity() })
      bad.act(...large, textItem('a'.repeat(last)))
      await bad.until(() => bad.closed !== undefined)
    }
    ada.say('still here')
    await ada.until(() => ada.texts().includes('ada: still here'))
  })
})
