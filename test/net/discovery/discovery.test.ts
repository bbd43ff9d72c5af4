import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { beaconPort, entryMs, mdnsPort } from '../../../electron/net/protocols/discovery/constants.ts'
import { announcement } from '../../../electron/net/protocols/discovery/dns-sd.ts'
import { FakeLan } from './fake-lan.ts'
import { speaker } from './say.ts'

let lan: FakeLan
let stops: (() => Promise<void>)[] = []

beforeEach(() => {
  lan = new FakeLan()
  stops = []
})
afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()))
})

async function host(...args: Parameters<FakeLan['host']>) {
  const made = await lan.host(...args)
  stops.push(() => made.discovery.stop())
  return made
}

async function started(...args: Parameters<FakeLan['host']>) {
  const made = await host(...args)
  await made.discovery.start()
  return made
}

const names = (each: { discovery: { entries(): readonly { name: string | null }[] } }) => each.discovery.entries().map((entry) => entry.name)
const beaconTimes = (each: Awaited<ReturnType<typeof host>>, since: number) =>
  each.sent.filter((sent) => sent.port === beaconPort && sent.to === 'all').map((sent) => sent.at - since)

describe('discovery', () => {
  it('calls out at 100, 500 and 2000 ms, then every 30 s', async () => {
    const start = lan.clock.now()
    const alice = await started('alice')
    await lan.pass(70_000)
    expect(beaconTimes(alice, start)).toEqual([100, 500, 2_000, 32_000, 62_000])
  })

  it('does not beat in step with others', async () => {
    const start = lan.clock.now()
    const [quick, slow] = [await started('quick', { random: () => 0 }), await started('slow', { random: () => 1 })]
    await lan.pass(70_000)
    expect(beaconTimes(quick, start)).toContain(26_000)
    expect(beaconTimes(slow, start)).toContain(38_000)
  })

  it('finds each other within 200 ms, also when one was there for long', async () => {
    const alice = await started('alice')
    await lan.pass(10_000)
    const bob = await started('bob')
    await lan.pass(200)
    expect([names(alice), names(bob)]).toEqual([['bob'], ['alice']])
    expect(bob.discovery.entries()).toEqual([
      {
        id: alice.id,
        name: 'alice',
        addresses: [{ host: alice.address, port: 3000 }],
        via: ['beacon', 'mdns'],
        seenAt: expect.any(Number),
        interface: 'eth0',
      },
    ])
  })

  it('does not answer answers: twenty that come at once do not storm, and fall silent', async () => {
    const hosts = await Promise.all(Array.from({ length: 20 }, (_, i) => started(`host ${i}`)))
    await lan.pass(4_000)
    for (const each of hosts) expect(names(each)).toHaveLength(19)
    const before = hosts.map((each) => each.sent.length)
    await lan.pass(5_000)
    expect(hosts.map((each) => each.sent.length)).toEqual(before)
    for (const count of before) expect(count).toBeLessThan(60)
  })

  it('forgets who was killed after 90 s, not before', async () => {
    const [alice, bob] = [await started('alice'), await started('bob')]
    await lan.pass(3_000)
    const changes: number[] = []
    alice.discovery.subscribe(() => changes.push(alice.discovery.entries().length))
    bob.kill()
    await lan.pass(entryMs - 5_000)
    expect(names(alice)).toEqual(['bob'])
    await lan.pass(5_000)
    expect(names(alice)).toEqual([])
    expect(changes.at(-1)).toBe(0)
  })

  it('keeps who is there, for ever', async () => {
    const [alice] = [await started('alice'), await started('bob')]
    await lan.pass(3_000)
    for (let minute = 0; minute < 5; minute++) {
      await lan.pass(60_000)
      expect(names(alice)).toEqual(['bob'])
    }
  })

  it('lets go at once who says goodbye', async () => {
    const [alice, bob] = [await started('alice'), await started('bob')]
    await lan.pass(3_000)
    await bob.discovery.stop()
    expect(names(alice)).toEqual([])
    expect(names(bob)).toEqual([])
    expect(bob.discovery.health()).toMatchObject({ running: false, links: [] })
    await lan.pass(60_000)
    expect(names(alice)).toEqual([])
  })

  it('comes back after a stop, as another instance', async () => {
    const [alice, bob] = [await started('alice'), await started('bob')]
    await lan.pass(3_000)
    await bob.discovery.stop()
    await bob.discovery.start()
    await lan.pass(200)
    expect([names(alice), names(bob)]).toEqual([['bob'], ['alice']])
  })

  it('hides the name, and tells a new one', async () => {
    let name = 'bob'
    let hidden = true
    const alice = await started('alice')
    const bob = await started('bob', { name: () => name, hidden: () => hidden })
    await lan.pass(3_000)
    expect(names(alice)).toEqual([null])
    expect(bob.sent.some(({ bytes }) => bytes.includes('bob'))).toBe(false)
    hidden = false
    name = 'Robert'
    bob.discovery.refresh()
    await lan.pass(200)
    expect(names(alice)).toEqual(['Robert'])
  })

  it('looks without being seen while nothing listens', async () => {
    const alice = await started('alice')
    const bob = await started('bob', { port: () => 0 })
    await lan.pass(3_000)
    expect([names(alice), names(bob)]).toEqual([[], ['alice']])
    await bob.discovery.stop()
    expect(bob.sent.filter((sent) => sent.port === beaconPort)).toEqual([])
  })

  it('says per link whether its own word comes back', async () => {
    const alice = await host('alice')
    await alice.discovery.start()
    expect(alice.discovery.health().links).toMatchObject([{ interface: 'eth0', family: 4, beaconHeard: 'waiting', mdnsHeard: 'waiting', error: null }])
    await lan.pass(200)
    expect(alice.discovery.health().links).toMatchObject([{ beaconHeard: 'yes', mdnsHeard: 'yes' }])
    alice.plugged = false
    await lan.pass(60_000)
    expect(alice.discovery.health().links).toMatchObject([{ beaconHeard: 'no', mdnsHeard: 'no', error: { code: 'ENETDOWN' } }])
    alice.plugged = true
    alice.discovery.wake()
    await lan.pass(200)
    expect(alice.discovery.health().links).toMatchObject([{ beaconHeard: 'yes', mdnsHeard: 'yes', error: null }])
  })

  it('notices a network that comes, and forgets those of one that goes', async () => {
    const [alice, bob] = [await host('alice'), await started('bob')]
    const { interfaces } = alice
    alice.interfaces = {}
    await alice.discovery.start()
    await lan.pass(5_000)
    expect(alice.discovery.health().links).toEqual([])
    alice.interfaces = interfaces
    await lan.pass(2_300)
    expect([names(alice), names(bob)]).toEqual([['bob'], ['alice']])
    alice.interfaces = {}
    await lan.pass(2_100)
    expect(names(alice)).toEqual([])
  })

  it('survives a system that does not list its interfaces', async () => {
    const alice = await started('alice', {
      networkInterfaces: () => {
        throw new Error('uv_interface_addresses returned Unknown system error 13')
      },
    })
    await lan.pass(3_000)
    expect(alice.discovery.health()).toMatchObject({ running: true, links: [] })
  })

  it('counts what it refuses, and takes none of it in', async () => {
    const alice = await started('alice')
    const eve = await speaker(() => lan.clock.now())
    const from = (host: string) => ({ host, port: beaconPort })
    const good = eve.say({ address: '10.0.0.66' })
    lan.inject(beaconPort, from('192.168.9.9'), eve.say({ address: '192.168.9.9' }))
    lan.inject(beaconPort, from('10.0.0.66'), Buffer.from('hello'))
    lan.inject(beaconPort, from('10.0.0.67'), good)
    expect(names(alice)).toEqual([])
    lan.inject(beaconPort, from('10.0.0.66'), good)
    lan.inject(beaconPort, from('10.0.0.66'), good)
    expect(alice.discovery.health().refused).toEqual({
      malformed: 1,
      'off-link': 1,
      'wrong-address': 1,
      replayed: 1,
      'too-many': 0,
      forged: 0,
      expired: 0,
    })
    expect(names(alice)).toEqual(['bob'])
  })

  it('tells of a crowd ten times a second, not once for each', async () => {
    const alice = await started('alice')
    await lan.pass(3_000)
    let told = 0
    alice.discovery.subscribe(() => told++)
    const crowd = await Promise.all(Array.from({ length: 50 }, () => speaker(() => lan.clock.now())))
    for (const [i, someone] of crowd.entries()) {
      lan.inject(beaconPort, { host: `10.0.0.${100 + i}`, port: beaconPort }, someone.say({ address: `10.0.0.${100 + i}` }))
      await lan.pass(10)
    }
    await lan.pass(200)
    expect(alice.discovery.entries()).toHaveLength(50)
    expect(told).toBeGreaterThan(1)
    expect(told).toBeLessThan(10)
  })

  it('believes DNS-SD less: from elsewhere, from another port or with rubbish inside not at all', async () => {
    const alice = await started('alice')
    const eve = await speaker(() => lan.clock.now())
    const service = { id: eve.identity.id, instance: eve.instance, port: 3000, name: 'eve' }
    const say = (more: Partial<typeof service>, host = '10.0.0.66', port = mdnsPort) =>
      lan.inject(mdnsPort, { host, port }, announcement({ ...service, ...more }, host))
    say({}, '192.168.9.9')
    say({}, '10.0.0.66', 40_000)
    say({ id: 'not an identity' })
    say({ port: 0 })
    expect(names(alice)).toEqual([])
    say({})
    expect(alice.discovery.entries()).toMatchObject([{ name: 'eve', via: ['mdns'] }])
    lan.inject(beaconPort, { host: '10.0.0.66', port: beaconPort }, eve.say({ address: '10.0.0.66', name: 'signed' }))
    say({ name: 'unsigned' })
    expect(alice.discovery.entries()).toMatchObject([{ name: 'signed', via: ['beacon', 'mdns'] }])
    lan.inject(mdnsPort, { host: '10.0.0.67', port: mdnsPort }, announcement(service, '10.0.0.66', { goodbye: true }))
    expect(alice.discovery.entries()).toMatchObject([{ via: ['beacon', 'mdns'] }])
    lan.inject(mdnsPort, { host: '10.0.0.66', port: mdnsPort }, announcement(service, '10.0.0.66', { goodbye: true }))
    expect(alice.discovery.entries()).toMatchObject([{ via: ['beacon'] }])
  })
})
