import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLogger } from '../../../electron/net/core/logger.ts'
import { apply, newFacts } from '../../../electron/net/protocols/room/facts.ts'
import { createRoom, memoryLog, packFacts, type Room, type RoomEvent, unpackFacts } from '../../../electron/net/protocols/room/index.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'
import { proxyTo } from '../../helpers/room-world.ts'
import { type Guest, inside, newIdentity } from './members.ts'

const ends: (() => unknown)[] = []
const atEnd = (end: () => unknown) => void ends.push(end)
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

let room: Room
let clock: FakeClock
let events: string[]
let heard: string
let programHears: (text: string) => Promise<void>
const rules = { entry: 'anyone', plain: true, announced: true } as const

beforeEach(async () => {
  const host = await newIdentity()
  clock = new FakeClock()
  events = []
  const facts = newFacts({ room: 'a-room', name: 'Salle 12', rules, owner: host.id })
  const onEvent = (e: RoomEvent) => events.push(`${e.event} ${e.name}`)
  room = await createRoom({
    host: '127.0.0.1',
    port: 0,
    clock,
    logger: silentLogger,
    onEvent,
    secure: { identity: host, log: memoryLog(), facts, hostName: 'host', allows: () => true },
  })
  atEnd(() => room.stop())
  const program = connect({ host: '127.0.0.1', port: room.address.port })
  atEnd(() => program.destroy())
  heard = ''
  program.setEncoding('utf8').on('data', (text) => {
    heard += text
  })
  programHears = async (text) => {
    while (!heard.includes(text)) await once(program, 'data')
  }
  await programHears(': ')
  program.write('nc\n')
  await programHears('quitter.\n')
})

const enter = async (name: string, identity: Awaited<ReturnType<typeof newIdentity>>, port = room.address.port): Promise<Guest> => {
  const one = await inside({ port, name, identity })
  atEnd(() => one.client.leave())
  return one
}

/** Eve's connection breaks. */
async function eveIsCut() {
  const [ada, id] = [await enter('ada', await newIdentity()), await newIdentity()]
  const proxy = await proxyTo({ atEnd }, room.address.port)
  const eve = await enter('eve', id, proxy.port)
  proxy.cut()
  await eve.until(() => eve.closed !== undefined)
  return { ada, id, eve }
}

const arrivals = (one: Guest) =>
  one.seen.flatMap(({ entry: { b } }) => (b.k === 'in' || b.k === 'out' ? [`${b.k} ${b.name}${'again' in b ? ' again' : ''}`] : []))

describe('whoever’s connection broke', () => {
  it('and is back soon was never away for anybody', async () => {
    const { ada, id } = await eveIsCut()
    const eve = await enter('eve', id)
    eve.say('as before')
    await ada.until(() => ada.texts().includes('eve: as before'))
    await programHears('eve: as before\n')
    expect(arrivals(ada)).toEqual(['in nc', 'in ada', 'in eve', 'in eve again'])
    expect(heard.split('\n').slice(2)).toEqual(['*** ada a rejoint le chat ***', '*** eve a rejoint le chat ***', 'eve: as before', ''])
    expect(events).toEqual(['joined nc', 'joined ada', 'joined eve', 'said eve'])
  })

  it('and dials again before that shows is not announced either', async () => {
    const [ada, id] = [await enter('ada', await newIdentity()), await newIdentity()]
    const stale = await enter('eve', id)
    const eve = await enter('eve', id)
    await stale.until(() => stale.closed === 'replaced')
    eve.say('here')
    await ada.until(() => ada.texts().includes('eve: here'))
    expect(arrivals(ada)).toEqual(['in nc', 'in ada', 'in eve', 'in eve again'])
    eve.client.leave()
    await programHears('*** eve a quitté le chat ***\n')
  })

  it('and does not come back has left after half a minute; until then nobody takes the name', async () => {
    const { ada } = await eveIsCut()
    const other = await enter('eve', await newIdentity())
    await programHears('*** eve (2) a rejoint le chat ***\n')
    for (let said = 0; said < 4; said++) {
      expect(heard).not.toContain('quitté')
      clock.advance(8_000)
      // So that nobody has been silent.
      for (const one of [ada, other]) one.say(`${said}`)
      await programHears(`ada: ${said}\n`)
      await programHears(`eve (2): ${said}\n`)
    }
    await programHears('*** eve a quitté le chat ***\n')
    expect(events).toContain('left eve')
    await ada.until(() => arrivals(ada).at(-1) === 'out eve')
    expect([...ada.facts().members.values()].map(({ name }) => name)).toEqual(['nc', 'ada', 'eve (2)'])
  })

  it('and is back under another name has left and come', async () => {
    const { ada, id } = await eveIsCut()
    await enter('Ève', id)
    await programHears('*** eve a quitté le chat ***\n*** Ève a rejoint le chat ***\n')
    await ada.until(() => arrivals(ada).length === 5)
    expect(arrivals(ada).slice(3)).toEqual(['out eve', 'in Ève'])
  })
})

it('who was in is known through as many hosts as follow each other, until they are back or have left', () => {
  const facts = newFacts({ room: 'r', name: 'Salle', rules, owner: 'ada' })
  let q = 0
  const happens = (e: number, b: Parameters<typeof apply>[1]['b']) => apply(facts, { e, q: ++q, p: null, at: q, b }, new Uint8Array(32), null)
  const came = (e: number, who: string) => happens(e, { k: 'in', who, name: who, color: 'teal', host: '192.0.2.1', port: 1, standby: 2 })
  const begins = (e: number, host: string) => happens(e, { k: 'epoch', host, name: host, from: null })
  begins(1, 'ada')
  for (const who of ['ada', 'bob', 'eve', 'zoé']) came(1, who)
  begins(2, 'bob')
  came(2, 'bob')
  begins(3, 'eve')
  came(3, 'eve')
  happens(3, { k: 'out', who: 'ada', name: 'ada', why: 'lost' })
  const kept = unpackFacts(packFacts(facts))
  expect([[...kept.members.keys()], [...kept.away.keys()].sort()]).toEqual([['eve'], ['bob', 'zoé']])
})
