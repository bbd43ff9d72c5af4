import { beforeEach, expect, it } from 'vitest'
import type { Beacon } from '../../../electron/net/protocols/discovery/beacon.ts'
import { clockOffMs, rememberedAddresses, rememberedDatagrams, rememberedInstances } from '../../../electron/net/protocols/discovery/constants.ts'
import { type Gate, peopleGate } from '../../../electron/net/protocols/discovery/gate.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'
import { type Speaker, speaker } from './say.ts'

/** Well-formed but signed by nobody; from 10.0.0.66. */
const emptyBeacon = Buffer.concat([
  Buffer.from('PLBR\x01\x00\x0b\xb8', 'latin1'),
  Buffer.alloc(18),
  Buffer.from('00000000000000000000ffff0a000042', 'hex'),
  Buffer.alloc(65 + 64),
])

let clock: FakeClock
let gate: Gate<Beacon>
let bob: Speaker

beforeEach(async () => {
  clock = new FakeClock()
  gate = peopleGate()
  bob = await speaker(() => clock.now())
})

const judge = (bytes: Buffer, from = '10.0.0.2') => gate.judge(bytes, from, clock.now(), clock.monotonic())
const why = (bytes: Buffer, from?: string) => {
  const verdict = judge(bytes, from)
  return verdict.type === 'refused' ? verdict.why : verdict.type
}

it('believes what was signed, and by whom', () => {
  expect(judge(bob.say())).toMatchObject({ type: 'believed', id: bob.identity.id, beacon: { name: 'bob', port: 3000, goodbye: false } })
  expect(judge(bob.say({ name: null }))).toMatchObject({ beacon: { name: null } })
})

it('does not believe a single changed byte', () => {
  const bytes = bob.say()
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(peopleGate().judge(changed, '10.0.0.2', clock.now(), 0).type, `byte ${at}`).toBe('refused')
  }
})

it('does not believe another\u2019s key under one\u2019s own signature', async () => {
  const eve = await speaker(() => clock.now())
  const forged = Buffer.from(eve.say())
  bob.say().copy(forged, 42, 42, 106)
  expect(why(forged)).toBe('forged')
})

it('does not believe a copy from elsewhere, nor a second time', () => {
  const bytes = bob.say()
  expect(why(bytes, '10.0.0.66')).toBe('wrong-address')
  expect(why(bytes)).toBe('believed')
  expect(why(bytes)).toBe('replayed')
  const later = bob.say()
  const last = bob.say()
  expect(why(last)).toBe('believed')
  expect(why(later)).toBe('replayed')
})

it('does not believe what is a day old, and does believe a wrong time zone', () => {
  const old = bob.say()
  clock.advance(clockOffMs + 1)
  expect(why(old)).toBe('expired')
  expect(why(bob.say({ sentAt: clock.now() + 2 * clockOffMs }))).toBe('expired')
  expect(why(bob.say({ sentAt: clock.now() - 14 * 3_600_000 }))).toBe('believed')
})

it('asks the same forged bytes only once', () => {
  const forged = Buffer.from(bob.say())
  forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1
  for (let i = 0; i < 50; i++) expect(why(forged)).toBe('forged')
  expect(gate.checked).toBe(1)
})

it('is not hurt by a flood from one address: others are believed, little is checked, little is kept', async () => {
  const eve = await speaker(() => clock.now())
  const flood = Array.from({ length: 10_000 }, (_, i) => {
    const bytes = Buffer.from(i % 100 === 0 ? eve.say({ address: '10.0.0.66' }) : emptyBeacon)
    bytes.writeUInt32BE(i, 16)
    bytes.writeUIntBE(clock.now(), 20, 6)
    return bytes
  })
  const started = performance.now()
  let believed = 0
  for (let second = 0; second < 10; second++)
    for (let part = 0; part < 10; part++) {
      for (const bytes of flood.slice(part * 1_000, (part + 1) * 1_000)) judge(bytes, '10.0.0.66')
      if (part === 5 && why(bob.say()) === 'believed') believed++
      clock.advance(100)
    }
  expect(believed).toBe(10)
  expect(gate.checked).toBeLessThan(10 + 10 + 2 * 10 + 5)
  // 100,000 datagrams are 10 s of it: far less than a tenth of one processor, with room for a busy machine.
  expect(performance.now() - started).toBeLessThan(4_000)
})

it('is not hurt by a flood from every address of the subnet: who is known passes, newcomers too, and what is spent is bounded', async () => {
  const newcomers = await Promise.all(Array.from({ length: 10 }, () => speaker(() => clock.now())))
  const seconds = 5
  let known = 0
  const met = new Set<Speaker>()
  expect(why(bob.say())).toBe('believed')
  for (let i = 0; i < seconds * 10_000; i++) {
    const bytes = Buffer.from(emptyBeacon)
    bytes.writeUIntBE(clock.now(), 20, 6)
    bytes.writeUInt32BE(i, 8)
    bytes[41] = 3 + (i % 250)
    judge(bytes, `10.0.0.${bytes[41]}`)
    if (i % 5_000 === 2_500 && why(bob.say()) === 'believed') known++
    for (const [at, newcomer] of newcomers.entries())
      if (i % 15_000 === 1_000 + 300 * at && why(newcomer.say({ address: `10.0.1.${at}` }), `10.0.1.${at}`) === 'believed') met.add(newcomer)
    clock.advance(0.1)
  }
  expect(known).toBe(10)
  expect(met.size).toBeGreaterThan(5)
  expect(gate.checked).toBeLessThanOrEqual(2 * (200 + 400 * seconds))
  expect(gate.remembered.addresses).toBeLessThanOrEqual(rememberedAddresses)
  expect(gate.remembered.forged).toBeLessThanOrEqual(rememberedDatagrams)
  expect(gate.remembered.instances).toBeLessThanOrEqual(rememberedInstances)
})

it('remembers no more than it may', async () => {
  for (let i = 0; i < 3_000; i++) {
    const bytes = Buffer.from(emptyBeacon)
    bytes.writeUIntBE(clock.now(), 20, 6)
    bytes[40] = i >> 8
    bytes[41] = i & 0xff
    judge(bytes, `10.0.${bytes[40]}.${bytes[41]}`)
    clock.advance(10)
  }
  expect(gate.remembered).toEqual({ addresses: rememberedAddresses, forged: rememberedDatagrams, instances: 0 })
})
