import { describe, expect, it } from 'vitest'
import { judge } from '../../shared/doctor/verdict.ts'
import { verdictWords } from '../../shared/doctor/verdict-words.ts'
import type { Observation, ObservationCode, ObservationFacts, Verdict, VerdictCode } from '../../shared/model/doctor.ts'

const bob = { name: 'bob', addresses: [{ host: '10.0.0.2', port: 3000 }] }

function seen<Code extends ObservationCode>(code: Code, facts: ObservationFacts[Code]): Observation {
  return { code, step: 'tcp', atMs: 0, facts } as unknown as Observation
}

const at = { host: '10.0.0.2', port: 3000 }
const here = [
  seen('interface', { name: 'eth0', host: '10.0.0.1', family: 4, virtual: false, vpn: false }),
  seen('default-route', { gateway: '10.0.0.254', name: 'eth0', vpn: false }),
  seen('listener-alive', { port: 3000, everyone: true, ms: 1 }),
]
const near = seen('target', { ...at, local: '10.0.0.1', interface: 'eth0', same: true })
const far = seen('target', { ...at, local: '10.0.0.1', interface: 'eth0', same: false })
const router = seen('gateway-reachable', { host: '10.0.0.254', result: 'ECONNREFUSED', ms: 1 })
const failed = (result: string, ms: number) => seen('not-connected', { ...at, result, ms })
const other = (result: string) => seen('other-port', { host: at.host, port: 50_000, result, ms: 1 })
const connected = seen('connected', { ...at, local: '10.0.0.1', localPort: 40_000, ms: 1 })
const banner = seen('banner', { program: 'palabre', version: 1, text: '' })
const key = (matches: boolean | null) => seen('key', { id: 'A'.repeat(52), expected: null, matches, own: false, ms: 3 })
const session = (inbound: boolean) => seen('session', { inbound, port: 3000, listensOn: 3000 })
const dialled = (by: 'person' | 'directory', result: string) =>
  seen('dialled-back-tcp', { by, host: '10.0.0.1', port: 3000, result, banner: result === 'connected', ms: 1 })
const asMe = seen('observed', { by: 'person', host: '10.0.0.1', port: 40_000, ownHost: '10.0.0.1', ownPort: 40_000, sameHost: true, samePort: true })
const moved = (by: 'person' | 'directory', port: number) =>
  seen('observed', { by, host: '203.0.113.9', port, ownHost: '10.0.0.1', ownPort: 40_000, sameHost: false, samePort: port === 40_000 })
const udp = (answered: number, helped = true) => seen('udp', { port: 5000, sent: 20, answered, helped, rttMs: answered > 0 ? 1 : null })
const well = [...here, near, connected, banner, key(true), session(false), udp(20), dialled('person', 'connected'), asMe]

describe('every row of the table, from what was seen to one sentence', () => {
  const rows: readonly { row: string; code: VerdictCode; observations: readonly Observation[] }[] = [
    { row: 'all well', code: 'all-well', observations: well },
    { row: 'nobody could dial back', code: 'reachable', observations: [...here, near, connected, banner, key(null)] },
    { row: 'refused, another port answers', code: 'refused', observations: [...here, near, failed('ECONNREFUSED', 1), other('ECONNREFUSED')] },
    { row: 'refused, and nothing else is known', code: 'refused', observations: [...here, near, failed('ECONNREFUSED', 1)] },
    { row: 'refused, though they listen there', code: 'rejected', observations: [...here, near, failed('ECONNREFUSED', 1), session(true)] },
    { row: 'silent, they reach me', code: 'their-firewall', observations: [...here, near, failed('no-answer', 4_600), session(true)] },
    { row: 'silent, another port says no', code: 'their-firewall', observations: [...here, near, failed('no-answer', 4_600), other('ECONNREFUSED')] },
    { row: 'silent, nothing else known', code: 'no-answer', observations: [...here, near, failed('no-answer', 4_600), other('no-answer')] },
    {
      row: 'I reach them, they time out',
      code: 'my-firewall',
      observations: [...here, near, connected, banner, key(true), session(false), dialled('person', 'no-answer'), asMe],
    },
    {
      row: 'all on this network are silent, what is beyond answers',
      code: 'isolated',
      observations: [
        ...here,
        near,
        seen('gateway-mute', { host: '10.0.0.254', result: 'no-answer' }),
        seen('beyond-reachable', { host: '203.0.113.1' }),
        seen('neighbour', { host: '10.0.0.3', port: 3000, result: 'EHOSTUNREACH', ms: 3_060 }),
        failed('EHOSTUNREACH', 3_060),
      ],
    },
    {
      row: 'macOS keeps the app off',
      code: 'local-network-denied',
      observations: [seen('system', { platform: 'darwin' }), ...here, near, router, failed('EHOSTUNREACH', 0.6)],
    },
    { row: 'nobody answers for that address', code: 'nobody-there', observations: [...here, near, router, failed('EHOSTUNREACH', 3_060)] },
    { row: 'a router says unreachable', code: 'unreachable', observations: [...here, far, router, failed('EHOSTUNREACH', 20)] },
    { row: 'a firewall says unreachable', code: 'rejected', observations: [...here, near, failed('EHOSTUNREACH', 0.6), other('ECONNREFUSED')] },
    {
      row: 'no route',
      code: 'no-way',
      observations: [...here, failed('ENETUNREACH', 0.4), seen('no-way', { host: at.host, result: 'ENETUNREACH' })],
    },
    {
      row: 'no network at all',
      code: 'offline',
      observations: [seen('no-interface', {}), seen('no-default-route', { known: true }), failed('ENETUNREACH', 0.4)],
    },
    {
      row: 'UDP is blocked both ways',
      code: 'udp-blocked',
      observations: [
        ...well.filter(({ code }) => code !== 'udp'),
        udp(0),
        seen('dialled-back-udp', { by: 'person', host: '10.0.0.1', port: 50_000, sent: 5, received: 0 }),
      ],
    },
    {
      row: 'wrong program',
      code: 'wrong-program',
      observations: [...here, near, connected, seen('banner', { program: 'http', version: null, text: 'HTTP/1.1' })],
    },
    {
      row: 'a program that speaks text',
      code: 'text-program',
      observations: [...here, near, connected, seen('banner', { program: 'text', version: null, text: 'Bienvenue' })],
    },
    { row: 'another version', code: 'wrong-version', observations: [...here, near, connected, seen('banner', { program: 'palabre', version: 2, text: '' })] },
    { row: 'another key', code: 'wrong-key', observations: [...here, near, connected, banner, key(false)] },
    { row: 'cut at once', code: 'cut', observations: [...here, near, connected, seen('cut-before-hello', { result: 'ECONNRESET' })] },
    {
      row: 'small pass, large vanish',
      code: 'large-lost',
      observations: [...well, seen('size', { bytes: 1_200, sent: 3, answered: 3 }), seen('size', { bytes: 1_400, sent: 3, answered: 0 })],
    },
    {
      row: 'a router changes address and port, each time another',
      code: 'router-rewrites',
      observations: [
        ...here,
        far,
        connected,
        banner,
        key(true),
        session(false),
        dialled('person', 'no-answer'),
        moved('person', 61_001),
        moved('directory', 61_002),
      ],
    },
    {
      row: 'behind a router',
      code: 'behind-router',
      observations: [...here, far, connected, banner, key(true), session(false), dialled('person', 'no-answer'), moved('person', 40_000)],
    },
    { row: 'slow when busy', code: 'busy-line', observations: [...well, seen('load', { idleMs: 20, loadedMs: 180, mbps: 5 })] },
    { row: 'the port is mine', code: 'own-address', observations: [...here, seen('own-address', at), near] },
    { row: 'I don’t listen', code: 'no-listener', observations: [...here.slice(0, 2), seen('no-listener', {}), near, connected, banner, key(true)] },
    {
      row: 'I listen for myself only',
      code: 'local-only',
      observations: [...here.slice(0, 2), seen('listener-alive', { port: 3000, everyone: false, ms: 1 }), near, connected, banner, key(true)],
    },
    { row: 'no such name', code: 'name-unknown', observations: [...here, seen('not-resolved', { name: 'bob.lan', result: 'ENOTFOUND' })] },
    { row: 'no name server', code: 'names-silent', observations: [...here, seen('not-resolved', { name: 'bob.lan', result: 'EAI_AGAIN' })] },
    {
      row: 'this computer’s firewall',
      code: 'stopped-here',
      observations: [...here, near, failed('no-answer', 4_600), seen('udp-not-sent', { port: 3000, result: 'EPERM' })],
    },
    { row: 'neither here nor there', code: 'inconclusive', observations: [...here, near, connected, banner, seen('no-key', { result: 'no-answer' })] },
  ]

  it.each(rows)('$row: $code', ({ code, observations }) => {
    const { verdict } = judge(bob, observations)
    expect(verdict?.code).toBe(code)
    expect(verdict?.evidence.length).toBeGreaterThanOrEqual(2)
    expect(verdict?.evidence.length).toBeLessThanOrEqual(4)
    expect(new Set(verdict?.evidence).size).toBe(verdict?.evidence.length)
    for (const each of verdict?.evidence ?? []) expect(observations).toContain(each)
  })
})

describe('a failed helper can confirm, never accuse', () => {
  const reached = [...here, near, connected, banner, key(true)]

  it('a directory that could not dial back accuses nobody', () => {
    const { verdict, further, paths } = judge(bob, [...reached, dialled('directory', 'timeout')])
    expect(verdict?.code).toBe('reachable')
    expect(further).toEqual([])
    expect(paths.back).toEqual({ tcp: 'unknown', udp: 'unknown', app: 'unknown' })
  })

  it('a directory that did dial back speaks for its own computer, not for them', () => {
    const { verdict, paths } = judge(bob, [...reached, dialled('directory', 'connected')])
    expect(verdict?.code).toBe('reachable')
    expect(verdict?.evidence.map(({ code }) => code)).toContain('dialled-back-tcp')
    expect(paths.back).toEqual({ tcp: 'directory', udp: 'unknown', app: 'directory' })
  })

  it('what they dialled themselves is the proof, whatever a directory found', () => {
    for (const theirs of [dialled('person', 'connected'), session(true)]) {
      const { verdict, paths } = judge(bob, [...reached, dialled('directory', 'timeout'), theirs])
      expect(verdict?.code).toBe('all-well')
      expect(paths.back).toMatchObject({ tcp: 'works', app: 'works' })
    }
    expect(judge(bob, [...reached, dialled('directory', 'connected'), dialled('person', 'no-answer')]).paths.back.tcp).toBe('fails')
  })

  it('a datagram that was refused shows that something answers, not that UDP works', () => {
    const refusal = seen('udp-refused', { port: 3000, result: 'ECONNREFUSED' })
    expect(judge(bob, [...reached, refusal]).paths.out.udp).toBe('refused')
    expect(judge(bob, [...reached, refusal, udp(3)]).paths.out.udp).toBe('works')
    expect(judge(bob, [...reached, seen('udp-refused', { port: 3000, result: 'EHOSTUNREACH' })]).paths.out.udp).toBe('unknown')
  })

  it('a person whose Palabre is older accuses nobody', () => {
    expect(judge(bob, [...reached, session(false), seen('no-help', { by: 'person', result: 'no-answer' })]).verdict?.code).toBe('reachable')
  })

  it('silence of UDP without a reflector is no proof', () => {
    const { verdict, paths } = judge(bob, [...reached, udp(0, false)])
    expect(verdict?.code).toBe('reachable')
    expect(paths.out.udp).toBe('unknown')
  })

  it('nobody is accused of a firewall where a router has changed my address', () => {
    const { verdict, further } = judge(bob, [...reached, session(false), dialled('person', 'no-answer'), moved('person', 40_000)])
    expect([verdict, ...further].map((each) => each?.code)).not.toContain('my-firewall')
  })
})

it('on one’s own computer there is nobody to ask', () => {
  const own = seen('target', { ...at, local: at.host, interface: 'eth0', same: true })
  for (const [target, isHere] of [
    [own, true],
    [near, undefined],
  ] as const)
    expect(judge(bob, [...here, target, failed('ECONNREFUSED', 1)]).verdict).toMatchObject({ code: 'refused', details: isHere ? { here: true } : {} })
  const alone = [seen('no-interface', {}), seen('no-default-route', { known: true }), own, failed('ECONNREFUSED', 1)]
  expect(judge(bob, alone).verdict?.code).toBe('refused')
  for (const language of ['en', 'fr']) {
    const verdict = judge(bob, [...here, own, failed('ECONNREFUSED', 1)]).verdict as Verdict
    const { what, next } = verdictWords(verdict, language)
    expect(`${what} ${next}`).not.toContain('bob')
    expect(what).toContain('3000')
  }
})

it('of a person that is looked for, a program that speaks text is another program', () => {
  const observations = [...here, near, connected, seen('banner', { program: 'text', version: null, text: 'Bienvenue' })]
  expect(judge({ ...bob, personId: 'A'.repeat(52) }, observations).verdict?.code).toBe('wrong-program')
})

it('says nothing before it is over', () => {
  expect(judge(bob, well, false)).toMatchObject({ verdict: null, further: [], paths: { out: { tcp: 'works' } } })
})

it('nothing seen is inconclusive', () => {
  expect(judge(bob, []).verdict).toMatchObject({ code: 'inconclusive', tone: 'unsure', evidence: [] })
})
