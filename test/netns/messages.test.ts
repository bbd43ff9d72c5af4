import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { formatAddress } from '../../shared/model/address.ts'
import { buildCli, type Cli, palabreUnder } from '../cli/palabre.ts'
import { describeInNamespaces, eachLab, type Host, type Lan } from '../helpers/netns.ts'

type Event = Record<string, unknown>

const lab = eachLab()

function chat(host: Host): Cli {
  return palabreUnder(host.prefix, 'chat', '--name', host.name, '--port', '3000', '--quiet', '--data', join(lab.folder, host.name), '--json')
}

async function started(host: Host): Promise<Cli> {
  const cli = chat(host)
  await cli.event((e) => e['event'] === 'listening')
  return cli
}

const events = (cli: Cli): readonly Event[] => cli.events()

/** What was said to this one, in the order in which it came. */
const heard = (cli: Cli): readonly unknown[] =>
  events(cli)
    .filter((e) => e['event'] === 'message' && e['mine'] === false)
    .map((e) => e['text'])

const linkStates = (cli: Cli): readonly unknown[] =>
  events(cli)
    .filter((e) => e['event'] === 'link')
    .map((e) => e['state'])

const link = (state: string) => (e: Event) => e['event'] === 'link' && e['state'] === state
const said = (text: string) => (e: Event) => e['event'] === 'message' && e['mine'] === false && e['text'] === text
const mine = (text: string, state: string) => (e: Event) =>
  String(e['event']).startsWith('message') && e['mine'] === true && e['text'] === text && e['state'] === state
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => String(from + at))

function two(lan: Lan): readonly [Host, Host] {
  const [alice, bob] = lan.hosts
  if (!alice || !bob) throw new Error('two hosts were asked for')
  return [alice, bob]
}

async function joined(from: Cli, host: string): Promise<void> {
  from.type(`/join ${formatAddress({ host, port: 3000 })}`)
  const answer = await from.event((e) => e['event'] === 'joined' || e['event'] === 'error')
  expect(answer).toMatchObject({ event: 'joined', encrypted: true })
}

/** The states that my last word on this text went through, each once in a row. */
const course = (cli: Cli, text: string): readonly unknown[] =>
  events(cli)
    .filter((e) => String(e['event']).startsWith('message') && e['mine'] === true && e['text'] === text)
    .map((e) => e['state'])
    .filter((state, at, all) => state !== all[at - 1])

describeInNamespaces('messages between two computers', () => {
  beforeAll(buildCli, 60_000)

  it.each([
    { family: 'IPv4 only', options: { v6: false }, address: (host: Host) => host.v4[0] ?? '' },
    { family: 'IPv6 only', options: { v4: false }, address: (host: Host) => host.v6[0] ?? '' },
  ])('travel both ways over $family, once and in order', async ({ options, address }) => {
    const [alice, bob] = two(lab.lan(['alice', 'bob'], options))
    const [a, b] = await Promise.all([started(alice), started(bob)])
    await joined(a, address(bob))
    for (const text of numbers(1, 200)) a.type(text)
    await b.event(said('200'))
    for (const text of numbers(201, 400)) b.type(text)
    await a.event(said('400'))
    expect(heard(b)).toEqual(numbers(1, 200))
    expect(heard(a)).toEqual(numbers(201, 400))
    await a.event(mine('200', 'delivered'))
  })

  it('reach a computer by its link-local address', async () => {
    const [alice, bob] = two(lab.lan(['alice', 'bob'], { v4: false }))
    const [a, b] = await Promise.all([started(alice), started(bob)])
    const local = /inet6 (fe80::[0-9a-f:]+)/.exec(bob.ip('-6', 'addr', 'show', 'dev', 'eth0'))?.[1]
    await joined(a, `${local}%eth0`)
    a.type('over the wire itself')
    await b.event(said('over the wire itself'))
  })

  it('pass through a router into another subnet', async () => {
    const [near, far] = lab.routed(['alice'], ['bob'])
    const alice = near.hosts[1]
    const bob = far.hosts[1]
    if (!alice || !bob) throw new Error('two hosts were asked for')
    const [a, b] = await Promise.all([started(alice), started(bob)])
    await joined(a, bob.v4[0] ?? '')
    a.type('from afar')
    await b.event(said('from afar'))
  })

  it('arrive over a bad line, once and in order', async () => {
    const [alice, bob] = two(lab.lan(['alice', 'bob']))
    const [a, b] = await Promise.all([started(alice), started(bob)])
    await joined(a, bob.v4[0] ?? '')
    // Only now: a handshake that loses three of its segments takes so long that whoever waits for it is right to say that there was none.
    for (const host of [alice, bob]) host.filter('meta l4proto tcp numgen random mod 100 < 15 drop')
    for (const text of numbers(1, 300)) {
      a.type(text)
      if (Number(text) % 50 === 0) await a.event(mine(text, 'delivered'))
    }
    await b.event(said('300'))
    expect(heard(b)).toEqual(numbers(1, 300))
  })

  it('written while the cable is pulled arrive once it is back, and the states never claim more', async () => {
    const lan = lab.lan(['alice', 'bob'])
    const [alice, bob] = two(lan)
    // Somebody noticed is asked for a sign of life, which tells a dead connection sooner; here the silence itself is looked at.
    for (const host of [alice, bob]) host.filter('udp dport { 3001, 5353 } drop')
    const [a, b] = await Promise.all([started(alice), started(bob)])
    await joined(a, bob.v4[0] ?? '')
    a.type('1')
    await a.event(mine('1', 'delivered'))
    b.type('hello')
    await a.event(said('hello'))
    lan.unplug(bob)
    for (const text of numbers(2, 20)) a.type(text)
    for (const text of numbers(101, 120)) b.type(text)
    await Promise.all([a, b].map((cli) => cli.event(link('unstable'))))
    await Promise.all([a, b].map((cli) => cli.event(link('waiting'))))
    for (const text of numbers(21, 30)) a.type(text)
    await a.event(mine('30', 'queued'))
    for (const text of numbers(2, 20)) expect(course(a, text), text).toEqual(['queued', 'sent', 'queued'])
    for (const text of numbers(21, 30)) expect(course(a, text), text).toEqual(['queued'])
    expect(events(a).find((e) => e['event'] === 'link' && e['state'] === 'offline')).toMatchObject({ code: 'peer-silent' })
    expect(linkStates(a).slice(linkStates(a).indexOf('unstable'))).not.toContain('open')
    lan.plug(bob)
    await Promise.all([b.event(said('30')), a.event(said('120')), a.event(mine('30', 'delivered'))])
    expect(heard(b)).toEqual(numbers(1, 30))
    expect(heard(a)).toEqual(['hello', ...numbers(101, 120)])
    expect(linkStates(a).at(-1)).toBe('open')
  })

  it('survive a short break without a new connection', async () => {
    const lan = lab.lan(['alice', 'bob'])
    const [alice, bob] = two(lan)
    const [a, b] = await Promise.all([started(alice), started(bob)])
    await joined(a, bob.v4[0] ?? '')
    a.type('1')
    await a.event(mine('1', 'delivered'))
    const before = linkStates(a).length
    lan.unplug(alice)
    for (const text of numbers(2, 10)) a.type(text)
    await a.event(mine('10', 'sent'))
    lan.plug(alice)
    await Promise.all([a.event(mine('10', 'delivered')), b.event(said('10'))])
    expect(heard(b)).toEqual(numbers(1, 10))
    expect(linkStates(a).slice(before)).not.toContain('offline')
  })

  it('are neither lost nor doubled when one side is killed while the cable is pulled', async () => {
    const lan = lab.lan(['alice', 'bob'])
    const [alice, bob] = two(lan)
    const [a, b] = await Promise.all([started(alice), started(bob)])
    await joined(a, bob.v4[0] ?? '')
    for (const text of numbers(1, 20)) a.type(text)
    await Promise.all([a.event(mine('20', 'delivered')), b.event(said('20'))])
    lan.unplug(bob)
    for (const text of numbers(21, 40)) a.type(text)
    for (const text of numbers(101, 110)) b.type(text)
    await b.event(mine('110', 'sent'))
    b.child.kill('SIGKILL')
    await b.ended
    const again = await started(bob)
    lan.plug(bob)
    await Promise.all([again.event(said('40')), a.event(said('110')), a.event(mine('40', 'delivered'))])
    expect([...heard(b), ...heard(again)]).toEqual(numbers(1, 40))
    expect(heard(a)).toEqual(numbers(101, 110))
  })
})

describeInNamespaces('a way that is barred', () => {
  beforeAll(buildCli, 60_000)

  it('has an error code for each way of barring it', async () => {
    const lan = lab.lan(['alice', 'bob'])
    const [alice, bob] = two(lan)
    const [a] = await Promise.all([started(alice), started(bob)])
    const address = bob.v4[0] ?? ''
    const join = async (host: string) => {
      const before = events(a).length
      a.type(`/join ${host} 3000`)
      const isNew = (e: Event) => (e['event'] === 'error' || e['event'] === 'joined') && events(a).indexOf(e) >= before
      const answer = await a.event((e) => isNew(e))
      return answer['code'] ?? answer['event']
    }
    bob.filter('tcp dport 3000 drop')
    expect(await join(address)).toBe('no-answer')
    bob.filter('tcp dport 3000 reject with tcp reset')
    expect(await join(address)).toBe('ECONNREFUSED')
    bob.filter('tcp dport 3000 reject with icmp port-unreachable')
    expect(await join(address)).toBe('ECONNREFUSED')
    bob.filter('tcp dport 3000 reject with icmp host-unreachable')
    expect(await join(address)).toBe('EHOSTUNREACH')
    bob.filter('tcp dport 3000 reject with icmp admin-prohibited')
    expect(await join(address)).toBe('EHOSTUNREACH')
    bob.filter('tcp dport 3000 reject with icmp net-unreachable')
    expect(await join(address)).toBe('ENETUNREACH')
    expect(await join('10.77.1.99')).toBe('EHOSTUNREACH')
    expect(await join('203.0.113.9')).toBe('ENETUNREACH')
    bob.filter()
    expect(await join(address)).toBe('joined')
  })
})
