import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Beacon, decodeBeacon, encodeBeacon, maxNameBytes, plainAddress } from '../../electron/net/protocols/discovery/beacon.ts'
import { beaconBytes } from '../../electron/net/protocols/discovery/constants.ts'
import { announcement, asksFor, question, readPacket, toldIn } from '../../electron/net/protocols/discovery/dns-sd.ts'
import { decodeRoomBeacon, encodeRoomBeacon, type RoomBeacon } from '../../electron/net/protocols/discovery/room-beacon.ts'
import { roomEntryRules } from '../../shared/model/room.ts'

const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => Buffer.from(bytes))
const signature = Buffer.alloc(64, 7)

const anyAddress = fc.oneof(
  fc.ipV4(),
  fc.ipV6().filter((address) => !address.includes('.')),
)
const anyBeacon: fc.Arbitrary<Beacon> = fc.record({
  key: bytesOf(64),
  instance: bytesOf(8).map((bytes) => bytes.toString('hex')),
  sequence: fc.nat(0xffffffff),
  sentAt: fc.nat(2 ** 48 - 1),
  address: anyAddress.map((address) => plainAddress(address) ?? ''),
  port: fc.integer({ min: 1, max: 65_535 }),
  goodbye: fc.boolean(),
  name: fc.option(fc.string({ unit: 'grapheme', maxLength: 32 }).filter((name) => Buffer.byteLength(name) <= maxNameBytes && name.isWellFormed())),
})

describe('the bytes of a beacon', () => {
  it('say what was meant, in at most 512 bytes', () => {
    fc.assert(
      fc.property(anyBeacon, (beacon) => {
        const bytes = Buffer.concat([encodeBeacon(beacon), signature])
        expect(bytes.length).toBeLessThanOrEqual(beaconBytes)
        expect(decodeBeacon(bytes)?.beacon).toEqual(beacon)
        expect(decodeBeacon(bytes)?.signature).toEqual(signature)
      }),
      { numRuns: 500 },
    )
  })

  it('are read or refused, never more than that, whatever they are', () => {
    fc.assert(
      fc.property(anyBeacon, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }), fc.nat(400), (beacon, changes, cut) => {
        const bytes = Buffer.concat([encodeBeacon(beacon), signature])
        for (const [at, value] of changes) bytes[at % bytes.length] = value
        decodeBeacon(bytes)
        decodeBeacon(Buffer.concat([bytes, Buffer.alloc(1)]))
        expect(decodeBeacon(bytes.subarray(0, Math.min(cut, bytes.length - 1)))).toBeNull()
      }),
      { numRuns: 1_000 },
    )
    fc.assert(fc.property(fc.uint8Array({ maxLength: 700 }), (bytes) => void decodeBeacon(Buffer.from(bytes))))
  })

  it('never hold more than they may', () => {
    const beacon = {
      key: Buffer.alloc(64),
      instance: '00'.repeat(8),
      sequence: 1,
      sentAt: 1,
      address: '10.0.0.1',
      port: 1,
      goodbye: false,
      name: 'x'.repeat(129),
    }
    expect(() => encodeBeacon(beacon)).toThrow(RangeError)
    expect(() => encodeBeacon({ ...beacon, name: '', address: 'not an address' })).toThrow(RangeError)
  })
})

const shortText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 32 }).filter((name) => Buffer.byteLength(name) <= maxNameBytes && name.isWellFormed())
const anyRoom: fc.Arbitrary<RoomBeacon> = fc.tuple(anyBeacon, shortText, fc.option(shortText), fc.uuid()).chain(([head, name, hostName, room]) =>
  fc.record({
    ...Object.fromEntries(Object.entries(head).map(([field, value]) => [field, fc.constant(value)])),
    name: fc.constant(name),
    hostName: fc.constant(hostName),
    room: fc.constant(room),
    entry: fc.constantFrom(...roomEntryRules),
    plain: fc.boolean(),
    people: fc.nat(0xffff),
  }),
) as fc.Arbitrary<RoomBeacon>

describe('the bytes of a room’s beacon', () => {
  it('say what was meant, in at most 512 bytes', () => {
    fc.assert(
      fc.property(anyRoom, (beacon) => {
        const bytes = Buffer.concat([encodeRoomBeacon(beacon), signature])
        expect(bytes.length).toBeLessThanOrEqual(beaconBytes)
        expect(decodeRoomBeacon(bytes)?.beacon).toEqual(beacon)
        expect(decodeBeacon(bytes)).toBeNull()
      }),
      { numRuns: 500 },
    )
  })

  it('are read or refused, never more than that, whatever they are', () => {
    fc.assert(
      fc.property(anyRoom, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }), fc.nat(450), (beacon, changes, cut) => {
        const bytes = Buffer.concat([encodeRoomBeacon(beacon), signature])
        for (const [at, value] of changes) bytes[at % bytes.length] = value
        decodeRoomBeacon(bytes)
        expect(decodeRoomBeacon(bytes.subarray(0, Math.min(cut, 190)))).toBeNull()
      }),
      { numRuns: 1_000 },
    )
    fc.assert(fc.property(fc.uint8Array({ maxLength: 700 }), (bytes) => void decodeRoomBeacon(Buffer.from(bytes))))
  })

  it('never hold more than they may', () => {
    const beacon = fc.sample(anyRoom, 1)[0] as RoomBeacon
    for (const wrong of [{ name: '' }, { name: 'x'.repeat(129) }, { hostName: 'x'.repeat(129) }, { room: 'no id' }]) {
      expect(() => encodeRoomBeacon({ ...beacon, ...wrong })).toThrow(RangeError)
    }
  })
})

describe('an address inside a beacon', () => {
  it('is the same for every way of writing it', () => {
    expect(plainAddress('fe80::1%eth0')).toBe(plainAddress('FE80:0:0:0:0:0:0:1'))
    expect(plainAddress('10.0.0.1')).toBe('10.0.0.1')
    for (const wrong of ['', 'host', '1:2', '1::2::3::4:5:6:7:8:9', '12345::']) expect(plainAddress(wrong), wrong).toBeNull()
  })
})

describe('DNS packets', () => {
  const own = { id: 'A'.repeat(52), instance: '0123456789abcdef', port: 3000, name: 'alice' }

  it('are read or refused, never more than that, whatever they are', () => {
    const read = (bytes: Buffer) => {
      const packet = readPacket(bytes)
      if (!packet) return
      asksFor(packet, own)
      for (const told of toldIn(packet)) {
        expect(told.id).toMatch(/^[A-Z2-7]{52}$/)
        expect(told.port).toBeGreaterThan(0)
      }
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => read(Buffer.from(bytes))))
    fc.assert(
      fc.property(fc.boolean(), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 12 }), (asks, changes) => {
        const bytes = asks ? question() : announcement(own, '10.0.0.1')
        for (const [at, value] of changes) bytes[at % bytes.length] = value
        read(bytes)
      }),
      { numRuns: 2_000 },
    )
  })
})
