import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { buildCli, type Cli, palabreUnder } from '../cli/palabre.ts'
import { describeInNamespaces, eachLab, type Host } from '../helpers/netns.ts'

type Event = Record<string, unknown>

interface Diagnosis {
  readonly code: unknown
  readonly message: string
  readonly next: string
  readonly further: unknown
  readonly paths: unknown
  readonly evidence: readonly string[]
  readonly steps: readonly Event[]
  readonly exit: number | null
}

const lab = eachLab()
const programs: ChildProcess[] = []

const dataOf = (host: Host) => join(lab.folder, host.name)

async function chat(host: Host, ...more: readonly string[]): Promise<Cli> {
  const cli = palabreUnder(host.prefix, 'chat', '--name', host.name, '--port', '3000', '--data', dataOf(host), '--json', ...more)
  await cli.event((e) => e['event'] === 'listening')
  return cli
}

async function quit(cli: Cli): Promise<void> {
  cli.type('/quit')
  await cli.ended
}

const said = (text: string) => (e: Event) => e['event'] === 'message' && e['mine'] === false && e['text'] === text

/** Each has the other among the contacts, so that they help one another; the first one leaves again. */
async function acquainted(alice: Host, bob: Host, b: Cli, ...more: readonly string[]): Promise<void> {
  const a = await chat(alice, '--quiet', ...more)
  a.type(`/join ${addressOf(bob)} 3000`)
  await a.event((e) => e['event'] === 'joined')
  a.type(`hello ${bob.name}`)
  await b.event(said(`hello ${bob.name}`))
  b.type(`/msg ${alice.name} welcome ${alice.name}`)
  await a.event(said(`welcome ${alice.name}`))
  await quit(a)
}

async function doctor(host: Host, ...args: readonly string[]): Promise<Diagnosis> {
  const cli = palabreUnder(host.prefix, 'doctor', ...args, '--json')
  const { code: exit } = await cli.ended
  const events = cli.events()
  const main = events.find((e) => e['event'] === 'verdict' && e['main'] === true)
  const summary = events.find((e) => e['event'] === 'summary')
  return {
    code: main?.['code'],
    message: String(main?.['message']),
    next: String(main?.['next']),
    further: summary?.['further'],
    paths: summary?.['paths'],
    evidence: ((main?.['evidence'] ?? []) as { code: string }[]).map(({ code }) => code),
    steps: events.filter((e) => e['event'] === 'step'),
    exit,
  }
}

/** A program of the system in a host, once it says or does what `ready` waits for. */
async function run(host: Host, ...command: readonly string[]): Promise<ChildProcess> {
  const [program = '', ...args] = [...host.prefix, ...command]
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  programs.push(child)
  await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data')])
  return child
}

const two = (): readonly [Host, Host] => lab.lan(['alice', 'bob'], { v6: false }).hosts as unknown as readonly [Host, Host]
const addressOf = (host: Host) => host.v4.at(-1) || host.v6.at(-1) || ''
const newTcp = 'tcp flags & (syn | ack) == syn drop'

describeInNamespaces('the doctor', () => {
  beforeAll(buildCli, 60_000)
  afterEach(() => {
    for (const program of programs.splice(0)) program.kill()
  })

  it('finds nothing wrong where all is well, in both directions, with TCP and with UDP', async () => {
    const [alice, bob] = two()
    const b = await chat(bob)
    await acquainted(alice, bob, b)
    const found = await doctor(alice, 'bob', '--data', dataOf(alice))
    expect(found).toMatchObject({ code: 'all-well', exit: 0, further: [] })
    expect(found.paths).toEqual({ out: { tcp: 'works', udp: 'works', app: 'works' }, back: { tcp: 'works', udp: 'works', app: 'works' } })
    expect(found.evidence).toContain('dialled-back-tcp')
    expect(found.steps).toHaveLength(13)
    for (const step of found.steps) expect(Number(step['tookMs'])).toBeLessThan(5_500)
    // Nobody has visited: the doctor leaves no conversation behind, there or here.
    expect(b.events().filter((e) => e['event'] === 'conversation' && e['kind'] === 'plain')).toEqual([])
  })

  it('finds nothing wrong over IPv6 either', async () => {
    const [alice, bob] = lab.lan(['alice', 'bob'], { v4: false }).hosts
    if (!alice || !bob) throw new Error('two hosts were asked for')
    const b = await chat(bob)
    await acquainted(alice, bob, b)
    const found = await doctor(alice, 'bob', '--data', dataOf(alice))
    expect(found).toMatchObject({ code: 'all-well', exit: 0, further: [] })
    expect(found.paths).toMatchObject({ out: { udp: 'works' }, back: { tcp: 'works', udp: 'works' } })
  })

  it('tells a closed, a dropped and a rejected port apart, without any help', async () => {
    const [alice, bob] = two()
    const to = [addressOf(bob), '3000'] as const
    const closed = await doctor(alice, ...to)
    const b = await chat(bob, '--quiet')
    bob.filter('tcp dport 3000 drop')
    const dropped = await doctor(alice, ...to)
    bob.filter('tcp dport 3000 reject with icmpx type admin-prohibited')
    const rejected = await doctor(alice, ...to)
    expect([closed.code, dropped.code, rejected.code]).toEqual(['refused', 'their-firewall', 'rejected'])
    expect(new Set([closed, dropped, rejected].map(({ message }) => message)).size).toBe(3)
    expect(new Set([closed, dropped, rejected].map(({ next }) => next)).size).toBe(3)
    for (const { evidence, exit } of [closed, dropped, rejected]) {
      expect(evidence.length).toBeGreaterThanOrEqual(2)
      expect(exit).toBe(1)
    }
    await quit(b)
  })

  it('sees their firewall by the connection that they could open', async () => {
    const [alice, bob] = two()
    const b = await chat(bob)
    await acquainted(alice, bob, b)
    bob.filter(newTcp, 'udp dport != { 3001, 5353 } drop')
    const found = await doctor(alice, 'bob', '--data', dataOf(alice))
    expect(found).toMatchObject({ code: 'their-firewall', exit: 1 })
    expect(found.evidence).toContain('session')
    expect(found.paths).toMatchObject({ out: { tcp: 'fails' }, back: { tcp: 'works' } })
  })

  it('sees that a firewall says no in their place, though they listen', async () => {
    const [alice, bob] = two()
    const b = await chat(bob)
    await acquainted(alice, bob, b)
    bob.filter('tcp dport 3000 reject with tcp reset')
    const found = await doctor(alice, 'bob', '--data', dataOf(alice))
    expect(found).toMatchObject({ code: 'rejected', exit: 1 })
  })

  it('sees my own firewall, which only they can', async () => {
    const [alice, bob] = two()
    const b = await chat(bob, '--quiet')
    await acquainted(alice, bob, b)
    alice.filter(newTcp.replace('drop', 'tcp dport 3000 iifname "eth0" drop'))
    const found = await doctor(alice, 'bob', '--data', dataOf(alice))
    expect(found).toMatchObject({ code: 'my-firewall', exit: 1 })
    expect(found.message).toContain('3000')
    expect(found.evidence).toEqual(expect.arrayContaining(['dialled-back-tcp', 'listener-alive']))
  })

  it('names the program that answers instead', async () => {
    const [alice, bob] = two()
    await run(bob, 'python3', '-u', '-m', 'http.server', '3000')
    const found = await doctor(alice, addressOf(bob), '3000')
    expect(found).toMatchObject({ code: 'wrong-program', exit: 1 })
    expect(found.message).toContain('an HTTP server')
  })

  it('sees that somebody else answers', async () => {
    const [alice, bob] = two()
    const b = await chat(bob, '--quiet')
    await acquainted(alice, bob, b)
    await quit(b)
    await rename(dataOf(bob), join(lab.folder, 'old'))
    await chat(bob, '--quiet')
    expect(await doctor(alice, 'bob', '--data', dataOf(alice))).toMatchObject({ code: 'wrong-key', exit: 1 })
  })

  it('sees that nobody has that address', async () => {
    const [alice] = two()
    const found = await doctor(alice, '10.77.1.99', '3000')
    expect(found).toMatchObject({ code: 'nobody-there', exit: 1 })
  })

  it('sees that there is no way there, no network at all, and that a router knows no way', async () => {
    const [alice] = two()
    expect(await doctor(alice, '203.0.113.9', '3000')).toMatchObject({ code: 'no-way' })
    alice.ip('link', 'set', 'eth0', 'down')
    expect(await doctor(alice, '203.0.113.9', '3000')).toMatchObject({ code: 'offline' })
    const [near] = lab.routed(['carol'], ['dave'])
    const [router, carol] = near.hosts
    if (!router || !carol) throw new Error('two hosts were asked for')
    router.sh('ip route add unreachable 203.0.113.0/24')
    expect(await doctor(carol, '203.0.113.9', '3000')).toMatchObject({ code: 'unreachable' })
  })

  it('sees that messages pass and datagrams don’t', async () => {
    const [alice, bob] = two()
    const b = await chat(bob, '--quiet')
    await acquainted(alice, bob, b)
    for (const host of [alice, bob]) host.filter('meta l4proto udp drop')
    const found = await doctor(alice, 'bob', '--data', dataOf(alice))
    expect(found).toMatchObject({ code: 'udp-blocked', exit: 0 })
    expect(found.paths).toMatchObject({ out: { tcp: 'works', udp: 'fails' }, back: { tcp: 'works', udp: 'fails' } })
  })

  it('sees that large datagrams vanish', async () => {
    const [alice, bob] = two()
    const b = await chat(bob, '--quiet')
    await acquainted(alice, bob, b)
    bob.filter('meta l4proto udp meta length gt 1300 drop')
    expect(await doctor(alice, 'bob', '--data', dataOf(alice))).toMatchObject({ code: 'large-lost', exit: 0 })
  })

  it('sees that this computer stops what it sends', async () => {
    const [alice, bob] = two()
    alice.nft(`table inet out { chain outgoing { type filter hook output priority 0;\nip daddr ${addressOf(bob)} drop\n}\n}\n`)
    expect(await doctor(alice, addressOf(bob), '3000')).toMatchObject({ code: 'stopped-here', exit: 1 })
  })

  it('sees that names are not answered', async () => {
    const [alice] = two()
    expect(await doctor(alice, 'somewhere.invalid', '3000')).toMatchObject({ code: 'names-silent', exit: 1 })
  })

  it('says that it does not know when nobody answers and nobody helps', async () => {
    const [alice, bob] = two()
    bob.filter(newTcp, 'meta l4proto udp drop')
    const found = await doctor(alice, addressOf(bob), '3000')
    expect(found).toMatchObject({ code: 'no-answer', exit: 1 })
  })

  it('is not helped by people who have not accepted one, and accuses nobody for it', async () => {
    const [alice, bob] = two()
    const b = await chat(bob, '--quiet')
    const a = await chat(alice, '--quiet')
    a.type(`/join ${addressOf(bob)} 3000`)
    await a.event((e) => e['event'] === 'joined')
    await quit(a)
    alice.filter('iifname "eth0" tcp dport 3000 drop')
    const found = await doctor(alice, 'bob', '--data', dataOf(alice))
    expect(found.code).toBe('reachable')
    await quit(b)
  })

  it('sees that a Wi-Fi keeps devices apart', async () => {
    const [near, beyond] = lab.routed(['alice', 'bob', 'carol'], ['far'])
    const [router, alice, bob, carol] = near.hosts
    const far = beyond.hosts[1]
    if (!router || !alice || !bob || !carol || !far) throw new Error('five hosts were asked for')
    const directory = palabreUnder(far.prefix, 'directory', '--data', dataOf(far), '--json')
    await directory.event((e) => e['event'] === 'listening')
    const b = await chat(bob, '--quiet')
    const c = await chat(carol, '--quiet')
    await acquainted(alice, bob, b)
    await acquainted(alice, carol, c)
    near.isolate(alice, bob, carol)
    const found = await doctor(alice, 'bob', '--data', dataOf(alice), '--directory', addressOf(far))
    expect(found).toMatchObject({ code: 'isolated', exit: 1 })
    expect(found.evidence).toEqual(expect.arrayContaining(['not-connected', 'neighbour', 'beyond-reachable']))
  })

  it('sees that a router rewrites my port for everyone', async () => {
    const [near, beyond] = lab.routed(['alice'], ['bob', 'far'])
    const [router, alice] = near.hosts
    const [, bob, far] = beyond.hosts
    if (!router || !alice || !bob || !far) throw new Error('four hosts were asked for')
    const directory = palabreUnder(far.prefix, 'directory', '--data', dataOf(far), '--json')
    await directory.event((e) => e['event'] === 'listening')
    router.nft('table ip nat { chain leaving { type nat hook postrouting priority 100;\noifname "eth1" masquerade fully-random\n}\n}\n')
    const b = await chat(bob, '--quiet')
    await acquainted(alice, bob, b)
    const found = await doctor(alice, 'bob', '--data', dataOf(alice), '--directory', addressOf(far))
    expect(found).toMatchObject({ code: 'router-rewrites', exit: 0 })
    expect(found.evidence.filter((code) => code === 'observed')).toHaveLength(2)
  })

  it('leaves the blame open where a directory alone could not dial back', async () => {
    const [near, beyond] = lab.routed(['alice'], ['bob', 'far'])
    const [, alice] = near.hosts
    const [, bob, far] = beyond.hosts
    if (!alice || !bob || !far) throw new Error('three hosts were asked for')
    const directory = palabreUnder(far.prefix, 'directory', '--data', dataOf(far), '--json')
    await directory.event((e) => e['event'] === 'listening')
    await chat(bob, '--quiet')
    alice.filter('iifname "eth0" tcp dport 3000 drop')
    const found = await doctor(alice, addressOf(bob), '3000', '--data', dataOf(alice), '--directory', addressOf(far))
    expect(found).toMatchObject({ code: 'reachable', further: [] })
    const dialled = found.steps.find((e) => e['step'] === 'dial-back')
    expect(dialled?.['observations']).toEqual([
      expect.objectContaining({ code: 'dialled-back-tcp', facts: expect.objectContaining({ by: 'directory', result: 'timeout' }) }),
    ])
  })
})
