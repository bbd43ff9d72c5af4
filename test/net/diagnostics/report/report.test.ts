import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redact, reportOf } from '../../../../electron/net/diagnostics/report/index.ts'
import type { DoctorRun } from '../../../../shared/model/doctor.ts'
import type { HttpRun } from '../../../../shared/model/http.ts'
import type { AnyRun, RunView, TcpEchoServerRun } from '../../../../shared/model/runs.ts'
import { digestOf } from '../../../../shared/runs/digest.ts'

const base = { id: '01920000-0000-7000-8000-000000000001', startedAt: 1_000, endedAt: 3_500, state: 'complete', error: null } as const
const secrets = [
  '192.168.7.42',
  'fd12:3456:789a::12',
  'fe80::1%wlan0',
  'secret-host.example',
  '10.9.8.7',
  'Béatrice',
  'bob-laptop',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGHIJKLMNOPQRST',
  'MYSECRETWORDS',
  '/home/bob',
]

const http: HttpRun = {
  ...base,
  kind: 'http',
  options: {
    url: 'http://bob:MYSECRETWORDS@secret-host.example:8000/page?to=10.9.8.7#MYSECRETWORDS',
    method: 'GET',
    headers: [['Authorization', 'MYSECRETWORDS']],
    body: { type: 'text', text: 'MYSECRETWORDS' },
    repeat: 1,
    follow: true,
    keepAlive: true,
    timeoutMs: 1_000,
    insecure: false,
  },
  samples: [
    {
      seq: 0,
      atMs: 0,
      hops: [],
      problem: {
        type: 'network',
        error: { code: 'ECONNREFUSED', details: { host: 'fd12:3456:789a::12', port: 8_000, cause: 'connect to [fd12:3456:789a::12]:8000 via 192.168.7.42' } },
        attempts: [{ host: 'fe80::1%wlan0', code: 'ETIMEDOUT' }],
      },
      body: { base64: Buffer.from('MYSECRETWORDS').toString('base64'), bytes: 13 },
    },
  ],
  summary: { runs: 1, failed: 1, reused: 0, phases: { dns: null, connect: null, tls: null, sent: null, waiting: null, download: null, total: null } },
}

const row = {
  ...{
    number: 1,
    seq: 1,
    remote: { host: '192.168.7.42', port: 50_000 },
    local: { host: '10.9.8.7', port: 8_080 },
    openedAt: 1,
    closedAt: null,
    closeReason: null,
  },
  ...{ bytesIn: 5, bytesOut: 5, chunksIn: 1, chunksOut: 1, lastChunkBytes: 5, lastMessage: 'MYSECRETWORDS', echoP50Ms: 0.1, slow: false },
}
const totals = { clients: 1, open: 1, refused: 0, bytesIn: 5, bytesOut: 5, chunksIn: 1, chunksOut: 1, sendErrors: 0 }
const server: TcpEchoServerRun = {
  ...base,
  kind: 'tcp-echo-server',
  state: 'failed',
  error: { code: 'EADDRINUSE', details: { host: 'secret-host.example', port: 8_080, free: 8_081 } },
  options: {
    host: 'secret-host.example',
    port: 8_080,
    answer: { type: 'prefix', text: 'MYSECRETWORDS' },
    once: false,
    untilFin: false,
    maxClients: 4,
    idleMs: 1_000,
  },
  samples: [row],
  summary: { address: { host: '10.9.8.7', port: 8_080 }, totals },
}

const seen = {
  code: 'key',
  step: 'identity',
  atMs: 3,
  facts: { id: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGHIJKLMNOPQRST', expected: null, matches: null, own: false, ms: 1 },
} as const
const resolved = { code: 'resolved', step: 'peer', atMs: 2, facts: { name: 'bob-laptop', host: '192.168.7.42', ms: 1 } } as const
const banner = { code: 'banner', step: 'hello', atMs: 2, facts: { program: 'text', version: null, text: 'MYSECRETWORDS at 10.9.8.7' } } as const
const side = { tcp: 'works', udp: 'unknown', app: 'works' } as const
const doctor: DoctorRun = {
  ...base,
  kind: 'doctor',
  options: { name: 'Béatrice', addresses: [{ host: 'bob-laptop', port: 3_000 }], personId: null, loadPort: null },
  samples: [{ seq: 0, step: 'peer', state: 'done', skipped: null, startedMs: 0, tookMs: 4, observations: [resolved, banner, seen] }],
  summary: {
    verdict: {
      code: 'refused',
      tone: 'bad',
      details: { name: 'Béatrice', host: 'bob-laptop', port: 3_000, words: 'ask Béatrice at 192.168.7.42' },
      evidence: [seen, resolved],
    },
    further: [],
    paths: { out: side, back: side },
  },
}

const viewOf = (run: AnyRun): RunView => ({
  run,
  digest: digestOf(run),
  lastGood: digestOf(run),
  changes: [{ figure: 'connect', before: 1, now: 2.3456, trend: 'worse' }],
})
const made = { language: 'en', version: '1.2.3' } as const

describe.each([http, server, doctor] as const)('a report of $kind', (run) => {
  it.each(['markdown', 'json'] as const)('as %s has no address, name, identity or word of anybody unless ticked', (format) => {
    const redacted = reportOf(viewOf(run), { ...made, format, addresses: false })
    for (const secret of secrets) expect(redacted.toLowerCase(), secret).not.toContain(secret.toLowerCase())
    expect(redacted).not.toContain(Buffer.from('MYSECRETWORDS').toString('base64'))
    const whole = reportOf(viewOf(run), { ...made, format, addresses: true })
    expect(whole.replaceAll('\\', '')).toMatch(/192\.168\.7\.42|secret-host\.example/)
  })

  it('as JSON says its schema and can be read back; in French the words are French', () => {
    const parsed = JSON.parse(reportOf(viewOf(run), { ...made, format: 'json', addresses: true }))
    expect(parsed).toMatchObject({ schemaVersion: 1, version: '1.2.3', kind: run.kind, addresses: true, state: run.state, samples: run.samples })
    expect(reportOf(viewOf(run), { ...made, language: 'fr', format: 'markdown', addresses: false })).toContain('Rapport de réseau de Palabre')
  })
})

it('the verdict of the doctor is a sentence in the language of the report, without names unless ticked', () => {
  const written = (language: 'en' | 'fr', addresses: boolean) => reportOf(viewOf(doctor), { ...made, language, format: 'markdown', addresses })
  expect(written('en', true)).toContain('**Béatrice’s computer is on and answered: nothing is listening on port 3000 (or a firewall answers for it).**')
  expect(written('en', true)).toContain('What to do: Ask Béatrice to open Palabre')
  expect(written('fr', true)).toMatch(/\*\*.*Béatrice.*3000.*\*\*/)
  expect(written('en', false)).toMatch(/\*\*name-\d’s computer is on and answered/)
})

describe('redaction', () => {
  it('gives one address one number everywhere, and keeps ports, codes, times and figures', () => {
    const error = { code: 'ECONNREFUSED', at: '2026-11-21T12:30:45.000Z', cause: 'no way from 10.0.0.1 to 10.0.0.2:3000, 10.0.0.1 is down' }
    expect(redact({ host: '10.0.0.2', port: 3_000, rtt: 0.123, error, 'via 10.0.0.2': '12:30:45' })).toEqual({
      host: 'address-1',
      port: 3_000,
      rtt: 0.123,
      error: { code: 'ECONNREFUSED', at: '2026-11-21T12:30:45.000Z', cause: 'no way from address-2 to address-1:3000, address-2 is down' },
      'via address-1': '12:30:45',
    })
  })

  it('finds every way to write an address in a text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.constantFrom('', 'at ', 'from [', '(', '"'), (address, before) => {
        const text = redact({ cause: `${before}${address}${before === 'from [' ? ']:80' : ' said no'}` }).cause
        expect(text.includes(address)).toBe(false)
      }),
      { numRuns: 2_000 },
    )
  })

  it('obeys no markup of what was seen', () => {
    const run = { ...server, options: { ...server.options, host: '<img src=x>`|[a](javascript:b)' } }
    const text = reportOf(viewOf(run), { ...made, format: 'markdown', addresses: true })
    expect(text).not.toMatch(/(?<!\\)[<[|`](img|a\\?\])/)
    expect(text).not.toMatch(/(?<!\\)\]\(/)
  })
})
