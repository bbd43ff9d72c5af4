import { describe, expect, it } from 'vitest'
import { type StartArguments, startSchema } from '../../shared/ipc/diagnostics-arguments.ts'
import { type RunKind, runKinds } from '../../shared/model/runs.ts'

const at = { host: '127.0.0.1', port: 8_080 }
const probes = { ...at, payload: { type: 'text', text: 'x' }, count: 10, rate: 20, replyTimeoutMs: 5_000 } as const
const answering = { ...at, answer: { type: 'delay', ms: 5 } } as const

/** Options that each kind takes; the compiler sees to it that none is missing. */
const good: { readonly [K in RunKind]: Extract<StartArguments, { kind: K }>['options'] } = {
  doctor: { target: { type: 'address', ...at }, loadPort: null },
  'tcp-echo': { ...probes, clients: 1, noDelay: true, split: false, ending: 'answered', connectTimeoutMs: 5_000, warmUp: 10 },
  'udp-echo': probes,
  http: {
    ...{ url: 'http://[::1]:8000/a?b', method: 'POST', headers: [['X-A', 'b']], body: { type: 'hex', hex: '00ff' }, repeat: 1 },
    ...{ follow: true, keepAlive: true, timeoutMs: 10_000, insecure: false },
  },
  mtu: { ...at, most: 1_472 },
  throughput: { ...at, direction: 'both', seconds: 10, connections: 1 },
  'tcp-echo-server': { ...answering, once: false, untilFin: true, maxClients: 64, idleMs: 60_000 },
  'udp-echo-server': answering,
  'http-server': { ...at, folder: null },
  'throughput-server': at,
}

const takes = (kind: string, options: unknown) => startSchema.safeParse({ kind, options }).success
const wrong = [undefined, {}, [], Number.NaN, Number.POSITIVE_INFINITY, -1, 1e300, '', ' ', 'x'.repeat(1_050_000), () => 0, Symbol('x'), 10n, new Date()]

/** The few wrong-looking values that a field may have. */
const isFine = (field: string, value: unknown) => (field === 'headers' && Array.isArray(value)) || (field === 'folder' && value === ' ')

describe('what can be started', () => {
  it.each(runKinds)('%s with good options; with a field missing, strange or of the wrong kind it is refused', (kind) => {
    const options = good[kind] as Readonly<Record<string, unknown>>
    expect(takes(kind, options)).toBe(true)
    expect(takes(kind, { ...options, surprise: 1 })).toBe(false)
    for (const field of Object.keys(options)) {
      const { [field]: _, ...without } = options
      expect(takes(kind, without), `without ${field}`).toBe(false)
      for (const value of wrong.filter((each) => !isFine(field, each)))
        expect(takes(kind, { ...options, [field]: value }), `${field}: ${String(value).slice(0, 20)}`).toBe(false)
    }
  })

  it('no other kind, and no options of another', () => {
    expect(takes('shell', {})).toBe(false)
    expect(takes('__proto__', good.mtu)).toBe(false)
    expect(takes('mtu', good['udp-echo'])).toBe(false)
  })

  it('port 0 is for servers only', () => {
    for (const kind of runKinds) if ('port' in good[kind]) expect(takes(kind, { ...good[kind], port: 0 }), kind).toBe(kind.endsWith('-server'))
    for (const kind of runKinds) if ('port' in good[kind]) expect(takes(kind, { ...good[kind], port: 65_536 }), kind).toBe(false)
  })

  it.each([
    ['a header that would be two', { headers: [['X-A', 'b\r\nX-B: c']] }],
    ['a header without a name', { headers: [['', 'b']] }],
    ['a method with a space', { method: 'GET /' }],
    ['another protocol', { url: 'file:///etc/passwd' }],
    ['no host', { url: 'http://' }],
    ['half a byte', { body: { type: 'hex', hex: '0' } }],
    ['no base64', { body: { type: 'base64', base64: '%%%%' } }],
    ['65 headers', { headers: Array.from({ length: 65 }, () => ['a', 'b']) }],
  ])('an HTTP request with %s is refused', (_, change) => {
    expect(takes('http', { ...good.http, ...change })).toBe(false)
  })
})
