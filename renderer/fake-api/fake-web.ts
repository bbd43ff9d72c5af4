import { type Hop, type HttpSample, type PhaseName, phaseNames } from '../../shared/model/http.ts'
import type { RunTypes } from '../../shared/model/runs.ts'
import type { ThroughputSample } from '../../shared/model/throughput.ts'
import { mbpsOf } from '../features/diagnostics/charts/throughput-chart.tsx'
import { fakeDistribution } from './fake-figures.ts'
import type { Random } from './random.ts'

const page = '<!doctype html>\n<title>Palabre</title>\n<p>Il est 14:05. Vous êtes 127.0.0.1:49812.</p>\n'

function hop(random: Random, url: string, status: number, reused: boolean, tls: boolean): Hop {
  const ms = (scale: number) => scale * (0.6 + random.next() * 0.8)
  const phases: Record<PhaseName, number | null> = {
    dns: reused ? null : ms(1.4),
    connect: reused ? null : ms(0.9),
    tls: tls && !reused ? ms(6) : null,
    sent: ms(0.1),
    waiting: ms(9),
    download: ms(1.2),
  }
  const total = phaseNames.reduce((sum, phase) => sum + (phases[phase] ?? 0), 0)
  return {
    url,
    method: 'GET',
    status,
    statusText: status === 301 ? 'Moved Permanently' : status === 200 ? 'OK' : 'Not Found',
    version: '1.1',
    headers: [
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Content-Length', String(page.length)],
      ['Server-Timing', 'app;dur=7.1'],
      ...(status === 301 ? ([['Location', '/']] as const) : []),
    ],
    phases: { ...phases, total },
    reused,
    remote: { host: '192.168.1.42', port: tls ? 443 : 8000 },
    tls: tls
      ? { protocol: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256', subject: 'campus.example', issuer: 'Campus CA', validTo: null, daysLeft: 61, untrusted: null }
      : null,
    headerBytes: 162,
    wireBytes: page.length,
    bodyBytes: page.length,
    serverMs: 7.1,
    problem: null,
  }
}

export function fakeHttp(random: Random, options: RunTypes['http']['options']): Pick<RunTypes['http'], 'samples' | 'summary' | 'error'> {
  const tls = options.url.startsWith('https:')
  const moved = options.url.includes('moved')
  const samples: HttpSample[] = Array.from({ length: options.repeat }, (_, seq) => {
    const reused = options.keepAlive && seq > 0
    return {
      seq,
      atMs: seq * 15,
      hops: [...(moved ? [hop(random, options.url, 301, reused, tls)] : []), hop(random, options.url.replace('moved', ''), 200, reused || moved, tls)],
      problem: null,
      body: seq === 0 ? { base64: btoa(unescape(encodeURIComponent(page))), bytes: page.length } : null,
    }
  })
  const times = (phase: PhaseName | 'total') => fakeDistribution(samples.flatMap(({ hops }) => hops.flatMap(({ phases }) => phases[phase] ?? [])))
  const phases = Object.fromEntries([...phaseNames, 'total' as const].map((phase) => [phase, times(phase)]))
  return {
    samples,
    summary: { runs: samples.length, failed: 0, reused: Math.max(0, samples.length - 1), phases: phases as RunTypes['http']['summary']['phases'] },
    error: null,
  }
}

export function fakeRequests(random: Random, startedAt: number): RunTypes['http-server']['samples'] {
  const paths = [
    ['GET', '/', 200],
    ['GET', '/api/time', 200],
    ['GET', '/nothing', 404],
    ['POST', '/', 405],
    ['GET', '/status/500', 500],
    ['GET', '/bytes/100000', 200],
    ['HEAD', '/', 200],
  ] as const
  return Array.from({ length: 24 }, (_, i) => {
    const [method, path, status] = random.pick(paths)
    return {
      seq: i + 1,
      number: i + 1,
      at: startedAt + i * 400,
      method,
      path,
      version: '1.1',
      status,
      bytes: random.int(4_000),
      ms: random.next() * 3,
      client: { host: '127.0.0.1', port: 40_000 + i },
      aborted: i === 7,
      requestId: null,
      cause: null,
    }
  })
}

export function fakeMtu(options: RunTypes['mtu']['options']): Pick<RunTypes['mtu'], 'samples' | 'summary' | 'error'> {
  const true_ = 1_372
  const samples: { seq: number; atMs: number; size: number; passed: boolean; tries: number }[] = []
  const tell = (size: number) => {
    const passed = size <= true_
    samples.push({ seq: samples.length, atMs: samples.length * 400, size, passed, tries: passed ? 1 : 3 })
    return passed
  }
  let [good, bad] = [Math.min(1_200, options.most), options.most]
  tell(good)
  if (tell(bad)) return { samples, summary: { largest: bad, atMost: true }, error: null }
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2)
    if (tell(middle)) good = middle
    else bad = middle
  }
  return { samples, summary: { largest: good, atMost: false }, error: null }
}

export function fakeThroughput(
  random: Random,
  { direction, seconds }: RunTypes['throughput']['options'],
): Pick<RunTypes['throughput'], 'samples' | 'summary' | 'error'> {
  const samples: ThroughputSample[] = []
  let atMs = 0
  const probe = (phase: 'idle' | 'up' | 'rest' | 'down', ms: number) => {
    for (let t = 0; t < ms; t += 50) {
      const loaded = phase === 'up' ? 38 : phase === 'down' ? 12 : phase === 'rest' ? Math.max(0, 30 - t / 30) : 0
      const lost = loaded > 0 && random.chance(0.02)
      const rttMs = lost ? null : 1.2 + loaded * (0.8 + random.next() * 0.4)
      samples.push({ seq: samples.length, type: 'probe', phase, atMs: atMs + t, outcome: lost ? 'lost' : 'answered', rttMs, counted: true, stalled: false })
    }
  }
  const load = (phase: 'up' | 'down', mbps: number) => {
    for (let second = 0; second < seconds; second++) {
      const bytes = ((mbps * 1e6) / 8) * (second === 0 ? 0.5 : 0.95 + random.next() * 0.08)
      samples.push({
        seq: samples.length,
        type: 'bin',
        phase,
        atMs: atMs + second * 1_000,
        intoPhaseMs: second * 1_000,
        ms: 1_000,
        bytes,
        counted: second >= 2,
      })
    }
    probe(phase, seconds * 1_000)
    atMs += seconds * 1_000
  }
  probe('idle', 3_000)
  atMs += 3_000
  if (direction !== 'down') load('up', 19.2)
  if (direction === 'both') {
    probe('rest', 2_000)
    atMs += 2_000
  }
  if (direction !== 'up') load('down', 92)
  const rtts = (phase: string) => fakeDistribution(samples.flatMap((s) => (s.type === 'probe' && s.phase === phase && s.rttMs !== null ? [s.rttMs] : [])))
  const idle = rtts('idle')
  const figures = (phase: 'up' | 'down') => {
    const bins = samples.flatMap((s) => (s.type === 'bin' && s.phase === phase && s.counted ? [s] : []))
    if (bins.length === 0) return null
    const loaded = rtts(phase)
    const bytes = bins.reduce((sum, bin) => sum + bin.bytes, 0)
    const mbps = bins.reduce((sum, bin) => sum + mbpsOf(bin), 0) / bins.length
    const increaseMs = (loaded?.p50 ?? 0) - (idle?.p50 ?? 0)
    return {
      bytes,
      mbps,
      p50Mbps: mbps,
      loaded,
      increaseMs,
      bufferDelayPercent: (100 * increaseMs) / (idle?.p50 ?? 1),
      udpRpm: 60_000 / (loaded?.mean ?? 1),
      probesLost: 3,
      confidence: 'high' as const,
    }
  }
  samples.sort((a, b) => a.atMs - b.atMs)
  return {
    samples: samples.map((sample, seq) => ({ ...sample, seq })),
    summary: { phase: 'down', idle, idleUdpRpm: 60_000 / (idle?.mean ?? 1), up: figures('up'), down: figures('down'), probesAnswered: true, capped: false },
    error: null,
  }
}
