import { AppError } from '../../../../shared/errors.ts'
import type { Address, Attempt } from '../../../../shared/model/address.ts'
import type { TcpEchoRun, TcpEchoSample, TcpEchoSummary, TcpEchoTestOptions } from '../../../../shared/model/diagnostics.ts'
import { localOf, normaliseHost, remoteOf } from '../../core/addresses.ts'
import { dialWith, type Resolve, resolveHost } from '../../core/dial.ts'
import { diagnosticLimits as limits } from '../limits.ts'
import { Heartbeat } from '../measure/heartbeat.ts'
import { distribution } from '../measure/percentiles.ts'
import { probeFigures } from '../measure/probes.ts'
import { Recorder, type RunHandle, type RunHooks } from '../measure/recorder.ts'
import { payloadMaker } from '../payload.ts'
import { preview } from '../preview.ts'
import type { Reply } from './reply-reader.ts'
import { TestClient } from './test-client.ts'

export interface TcpEchoTestHooks extends RunHooks<TcpEchoSample, TcpEchoSummary> {
  /** What this computer itself adds, ms. */
  readonly floorMs?: number | null
  /** Every answer as it is whole. */
  readonly onReply?: (sample: TcpEchoSample, body: Buffer) => void
}

/** Messages to a TCP server, and what comes back: one, or a measured series. Throws `bad-argument`; what happens later is in the run. */
export function startTcpEchoTest(options: TcpEchoTestOptions, hooks: TcpEchoTestHooks = {}): RunHandle<TcpEchoRun> {
  const test = new EchoTest(options, hooks)
  void test.go()
  return test.recorder
}

class EchoTest {
  readonly recorder: Recorder<'tcp-echo', TcpEchoTestOptions, TcpEchoSample, TcpEchoSummary>
  readonly #options: TcpEchoTestOptions
  readonly #hooks: TcpEchoTestHooks
  readonly #payload: (index: number) => Buffer
  readonly #heartbeat: Heartbeat
  readonly #clients: readonly TestClient[]
  readonly #aborted = new AbortController()
  readonly #connectMs: number[] = []
  readonly #resolve: Resolve
  #resolved: ReturnType<Resolve> | null = null
  #dnsMs: number | null = null
  #attempts: readonly Attempt[] = []
  #remote: Address | null = null
  #local: Address | null = null
  #form: TcpEchoSummary['form'] = null
  #oneShot = false
  #greeting: string | null = null
  #seq = 0
  /** Answers that are neither what was sent nor like the first. */
  readonly #unlike = new Set<number>()

  constructor(options: TcpEchoTestOptions, hooks: TcpEchoTestHooks) {
    check(options)
    this.#options = options
    this.#hooks = hooks
    this.#payload = payloadMaker(options.payload)
    const total = (options.count + options.warmUp) * options.clients
    const expectedMs = (1_000 * (options.count + options.warmUp)) / options.rate + options.connectTimeoutMs + 2 * options.replyTimeoutMs + 10_000
    this.recorder = new Recorder({
      kind: 'tcp-echo',
      options,
      limits: { timeMs: Math.min(limits.runMs, expectedMs), samples: total },
      summarise: (samples) => this.#summary(samples),
      onEnd: () => this.#end(),
      ...hooks,
    })
    this.#heartbeat = new Heartbeat(this.recorder.clock)
    this.#resolve = (host) => {
      this.#resolved ??= this.#timedResolve(host)
      return this.#resolved
    }
    this.#clients = Array.from({ length: options.clients }, (_, number) => this.#client(number))
  }

  async go(): Promise<void> {
    const runs = this.#clients.map((client) => client.run())
    const failed = (await Promise.allSettled(runs)).filter((result) => result.status === 'rejected')
    if (failed.length === runs.length) this.recorder.fail(failed[0]?.reason)
    else this.recorder.end('complete')
  }

  #client(number: number): TestClient {
    const { recorder } = this
    return new TestClient(number, {
      options: this.#options,
      clock: recorder.clock,
      heartbeat: this.#heartbeat,
      running: () => recorder.running,
      since: (ms) => recorder.since(ms),
      payload: this.#payload,
      dial: () => this.#dial(),
      nextSeq: () => this.#seq++,
      put: (sample) => recorder.put(sample),
      sample: (seq) => recorder.sample(seq),
      onReply: (sample, reply) => this.#onReply(sample, reply),
      onForm: (form) => {
        this.#form ??= form
      },
      onGreeting: (bytes) => {
        this.#greeting = preview(bytes)
      },
      onOneShot: () => {
        this.#oneShot = true
      },
    })
  }

  async #timedResolve(host: string): ReturnType<Resolve> {
    const { clock } = this.recorder
    const startMs = clock.monotonic()
    const found = await resolveHost(host)
    if (found[0]?.host !== host) this.#dnsMs = clock.monotonic() - startMs
    return found
  }

  async #dial() {
    const { host, port, connectTimeoutMs, noDelay } = this.#options
    await this.#resolve(normaliseHost(host)).catch(() => {})
    let attempts: readonly Attempt[] = []
    const onAttempts = (now: readonly Attempt[]) => {
      attempts = now
      if (this.#remote === null) this.#attempts = now
    }
    const socket = await dialWith(this.#resolve, { host, port }, { timeoutMs: connectTimeoutMs, signal: this.#aborted.signal, onAttempts })
    socket.setNoDelay(noDelay)
    const connected = attempts.find((attempt) => attempt.result === 'connected')
    if (connected?.ms != null) this.#connectMs.push(connected.ms)
    this.#remote ??= remoteOf(socket)
    this.#local ??= localOf(socket)
    return socket
  }

  #onReply(sample: TcpEchoSample, reply: Reply): void {
    if (!reply.expected) this.#unlike.add(sample.seq)
    this.#hooks.onReply?.(sample, reply.body)
  }

  #end(): void {
    this.#aborted.abort()
    this.#heartbeat.stop()
    for (const client of this.#clients) client.stop()
  }

  #summary(samples: readonly TcpEchoSample[]): TcpEchoSummary {
    const answered = samples.filter((sample) => sample.matches !== null)
    const differing = answered.find((sample) => sample.matches === false)
    return {
      ...probeFigures(samples, { gapMs: 1_000 / this.#options.rate, floorMs: this.#hooks.floorMs ?? null }),
      dnsMs: this.#dnsMs,
      attempts: this.#attempts,
      connect: distribution(this.#connectMs),
      remote: this.#remote,
      local: this.#local,
      form: this.#form,
      oneShot: this.#oneShot,
      closedAfter: closedAfter(samples),
      greeting: this.#greeting,
      matched: answered.filter((sample) => sample.matches).length,
      mismatched: this.#unlike.size,
      firstDifference: differing?.firstDifference ?? null,
      chunksPerReply: distribution(answered.map((sample) => sample.chunks)),
    }
  }
}

/** What was lost because they had gone, after how many answers on that connection. */
function closedAfter(samples: readonly TcpEchoSample[]): number | null {
  const first = samples.find(({ code }) => code === 'EPIPE' || code === 'ECONNRESET')
  return first ? samples.filter(({ client, matches }) => client === first.client && matches !== null).length : null
}

function check({ count, rate, clients, warmUp, replyTimeoutMs, connectTimeoutMs }: TcpEchoTestOptions): void {
  const whole = [count, clients, warmUp].every(Number.isInteger) && count >= 1 && clients >= 1 && warmUp >= 0
  const within = (count + warmUp) * clients <= 2 * limits.probes && clients <= limits.testClients && rate > 0 && rate <= limits.ratePerSecond
  const times = [replyTimeoutMs, connectTimeoutMs].every((ms) => ms > 0 && ms <= limits.replyTimeoutMs)
  if (!whole || !within || !times) throw new AppError('bad-argument', { argument: 'limit' })
}
