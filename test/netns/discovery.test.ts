import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { beforeAll, expect, it } from 'vitest'
import type { DiscoveryHealth, Entry } from '../../electron/net/protocols/discovery/types.ts'
import { buildProgram } from '../helpers/build-program.ts'
import { describeInNamespaces, eachLab, type Host } from '../helpers/netns.ts'
import { startProgram } from '../helpers/program.ts'

interface Seen {
  readonly entries: readonly Entry[]
  readonly health: DiscoveryHealth
  readonly cpu?: number
}

interface Near {
  /** What it said last. */
  readonly last: () => Seen
  /** The first state, this or a coming one, that matches; in ms from the call. */
  readonly until: (match: (seen: Seen) => boolean) => Promise<number>
  readonly tell: (command: 'wake' | 'stop') => void
  readonly cpu: () => Promise<number>
}

const nothingYet: Seen = {
  entries: [],
  health: { running: false, links: [], skipped: [], beaconError: null, mdnsError: null, refused: {} as DiscoveryHealth['refused'] },
}

const lab = eachLab()
let nearProgram = ''
let floodProgram = ''

function near(host: Host, name = host.name, ...args: readonly string[]): Near {
  const program = startProgram<Seen>(host.prefix, nearProgram, name, ...args)
  const last = () => program.said.at(-1) ?? nothingYet
  const until = async (match: (seen: Seen) => boolean) => {
    const started = performance.now()
    await program.until(() => match(last()) || undefined)
    return performance.now() - started
  }
  const cpu = () => {
    const before = program.said.length
    program.write('cpu')
    return program.until(() => program.said.slice(before).find((seen) => seen.cpu !== undefined)?.cpu)
  }
  return { last, until, tell: program.write, cpu }
}

const sees =
  (...names: readonly string[]) =>
  ({ entries }: Seen) =>
    [...entries.map((entry) => entry.name)].sort().join() === [...names].sort().join()

const via = (way: string) => (seen: Seen) => seen.entries[0]?.via.join() === way

const heardItself = ({ health }: Seen) => health.links.length > 0 && health.links.every((link) => link.beaconHeard === 'yes' && link.mdnsHeard === 'yes')

/** Both have called out three times: who is not seen by now will not be. */
const burstOverMs = 2_600

describeInNamespaces('discovery between computers', () => {
  beforeAll(async () => {
    nearProgram = await buildProgram(resolve(import.meta.dirname, 'programs/near.ts'))
    floodProgram = await buildProgram(resolve(import.meta.dirname, 'programs/flood.ts'))
  }, 60_000)

  const pair = (options = {}) => lab.lan(['alice', 'bob'], options).hosts as readonly [Host, Host]

  it('finds two within 2 s, whoever came first', async () => {
    const [alice, bob] = pair()
    const a = near(alice)
    await a.until(heardItself)
    const b = near(bob)
    await b.until(({ health }) => health.running)
    const times = await Promise.all([a.until(sees('bob')), b.until(sees('alice'))])
    expect(Math.max(...times)).toBeLessThan(2_000)
    await a.until(({ entries }) => entries[0]?.addresses.length === 2)
    const hosts = a.last().entries[0]?.addresses.map((address) => address.host) ?? []
    expect(hosts).toContain(bob.v4[0])
    expect(hosts).toContainEqual(expect.stringMatching(/^fe80:.*%eth0$/))
    await a.until(via('beacon,mdns'))
    await a.until(heardItself)
    expect(a.last().health.links.map((link) => link.family)).toEqual([4, 6])
  })

  it('finds three', async () => {
    const hosts = lab.lan(['alice', 'bob', 'carol']).hosts
    const [a, b, c] = hosts.map((host) => near(host)) as [Near, Near, Near]
    await Promise.all([a.until(sees('bob', 'carol')), b.until(sees('alice', 'carol')), c.until(sees('alice', 'bob'))])
  })

  it('works where there is only IPv6', async () => {
    const [alice, bob] = pair({ v4: false })
    const [a, b] = [near(alice), near(bob)]
    await Promise.all([a.until(sees('bob')), b.until(sees('alice'))])
    expect(a.last().entries[0]?.addresses).toEqual([{ host: expect.stringMatching(/^fe80:.*%eth0$/), port: 3000 }])
    expect(a.last().health.links).toMatchObject([{ family: 6 }])
  })

  it('does not wait for the next heartbeat when an IPv6 address can be used a little later', async () => {
    const lan = lab.lan(['alice', 'bob'], { v4: false })
    const [alice, bob] = lan.hosts as readonly [Host, Host]
    const b = near(bob)
    await b.until(heardItself)
    alice.sh('for f in all default; do echo 1 > /proc/sys/net/ipv6/conf/$f/accept_dad; done')
    alice.ip('link', 'del', 'eth0')
    lan.wire(alice, 'eth0', undefined, alice.v6[0])
    const a = near(alice)
    await a.until(({ health }) => health.links[0]?.error?.code === 'EADDRNOTAVAIL')
    expect(Math.max(...(await Promise.all([a.until(sees('bob')), b.until(sees('alice'))])))).toBeLessThan(6_000)
    await a.until(({ health }) => health.links[0]?.error === null)
  })

  it('works where there is only IPv4', async () => {
    const [alice, bob] = pair({ v6: false })
    const [a, b] = [near(alice), near(bob)]
    await Promise.all([a.until(sees('bob')), b.until(sees('alice'))])
    expect(a.last().entries[0]?.addresses).toEqual([{ host: bob.v4[0], port: 3000 }])
  })

  it('forgets a network whose cable is pulled, and finds everybody again when it is back', async () => {
    const lan = lab.lan(['alice', 'bob'])
    const [alice, bob] = lan.hosts as readonly [Host, Host]
    const [a, b] = [near(alice), near(bob)]
    await Promise.all([a.until(sees('bob')), b.until(sees('alice'))])
    lan.unplug(alice)
    await a.until(sees())
    expect(a.last().health.links).toEqual([])
    b.tell('stop')
    await b.until(({ health }) => !health.running)
    const again = near(bob, 'bob again')
    await again.until(heardItself)
    lan.plug(alice)
    expect(Math.max(...(await Promise.all([a.until(sees('bob again')), again.until(sees('alice'))])))).toBeLessThan(6_000)
  })

  it('goes on after the interface itself was exchanged for another of the same name and addresses', async () => {
    const lan = lab.lan(['alice', 'bob'])
    const [alice, bob] = lan.hosts as readonly [Host, Host]
    const a = near(alice)
    await a.until(heardItself)
    alice.ip('link', 'del', 'eth0')
    lan.wire(alice, 'eth0', alice.v4[0], alice.v6[0])
    await setTimeout(burstOverMs)
    const b = near(bob)
    await Promise.all([a.until(sees('bob')), b.until(sees('alice'))])
    await Promise.all([a.until(heardItself), a.until(via('beacon,mdns'))])
    expect(a.last().entries[0]?.addresses).toHaveLength(2)
  })

  it('calls out at once after waking up', async () => {
    const lan = lab.lan(['alice', 'bob'])
    const [alice, bob] = lan.hosts as readonly [Host, Host]
    const a = near(alice)
    await a.until(heardItself)
    lan.unplug(alice)
    await a.until(({ health }) => health.links.length === 0)
    const b = near(bob)
    await b.until(heardItself)
    lan.plug(alice)
    await setTimeout(200)
    a.tell('wake')
    expect(await a.until(sees('bob'))).toBeLessThan(2_000)
  })

  it('does not reach across a router', async () => {
    const [one, other] = lab.routed(['alice', 'ann'], ['bob'])
    const [a, ann, b] = [one.hosts[1], one.hosts[2], other.hosts[1]].map((host) => near(host as Host)) as [Near, Near, Near]
    await Promise.all([a.until(sees('ann')), ann.until(sees('alice')), b.until(heardItself)])
    await setTimeout(burstOverMs)
    expect([a, ann, b].map((each) => each.last().entries.map((entry) => entry.name))).toEqual([['ann'], ['alice'], []])
  })

  it('finds people on two networks at once', async () => {
    const home = lab.lan(['alice', 'bob'])
    const work = lab.lan([home.hosts[0] as Host, 'carol'])
    const [a, b, c] = [home.hosts[0], home.hosts[1], work.hosts[1]].map((host) => near(host as Host)) as [Near, Near, Near]
    await Promise.all([a.until(sees('bob', 'carol')), b.until(sees('alice')), c.until(sees('alice'))])
    const on = Object.fromEntries(a.last().entries.map((entry) => [entry.name, entry.interface]))
    expect(on).toEqual({ bob: 'eth0', carol: 'eth1' })
    work.unplug(home.hosts[0] as Host)
  })

  it('lets go at once who says goodbye', async () => {
    const [alice, bob] = pair()
    const [a, b] = [near(alice), near(bob)]
    await Promise.all([a.until(sees('bob')), b.until(sees('alice'))])
    b.tell('stop')
    expect(await a.until(sees())).toBeLessThan(1_000)
  })

  it.each([
    { barred: 'udp dport 5353 drop', way: 'beacon', health: { beaconHeard: 'yes', mdnsHeard: 'no' } },
    { barred: 'udp dport 3001 drop', way: 'mdns', health: { beaconHeard: 'no', mdnsHeard: 'yes' } },
  ])('gets by with one of the two ways, and says which one is barred: $barred', async ({ barred, way, health }) => {
    const [alice, bob] = pair({ v6: false })
    for (const host of [alice, bob]) host.filter(barred)
    const [a, b] = [near(alice), near(bob)]
    await Promise.all([a.until(sees('bob')), b.until(sees('alice'))])
    await a.until((seen) => seen.health.links[0]?.beaconHeard !== 'waiting' && seen.health.links[0]?.mdnsHeard !== 'waiting')
    expect(a.last().health.links).toMatchObject([health])
    expect(via(way)(a.last())).toBe(true)
  })

  it('needs only one direction: broadcasts that never arrive are made up for by the answer', async () => {
    const [alice, bob] = pair({ v6: false })
    alice.filter('udp dport 5353 drop', 'udp dport 3001 meta pkttype broadcast drop')
    bob.filter('udp dport 5353 drop')
    const b = near(bob)
    await b.until(({ health }) => health.links[0]?.beaconHeard === 'yes')
    const a = near(alice)
    await Promise.all([a.until(sees('bob')), b.until(sees('alice'))])
  })

  it('says so where nothing can be sent', async () => {
    const [alice] = pair({ v6: false })
    alice.nft('table inet out { chain outgoing { type filter hook output priority 0; policy accept;\nudp dport 3001 drop\nudp dport 5353 drop\n}\n}\n')
    const a = near(alice)
    await a.until(({ health }) => health.links[0]?.beaconHeard === 'no')
    expect(a.last().health.links).toMatchObject([{ mdnsHeard: 'no', error: { code: 'EPERM' } }])
  })

  it('finds two on one computer, and on loopback when that is chosen', async () => {
    const [alice] = pair()
    const [one, other] = [near(alice, 'one'), near(alice, 'other')]
    await Promise.all([one.until(sees('other')), other.until(sees('one'))])
    for (const each of [one, other]) each.tell('stop')
    await Promise.all([one, other].map((each) => each.until(({ health }) => !health.running)))
    const [third, fourth] = [near(alice, 'third', '--only', 'lo'), near(alice, 'fourth', '--only', 'lo')]
    await Promise.all([third.until(sees('fourth')), fourth.until(sees('third'))])
    expect(third.last().health.links).toMatchObject([{ interface: 'lo', address: '127.0.0.1' }])
  })

  it('stays well in a flood of 10,000 forged beacons a second, and goes on finding people', async () => {
    const hosts = lab.lan(['alice', 'bob', 'mallory'], { v6: false }).hosts as readonly [Host, Host, Host]
    const [alice, bob, mallory] = hosts
    const a = near(alice)
    await a.until(heardItself)
    const before = await a.cpu()
    const seconds = 5
    const [program = '', ...rest] = [...mallory.prefix, process.execPath, floodProgram, '10.77.1.255', '3001', mallory.v4[0] ?? '', String(seconds)]
    const flood = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
    let report = ''
    flood.stdout.on('data', (part) => {
      report += part
    })
    await setTimeout(1_000)
    const b = near(bob)
    expect(Math.max(...(await Promise.all([a.until(sees('bob')), b.until(sees('alice'))])))).toBeLessThan(4_000)
    await once(flood, 'close')
    const used = (await a.cpu()) - before
    const { sent } = JSON.parse(report)
    const { refused } = a.last().health
    expect(sent).toBeGreaterThan(2_000 * seconds)
    expect(refused.forged).toBeLessThan(10 + 2 * (seconds + 2))
    expect(refused['too-many']).toBeGreaterThan(sent / 4)
    expect(used / seconds, `ms of processor time a second, ${sent} sent`).toBeLessThan(500)
    console.info(`flood: ${sent} sent in ${seconds} s, ${Math.round(used / seconds)} ms of processor time a second, ${refused.forged} signatures checked`)
  })
})
