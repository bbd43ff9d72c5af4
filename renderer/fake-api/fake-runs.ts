import type { ErrorData } from '../../shared/errors.ts'
import type { ClientRow, SenderRow, TcpEchoSample, UdpEchoSample } from '../../shared/model/diagnostics.ts'
import type { RunTypes } from '../../shared/model/runs.ts'
import { fakeDistribution, fakeFigures } from './fake-figures.ts'
import type { Random } from './random.ts'

type Plain<K extends keyof RunTypes> = Pick<RunTypes[K], 'samples' | 'summary'> & { readonly error: ErrorData | null }

/** What a host of the fake world does to a test, by its name: `refused.…`, `silent.…`, `lossy.…`, and all others answer. */
type Temper = 'well' | 'refused' | 'silent' | 'lossy'

export function temperOf(host: string): Temper {
  const first = host.split('.')[0] ?? ''
  return first === 'refused' || first === 'silent' || first === 'lossy' ? first : 'well'
}

const at = (host: string, port: number) => ({ host, port })

/** A round trip with a tail. */
const time = (random: Random) => 1.1 + random.next() * 0.5 + (random.chance(0.06) ? random.next() * 6 : 0)

export function fakeTcpEcho(random: Random, options: RunTypes['tcp-echo']['options'], now: number): Plain<'tcp-echo'> {
  const temper = temperOf(options.host)
  const remote = at(options.host, options.port)
  const attempts = [
    { ...at('fd12:3456:789a::42', options.port), family: 6 as const, ms: 250, result: temper === 'refused' ? 'ECONNREFUSED' : 'ENETUNREACH' },
    { ...remote, family: 4 as const, ms: 0.9, result: temper === 'refused' ? 'ECONNREFUSED' : temper === 'silent' ? 'ETIMEDOUT' : 'connected' },
  ]
  const bad = temper === 'refused' || temper === 'silent'
  const samples: TcpEchoSample[] = bad
    ? []
    : Array.from({ length: options.count }, (_, seq) => {
        const lost = temper === 'lossy' && random.chance(0.04)
        const dueMs = (seq * 1_000) / options.rate
        return {
          seq,
          dueMs,
          sentMs: dueMs + random.next() * 0.3,
          outcome: lost ? 'lost' : 'answered',
          rttMs: lost ? null : time(random) + (seq < options.warmUp ? 2 : 0),
          warmUp: seq < options.warmUp,
          stalled: !lost && random.chance(0.01),
          code: null,
          client: 1 + (seq % options.clients),
          matches: lost ? null : true,
          firstDifference: null,
          replyBytes: 64,
          chunks: random.chance(0.1) ? 2 : 1,
        }
      })
  const summary: RunTypes['tcp-echo']['summary'] = {
    ...fakeFigures(samples),
    dnsMs: null,
    attempts,
    connect: bad ? null : fakeDistribution([0.9]),
    remote: bad ? null : remote,
    local: bad ? null : at('192.168.1.12', 49_812),
    form: samples.length > 0 ? 'echo' : null,
    oneShot: false,
    closedAfter: null,
    greeting: null,
    matched: samples.filter(({ matches }) => matches).length,
    mismatched: 0,
    firstDifference: null,
    chunksPerReply: fakeDistribution(samples.map(({ chunks }) => chunks)),
  }
  const code = temper === 'refused' ? 'ECONNREFUSED' : 'ETIMEDOUT'
  void now
  return { samples, summary, error: bad ? { code, details: { ...remote } } : null }
}

export function fakeUdpEcho(random: Random, options: RunTypes['udp-echo']['options']): Plain<'udp-echo'> {
  const temper = temperOf(options.host)
  const samples: UdpEchoSample[] = Array.from({ length: options.count }, (_, seq) => {
    const dueMs = (seq * 1_000) / options.rate
    const outcome =
      temper === 'refused'
        ? 'refused'
        : temper === 'silent' || random.chance(temper === 'lossy' ? 0.07 : 0)
          ? 'lost'
          : random.chance(temper === 'lossy' ? 0.02 : 0)
            ? 'late'
            : 'answered'
    const rttMs = outcome === 'answered' ? time(random) : outcome === 'late' ? 9 + random.next() * 3 : null
    return {
      seq,
      dueMs,
      sentMs: dueMs + random.next() * 0.3,
      outcome,
      rttMs,
      warmUp: false,
      stalled: outcome === 'answered' && random.chance(0.02),
      code: outcome === 'refused' ? 'ECONNREFUSED' : null,
      arrival: rttMs === null ? null : seq,
      duplicates: outcome === 'answered' && temper === 'lossy' && random.chance(0.04) ? 1 : 0,
      reordered: outcome === 'answered' && temper === 'lossy' && random.chance(0.04),
      matches: rttMs === null ? null : true,
      replyBytes: 64,
      upMs: rttMs === null ? null : rttMs / 2,
      downMs: rttMs === null ? null : rttMs / 2,
      reflectorMs: rttMs === null ? null : 0.05,
    }
  })
  const figures = fakeFigures(samples)
  const heard = figures.answered > 0
  const summary: RunTypes['udp-echo']['summary'] = {
    ...figures,
    duplicates: samples.filter(({ duplicates }) => duplicates > 0).length,
    reordered: samples.filter(({ reordered }) => reordered).length,
    reorderExtent: 3,
    lostHere: null,
    jitterUpMs: heard ? 0.14 : null,
    jitterDownMs: heard ? 0.09 : null,
    lostUp: heard ? Math.ceil(figures.lost / 2) : null,
    lostDown: heard ? Math.floor(figures.lost / 2) : null,
    first: heard ? 3.4 : null,
    matched: figures.answered,
    mismatched: 0,
    remote: at(options.host, options.port),
    local: at('192.168.1.12', 50_113),
  }
  return { samples, summary, error: null }
}

const words = ['Bonjour', 'ça va ?', 'FIN', 'Recu: salut', 'GET / HTTP/1.0', '🌳'] as const

export function fakeClientRow(random: Random, number: number, startedAt: number, open: boolean, port: number): ClientRow & { readonly seq: number } {
  const bytesIn = 20 + random.int(4_000)
  const openedAt = startedAt + number * 130
  return {
    seq: number,
    number,
    remote: at(number % 3 === 0 ? '192.168.1.30' : '127.0.0.1', 40_000 + number * 11),
    local: at('127.0.0.1', port),
    openedAt,
    closedAt: open ? null : openedAt + 4_000 + random.int(6_000),
    closeReason: open ? null : random.pick(['left', 'reset', 'fin', 'idle'] as const),
    bytesIn,
    bytesOut: bytesIn + 6,
    chunksIn: 1 + random.int(20),
    chunksOut: 1 + random.int(20),
    lastChunkBytes: 12,
    lastMessage: random.pick(words),
    echoP50Ms: 0.03 + random.next() * 0.05,
    slow: open && number % 5 === 0,
  }
}

export function fakeSenderRow(random: Random, number: number, startedAt: number): SenderRow & { readonly seq: number } {
  const datagramsIn = 1 + random.int(200)
  return {
    seq: number,
    number,
    remote: at('192.168.1.30', 50_000 + number),
    firstAt: startedAt + number * 130,
    lastAt: startedAt + number * 130 + 2_000,
    datagramsIn,
    datagramsOut: datagramsIn - (number % 2),
    bytesIn: datagramsIn * 64,
    bytesOut: datagramsIn * 64,
    largest: 64 + random.int(1_400),
    heldBack: number % 2,
    lastMessage: random.pick(words),
  }
}

export function totalsOf(rows: readonly { readonly bytesIn: number; readonly bytesOut: number; readonly closedAt?: number | null }[]) {
  const sum = (of: 'bytesIn' | 'bytesOut') => rows.reduce((total, row) => total + row[of], 0)
  return {
    clients: rows.length,
    open: rows.filter(({ closedAt }) => closedAt === null).length,
    refused: 0,
    bytesIn: sum('bytesIn'),
    bytesOut: sum('bytesOut'),
    chunksIn: rows.length,
    chunksOut: rows.length,
    sendErrors: 0,
  }
}
