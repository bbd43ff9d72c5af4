import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { symptomOf } from '../../shared/symptom.ts'
import { buildCli, type Cli, palabreUnder } from '../cli/palabre.ts'
import { describeInNamespaces, eachLab, type Host } from '../helpers/netns.ts'

interface Said {
  readonly code: unknown
  readonly symptom: unknown
  readonly message: string
  readonly next: string
  readonly exit: number | null
  readonly all: readonly Record<string, unknown>[]
}

let alice: Host
let bob: Host
const programs: ChildProcess[] = []
/** What people read for each symptom that was met: no two may read the same. */
const sentences = new Map<string, string>()
const steps = new Map<string, string>()

async function ended(cli: Cli): Promise<Said> {
  const { code: exit } = await cli.ended
  const all = cli.events()
  const error = all.find((e) => e['event'] === 'error') ?? {}
  const said = { code: error['code'], symptom: error['symptom'], message: String(error['message']), next: String(error['next']), exit, all }
  if (typeof said.symptom === 'string') {
    sentences.set(said.symptom, said.message)
    steps.set(said.symptom, said.next)
  }
  return said
}

const palabre = (host: Host, ...args: readonly string[]): Promise<Said> => ended(palabreUnder(host.prefix, ...args, '--json'))
const tcp = (to = bob.v4[0] ?? '', ...more: readonly string[]) => palabre(alice, 'echo', 'test', to, '3000', '--message', 'hello', '--timeout', '1.5', ...more)
const udp = (to = bob.v4[0] ?? '', ...more: readonly string[]) => palabre(alice, 'udp', 'test', to, '3000', '--message', 'hello', '--timeout', '1', ...more)

async function run(host: Host, ...command: readonly string[]): Promise<void> {
  const [program = '', ...args] = [...host.prefix, ...command]
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  programs.push(child)
  await once(child.stdout, 'data')
}

const python = (name: string) => ['python3', '-u', resolve(import.meta.dirname, 'programs', `${name}.py`)]

/** The name servers of this computer, as far as alice can tell: they know one name, and no other. */
async function knowNames(...nameAndAddresses: readonly string[]): Promise<void> {
  const servers = [...readFileSync('/etc/resolv.conf', 'utf8').matchAll(/^nameserver\s+(\S+)/gm)].map((match) => match[1] ?? '')
  for (const server of servers) {
    if (!server.startsWith('127.')) alice.ip('addr', 'add', server, 'dev', 'lo')
    await run(alice, ...python('names'), server, ...nameAndAddresses)
  }
}

const outgoing = (host: Host, rule: string) => host.nft(`table inet out { chain outgoing { type filter hook output priority 0;\n${rule}\n}\n}\n`)

describeInNamespaces('every row of the table of errors', () => {
  const lab = eachLab()
  beforeAll(buildCli, 60_000)
  beforeEach(() => {
    const [one, other] = lab.lan(['alice', 'bob'], { v6: false }).hosts
    if (!one || !other) throw new Error('two hosts were asked for')
    ;[alice, bob] = [one, other]
  })
  afterEach(() => {
    for (const program of programs.splice(0)) program.kill()
  })

  describe('TCP', () => {
    it.each([
      ['a closed port', '', 'ECONNREFUSED', /^refused$/],
      ['a port that a firewall resets', 'tcp dport 3000 reject with tcp reset', 'ECONNREFUSED', /^refused$/],
      ['a port that a firewall says is closed', 'tcp dport 3000 reject with icmpx type port-unreachable', 'ECONNREFUSED', /^refused$/],
      ['a port that a firewall drops', 'tcp dport 3000 drop', 'no-answer', /^no-answer$/],
      ['a host that a firewall calls unreachable', 'tcp dport 3000 reject with icmpx type host-unreachable', 'EHOSTUNREACH', /^unreachable(-here)?$/],
      ['a port that a firewall forbids', 'tcp dport 3000 reject with icmpx type admin-prohibited', 'EHOSTUNREACH', /^unreachable(-here)?$/],
      ['a network that a firewall calls unreachable', 'tcp dport 3000 reject with icmpx type no-route', 'ENETUNREACH', /^no-route$/],
    ])('%s', async (_, rule, code, symptom) => {
      if (rule) bob.filter(rule)
      expect(await tcp()).toMatchObject({ code, symptom: expect.stringMatching(symptom), exit: 1 })
    })

    it('an address that nobody has', async () => {
      expect(await palabre(alice, 'echo', 'test', '10.77.1.99', '3000', '--message', 'x')).toMatchObject({
        code: 'EHOSTUNREACH',
        symptom: 'unreachable',
        exit: 1,
      })
    })

    it('a network to which there is no road', async () => {
      expect(await tcp('203.0.113.9')).toMatchObject({ code: 'ENETUNREACH', symptom: 'no-route', exit: 1 })
    })

    it('a connection that is cut', async () => {
      await run(bob, ...python('cut'))
      expect(await tcp()).toMatchObject({ code: 'ECONNRESET', symptom: 'cut', exit: 1 })
    })

    it('several addresses that fail in different ways, each shown', async () => {
      bob.filter('tcp dport 3000 drop')
      await knowNames('two.test', '127.0.0.1', bob.v4[0] ?? '')
      const said = await tcp('two.test')
      const attempts = said.all.find((e) => e['event'] === 'error')?.['attempts'] as { host: string; result: string }[]
      expect(said).toMatchObject({ code: 'ECONNREFUSED', symptom: 'refused' })
      expect(attempts.map(({ host, result }) => `${host} ${result}`).sort()).toEqual([`${bob.v4[0]} no-answer`, '127.0.0.1 ECONNREFUSED'].sort())
    })

    it('an answer that is not HTTP, with its first bytes', async () => {
      const server = palabreUnder(bob.prefix, 'echo', 'serve', '--host', '0.0.0.0', '--port', '3000', '--answer', 'text:hello you', '--json')
      await server.event((e) => e['event'] === 'listening')
      const { exit, all } = await palabre(alice, 'http', 'get', `http://${bob.v4[0]}:3000/`)
      expect(exit).toBe(1)
      expect(JSON.stringify(all)).toContain('not-http')
      expect(JSON.stringify(all)).toContain(Buffer.from('hello').toString('hex'))
    })
  })

  describe('UDP', () => {
    it.each([
      ['a closed port', '', 'ECONNREFUSED', 'refused'],
      ['a port that a firewall forbids', 'udp dport 3000 reject with icmpx type admin-prohibited', 'EHOSTUNREACH', null],
      ['silence: a firewall drops it', 'udp dport 3000 drop', 'no-answer', 'udp-silence'],
      ['silence: the system does not tell of a host that is unreachable', 'udp dport 3000 reject with icmpx type host-unreachable', 'no-answer', 'udp-silence'],
      ['silence: nor of a network', 'udp dport 3000 reject with icmpx type no-route', 'no-answer', 'udp-silence'],
    ])('%s', async (_, rule, code, symptom) => {
      if (rule) bob.filter(rule)
      const said = await udp()
      expect(said).toMatchObject({ code, exit: 1 })
      if (symptom) expect(said.symptom).toBe(symptom)
    })

    it('silence is answered with a proposal to try TCP', async () => {
      bob.filter('udp dport 3000 drop')
      expect((await udp()).next).toContain('palabre echo test')
    })

    it('a firewall on this computer', async () => {
      outgoing(alice, 'udp dport 3000 drop')
      expect(await udp()).toMatchObject({ code: 'EPERM', symptom: 'stopped-here', exit: 1 })
    })

    it('a broadcast without permission', async () => {
      expect(await udp('10.77.1.255')).toMatchObject({ code: 'EACCES', symptom: 'broadcast-off', exit: 1 })
    })

    it('an interface that vanishes while a series runs: what was measured stays, and the rest was not sent', async () => {
      const server = palabreUnder(bob.prefix, 'udp', 'serve', '--host', '0.0.0.0', '--port', '3000', '--json')
      await server.event((e) => e['event'] === 'listening')
      const test = palabreUnder(alice.prefix, 'udp', 'test', bob.v4[0] ?? '', '3000', '--count', '60', '--rate', '20', '--timeout', '1', '--json')
      await test.event((e) => e['event'] === 'reply' && Number(e['seq']) >= 10)
      alice.ip('link', 'set', 'eth0', 'down')
      const { all } = await ended(test)
      const summary = all.find((e) => e['event'] === 'summary') as Record<string, number>
      expect(summary['answered']).toBeGreaterThanOrEqual(10)
      expect((summary['notSent'] ?? 0) + (summary['unreachable'] ?? 0)).toBeGreaterThan(0)
    })
  })

  describe('listening', () => {
    it('a taken port, with one that is free', async () => {
      const first = palabreUnder(alice.prefix, 'echo', 'serve', '--port', '8080', '--json')
      await first.event((e) => e['event'] === 'listening')
      expect(await palabre(alice, 'echo', 'serve', '--port', '8080')).toMatchObject({
        code: 'EADDRINUSE',
        symptom: 'port-taken',
        next: expect.stringContaining('8081'),
      })
    })

    it('an address that is not of this computer', async () => {
      const said = await palabre(alice, 'echo', 'serve', '--host', '203.0.113.9')
      expect(said).toMatchObject({ code: 'EADDRNOTAVAIL', symptom: 'not-own-address', exit: 1 })
    })

    it('a port that the system reserves', async () => {
      const nobody = [...alice.prefix, 'setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--inh-caps=-all', '--bounding-set=-all']
      const said = await ended(palabreUnder(nobody, 'echo', 'serve', '--port', '80', '--json'))
      expect(said).toMatchObject({ code: 'EACCES', symptom: 'port-reserved', exit: 1 })
    })
  })

  describe('names', () => {
    it('no name server', async () => {
      expect(await tcp('somewhere.invalid')).toMatchObject({ code: 'EAI_AGAIN', symptom: 'names-silent', exit: 1 })
    })

    it('a name that does not exist', async () => {
      await knowNames()
      expect(await tcp('somewhere.invalid')).toMatchObject({ code: 'ENOTFOUND', symptom: 'no-such-name', exit: 1 })
    })
  })

  it('ports that are none', async () => {
    for (const port of ['0', '65536', 'http', '-1']) {
      const { code, err } = await palabreUnder(alice.prefix, 'echo', 'test', '127.0.0.1', port).ended
      expect(code, port).toBe(2)
      expect(err).toMatch(/Ports go from 1 to 65535|option/)
    }
  })

  it('no two of them read the same, nor propose the same', () => {
    expect(sentences.size).toBeGreaterThanOrEqual(13)
    expect(new Set(sentences.values()).size).toBe(sentences.size)
    expect(new Set(steps.values()).size).toBe(steps.size)
  })
})

describe('what can’t be provoked here', () => {
  it.each([
    ['EPIPE', 'tcp', 'closed-before'],
    ['EMSGSIZE', 'udp', 'datagram-too-large'],
    ['EMFILE', 'tcp', 'too-many-open'],
    ['ENETDOWN', 'tcp', 'network-down'],
    ['ETIMEDOUT', 'tcp', 'no-answer'],
  ] as const)('%s is %s %s', (code, transport, symptom) => {
    expect(symptomOf({ code, details: {} }, { transport, doing: 'sending' })).toBe(symptom)
  })
})
