import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { beaconPort, maxOwnRooms, maxRooms, maxRoomsOfAddress, mdnsPort, roomNewsMs } from '../../../electron/net/protocols/discovery/constants.ts'
import { asksFor, question, readPacket, roomAnnouncement, roomsToldIn } from '../../../electron/net/protocols/discovery/dns-sd.ts'
import { peopleGate, roomsGate } from '../../../electron/net/protocols/discovery/gate.ts'
import { roomKind } from '../../../electron/net/protocols/discovery/room-beacon.ts'
import { type RoomSighting, RoomTable } from '../../../electron/net/protocols/discovery/room-table.ts'
import type { OwnRoom } from '../../../electron/net/protocols/discovery/types.ts'
import { FakeLan } from './fake-lan.ts'
import { speaker } from './say.ts'

const room = randomUUID()
const lab: OwnRoom = { room, name: 'Salle 12', port: 9000, entry: 'anyone', plain: true, people: 1 }

let lan: FakeLan
let stops: (() => Promise<void>)[] = []
beforeEach(() => {
  lan = new FakeLan()
  stops = []
})
afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()))
})

async function started(name: string, rooms: () => readonly OwnRoom[] = () => [], more: { port?: () => number; hidden?: () => boolean } = {}) {
  const made = await lan.host(name, { rooms, ...more })
  stops.push(() => made.discovery.stop())
  await made.discovery.start()
  return made
}

type Host = Awaited<ReturnType<typeof started>>
const roomBeacons = ({ sent }: Host) => sent.filter(({ port, bytes }) => port === beaconPort && bytes[4] === roomKind)

describe('rooms on the network', () => {
  it('are found with all that is said of them, by both ways, also by whoever comes later', async () => {
    const ada = await started('ada', () => [lab])
    await lan.pass(10_000)
    const bob = await started('bob')
    await lan.pass(300)
    expect(bob.discovery.rooms()).toEqual([
      {
        room,
        hostId: ada.id,
        hostName: 'ada',
        name: 'Salle 12',
        entry: 'anyone',
        plain: true,
        people: 1,
        addresses: [{ host: ada.address, port: 9000 }],
        via: ['beacon', 'mdns'],
        seenAt: expect.any(Number),
        interface: 'eth0',
      },
    ])
    expect(ada.discovery.rooms()).toEqual([])
  })

  it('are found where their host is nobody to talk with, and where its name is hidden', async () => {
    await started('program', () => [lab], { port: () => 0, hidden: () => true })
    const bob = await started('bob')
    await lan.pass(300)
    expect(bob.discovery.entries()).toEqual([])
    expect(bob.discovery.rooms()).toMatchObject([{ room, hostName: null, name: 'Salle 12' }])
  })

  it('are heard of by whoever only looks: they ask', async () => {
    await started('ada', () => [lab])
    await lan.pass(10_000)
    const looker = await started('looker', () => [], { port: () => 0 })
    await lan.pass(500)
    expect(looker.discovery.rooms()).toMatchObject([{ room, via: ['mdns'] }])
  })

  it('say what has changed a little later and once, however often it changes', async () => {
    let people = 1
    const ada = await started('ada', () => [{ ...lab, people }])
    const bob = await started('bob')
    await lan.pass(4_000)
    const before = roomBeacons(ada).length
    for (people = 2; people < 50; people++) ada.discovery.roomsChanged()
    ada.discovery.roomsChanged()
    await lan.pass(roomNewsMs + 100)
    expect(bob.discovery.rooms()).toMatchObject([{ people: 50 }])
    expect(roomBeacons(ada).length).toBe(before + 1)
  })

  it('are gone with a goodbye when they end, though their host stays', async () => {
    const mine = [lab]
    const ada = await started('ada', () => mine)
    const bob = await started('bob')
    await lan.pass(3_000)
    mine.pop()
    ada.discovery.roomsChanged()
    await lan.pass(100)
    expect(bob.discovery.rooms()).toEqual([])
    expect(bob.discovery.entries()).toHaveLength(1)
  })

  it('are gone when their host says goodbye, or has been silent for 90 s', async () => {
    const [ada, eve, bob] = [await started('ada', () => [lab]), await started('eve', () => [{ ...lab, room: randomUUID() }]), await started('bob')]
    await lan.pass(3_000)
    expect(bob.discovery.rooms()).toHaveLength(2)
    await ada.discovery.stop()
    await lan.pass(100)
    expect(bob.discovery.rooms()).toMatchObject([{ hostName: 'eve' }])
    eve.kill()
    await lan.pass(91_000)
    expect(bob.discovery.rooms()).toEqual([])
  })

  it('begin while everything runs, and are then called out at once', async () => {
    const mine: OwnRoom[] = []
    const ada = await started('ada', () => mine)
    const bob = await started('bob')
    await lan.pass(10_000)
    mine.push(lab)
    ada.discovery.roomsChanged()
    await lan.pass(200)
    expect(bob.discovery.rooms()).toMatchObject([{ room }])
  })

  it('are not ended, moved or renamed by who only says so without a signature', async () => {
    const ada = await started('ada', () => [lab])
    const bob = await started('bob')
    await lan.pass(3_000)
    const forged = { ...lab, hostId: ada.id, instance: 'deadbeefdeadbeef', hostName: 'ada', name: 'Piège', people: 99 }
    lan.inject(mdnsPort, { host: '10.0.0.66', port: mdnsPort }, roomAnnouncement(forged, '10.0.0.66'))
    lan.inject(mdnsPort, { host: '10.0.0.66', port: mdnsPort }, roomAnnouncement(forged, '10.0.0.66', { goodbye: true }))
    lan.inject(mdnsPort, { host: ada.address, port: mdnsPort }, roomAnnouncement(forged, ada.address, { goodbye: true }))
    expect(bob.discovery.rooms()).toMatchObject([{ name: 'Salle 12', people: 1, via: ['beacon'], addresses: [{ host: ada.address, port: 9000 }] }])
  })

  it('are announced up to a number, and not when nothing can be said of them', async () => {
    const many = Array.from({ length: maxOwnRooms + 3 }, (_, i) => ({ ...lab, room: randomUUID(), name: `Salle ${i}` }))
    await started('ada', () => [{ ...lab, room: 'no uuid' }, { ...lab, name: '' }, ...many])
    const bob = await started('bob')
    await lan.pass(3_000)
    expect(
      bob.discovery
        .rooms()
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(many.slice(0, maxOwnRooms).map(({ name }) => name))
  })
})

describe('what is believed of rooms', () => {
  it('is bounded in all and for one address; the crowded address loses first', () => {
    const table = new RoomTable()
    const see = (host: string, id: string) =>
      table.see({ ...lab, id, hostId: 'ADA', host, via: 'beacon', instance: 'one', hostName: null, interface: 'eth0', seenAt: 1, until: 100 } as RoomSighting)
    expect(see('10.0.0.2', 'honest')).toBe(true)
    for (let i = 0; i < 50; i++) see('10.0.0.66', `made up ${i}`)
    expect(table.size).toBe(1 + maxRoomsOfAddress)
    for (let host = 0; host < 250; host++) for (let i = 0; i < maxRoomsOfAddress; i++) see(`10.0.1.${host}`, `${host} ${i}`)
    expect(table.size).toBeLessThanOrEqual(maxRooms)
    expect(table.all().some(([id]) => id === 'honest')).toBe(true)
  })

  it('costs little in a flood, and none of what people have', async () => {
    const eve = await speaker(() => 1_000)
    const [rooms, people] = [roomsGate(), peopleGate()]
    let believed = 0
    for (let i = 0; i < 300; i++) {
      const bytes = eve.sayRoom({ ...lab, room: randomUUID(), address: '10.0.0.66' })
      if (rooms.judge(bytes, '10.0.0.66', 1_000, i).type === 'believed') believed++
    }
    expect(believed).toBeLessThanOrEqual(25)
    expect(rooms.checked).toBe(believed)
    expect(people.judge(eve.say({ address: '10.0.0.66' }), '10.0.0.66', 1_000, 300).type).toBe('believed')
  })

  it('is signed: a changed byte, a copy from elsewhere or a second time is refused', async () => {
    const ada = await speaker(() => 1_000)
    const bytes = ada.sayRoom({ ...lab })
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(roomsGate().judge(changed, '10.0.0.2', 1_000, 0).type, `byte ${at}`).toBe('refused')
    }
    const gate = roomsGate()
    expect(gate.judge(bytes, '10.0.0.3', 1_000, 0)).toMatchObject({ why: 'wrong-address' })
    expect(gate.judge(bytes, '10.0.0.2', 1_000, 0)).toMatchObject({ type: 'believed', id: ada.identity.id, beacon: { room, people: 1, entry: 'anyone' } })
    expect(gate.judge(bytes, '10.0.0.2', 1_000, 0)).toMatchObject({ why: 'replayed' })
    expect(peopleGate().judge(bytes, '10.0.0.2', 1_000, 0)).toMatchObject({ why: 'malformed' })
  })

  it('is asked for by its own service, and not answered to who knows it', async () => {
    const { identity } = await speaker(() => 0)
    const own = { id: identity.id, instance: '0011223344556677', port: 0 }
    const packet = readPacket(question())
    if (!packet) throw new Error('unreadable')
    expect(asksFor(packet, own)).toBe(false)
    expect(asksFor(packet, own, [lab])).toBe(true)
    const announced = readPacket(roomAnnouncement({ ...lab, hostId: identity.id, instance: own.instance, hostName: null }, '10.0.0.2'))
    expect(announced && roomsToldIn(announced)).toMatchObject([{ ...lab, hostId: identity.id, hostName: null, instance: '00112233' }])
    expect(asksFor({ ...packet, answers: (announced?.answers ?? []).filter(({ type }) => type === 'PTR') }, own, [lab])).toBe(false)
  })
})
