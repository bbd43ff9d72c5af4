import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import type { TcpEchoTestHooks } from '../../electron/net/diagnostics/tcp-echo/echo-test.ts'
import { startTcpEchoTest } from '../../electron/net/diagnostics/tcp-echo/index.ts'
import type { UdpEchoTestHooks } from '../../electron/net/diagnostics/udp-echo/echo-test.ts'
import { measureFloor, startUdpEchoTest } from '../../electron/net/diagnostics/udp-echo/index.ts'

const programs = resolve(import.meta.dirname, '../helpers/programs')
const canCapture = process.getuid?.() === 0 && ['dumpcap', 'tshark'].every((name) => spawnSync('which', [name]).status === 0)

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

/** A server that is not of this app. */
async function python(...args: readonly string[]): Promise<number> {
  const child = spawn('python3', ['-u', join(programs, args[0] ?? ''), ...args.slice(1)], { stdio: ['ignore', 'pipe', 'ignore'] })
  endings.push(() => child.kill())
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return Number(line)
}

interface Seen {
  readonly atMs: number
  readonly toServer: boolean
  readonly hex: string
}

/** Starts to record what the kernel sees of that port; the answer ends it and reads it. */
async function capture(transport: 'tcp' | 'udp', port: number): Promise<() => Promise<readonly Seen[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'palabre-capture-'))
  endings.push(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'lo.pcapng')
  const dumpcap = spawn('dumpcap', ['-q', '-i', 'lo', '-f', `${transport} port ${port}`, '-w', file], { stdio: ['ignore', 'ignore', 'pipe'] })
  endings.push(() => dumpcap.kill('SIGKILL'))
  for await (const line of createInterface({ input: dumpcap.stderr })) if (line.startsWith('File:')) break
  return async () => {
    // What the kernel has seen is handed over in blocks.
    await new Promise((later) => setTimeout(later, 1_500))
    const ended = once(dumpcap, 'close')
    dumpcap.kill('SIGINT')
    await ended
    const fields = ['frame.time_epoch', `${transport}.dstport`, transport === 'udp' ? 'udp.payload' : 'tcp.payload'].flatMap((name) => ['-e', name])
    const { stdout } = spawnSync('tshark', ['-r', file, '-T', 'fields', ...fields], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    return stdout.split('\n').flatMap((line) => {
      const [time = '', to = '', hex = ''] = line.split('\t')
      return hex === '' ? [] : [{ atMs: Number(time.slice(-16)) * 1_000, toServer: Number(to) === port, hex }]
    })
  }
}

/** From each message to the first packet back that carries it. */
function wireMs(seen: readonly Seen[], keyOf: (hex: string) => string): ReadonlyMap<string, number> {
  const sent = new Map<string, number>()
  const times = new Map<string, number>()
  for (const { atMs, toServer, hex } of seen) {
    const key = keyOf(hex)
    const from = sent.get(key)
    if (toServer) sent.set(key, atMs)
    else if (from !== undefined && sent.delete(key)) times.set(key, atMs - from)
  }
  return times
}

/** What we added to each round trip that the capture saw whole: on a busy computer it misses some, and two messages may share a segment. */
function added(measured: ReadonlyMap<string, number>, wire: ReadonlyMap<string, number>): Float64Array {
  const each = [...wire].flatMap(([key, ms]) => (measured.has(key) ? [(measured.get(key) ?? Number.NaN) - ms] : []))
  expect(each.length).toBeGreaterThan(100)
  return Float64Array.from(each).sort()
}

/**
 * Of one and the same message we begin before the kernel sees it go and end after it sees it come, so none of ours may be shorter. How much longer, a busy
 * computer decides anew each time, but it can only add: what a fault of ours adds, it adds to the quickest too.
 */
function expectAgreement(each: Float64Array, floorMs: number): void {
  expect(each[0]).toBeGreaterThan(0)
  expect(each[0]).toBeLessThan(floorMs)
}

describe.runIf(canCapture)('on loopback, a round trip agrees with the capture within the floor that is stated', () => {
  it('of UDP echo', async () => {
    const port = await python('udp_server.py', 'echo')
    const floorMs = (await measureFloor()) ?? Number.NaN
    const read = await capture('udp', port)
    const options = { host: '127.0.0.1', port, payload: { type: 'size', bytes: 64 }, count: 200, rate: 100, replyTimeoutMs: 2_000 } as const
    const keyOf = (hex: string) => hex.slice(0, 24)
    const measured = new Map<string, number>()
    const onReply: UdpEchoTestHooks['onReply'] = ({ rttMs }, body) => measured.set(keyOf(body.toString('hex')), rttMs ?? Number.NaN)
    const { summary } = await startUdpEchoTest(options, { floorMs, onReply }).done
    expect(summary.floorMs).toBe(floorMs)
    expectAgreement(added(measured, wireMs(await read(), keyOf)), floorMs)
  })

  it('of TCP echo', async () => {
    const port = await python('tcp_server.py', 'stay', 'echo')
    const floorMs = (await measureFloor()) ?? Number.NaN
    const read = await capture('tcp', port)
    const measured = new Map<string, number>()
    const onReply: TcpEchoTestHooks['onReply'] = ({ rttMs }, body) => measured.set(body.toString('hex'), rttMs ?? Number.NaN)
    await startTcpEchoTest(
      {
        ...{ host: '127.0.0.1', port, payload: { type: 'size', bytes: 64 }, count: 200, rate: 100, clients: 1, warmUp: 10 },
        ...{ noDelay: true, split: false, ending: 'answered', connectTimeoutMs: 2_000, replyTimeoutMs: 2_000 },
      },
      { floorMs, onReply },
    ).done
    const wire = wireMs(await read(), (hex) => hex)
    expectAgreement(added(measured, wire), floorMs)
  })
})
