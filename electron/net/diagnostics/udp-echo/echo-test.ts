import { randomInt } from 'node:crypto'
import type { Socket } from 'node:dgram'
import { AppError, type ErrorCode } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { Outcome, UdpEchoRun, UdpEchoSample, UdpEchoSummary, UdpEchoTestOptions } from '../../../../shared/model/diagnostics.ts'
import { normaliseHost } from '../../core/addresses.ts'
import { connectDatagrams } from '../../core/connect-datagrams.ts'
import { resolveHost } from '../../core/dial.ts'
import { errorAt, fromNodeError } from '../../core/errors.ts'
import { diagnosticLimits as limits } from '../limits.ts'
import { Heartbeat } from '../measure/heartbeat.ts'
import { openLoop } from '../measure/open-loop.ts'
import { Recorder, type RunHandle, type RunHooks } from '../measure/recorder.ts'
import { payloadMaker } from '../payload.ts'
import { openSocket } from './bind.ts'
import { Deck } from './deck.ts'
import { droppedAt } from './drops.ts'
import { headerBytes } from './packet.ts'
import { udpSummary } from './summary.ts'

/** How often the system is asked what it dropped. */
const dropsEveryMs = 250

/** After so many refusals and no answer at all, the answer is known. */
const refusalsEnough = 5

export interface UdpEchoTestHooks extends RunHooks<UdpEchoSample, UdpEchoSummary> {
  /** What this computer itself adds, ms. */
  readonly floorMs?: number | null
  readonly onReply?: (sample: UdpEchoSample, body: Buffer) => void
}

/** Datagrams to a UDP server, and what comes back. Throws `bad-argument`; what happens later is in the run. */
export function startUdpEchoTest(options: UdpEchoTestOptions, hooks: UdpEchoTestHooks = {}): RunHandle<UdpEchoRun> {
  const test = new UdpTest(options, hooks)
  void test.go()
  return test.recorder
}

class UdpTest {
  readonly recorder: Recorder<'udp-echo', UdpEchoTestOptions, UdpEchoSample, UdpEchoSummary>
  readonly #options: UdpEchoTestOptions
  readonly #hooks: UdpEchoTestHooks
  readonly #heartbeat: Heartbeat
  readonly #deck: Deck
  /** When each went out, by the clock of the probes. */
  readonly #sentMs: Float64Array
  #socket: Socket | null = null
  #stopLoop: () => void = () => {}
  #cancelExpiry: (() => void) | null = null
  /** Everything before it has its fate, or its time is over. */
  #oldest = 0
  #sent = 0
  #allSent = false
  #failures = 0
  #answers = 0
  /** Datagrams that found our buffer full; read when one is missed. */
  #dropped: number | null = null
  #droppedReadMs = Number.NEGATIVE_INFINITY
  #remote: Address | null = null
  #local: Address | null = null

  constructor(options: UdpEchoTestOptions, hooks: UdpEchoTestHooks) {
    check(options)
    this.#options = options
    this.#hooks = hooks
    const { payload, count, rate, replyTimeoutMs } = options
    this.#sentMs = new Float64Array(count)
    const numbered = payload.type === 'size' && payload.bytes >= headerBytes
    this.#deck = new Deck(numbered ? { session: randomInt(0x1_0000), bytes: payload.bytes } : payloadMaker(payload))
    this.recorder = new Recorder({
      kind: 'udp-echo',
      options,
      limits: { timeMs: Math.min(limits.runMs, (1_000 * count) / rate + 2 * replyTimeoutMs + 15_000), samples: count },
      summarise: (samples) =>
        udpSummary(samples, {
          gapMs: 1_000 / rate,
          floorMs: hooks.floorMs ?? null,
          deck: this.#deck,
          remote: this.#remote,
          local: this.#local,
          dropped: this.#dropped,
        }),
      onEnd: () => this.#end(),
      ...hooks,
    })
    this.#heartbeat = new Heartbeat(this.recorder.clock)
  }

  async go(): Promise<void> {
    const { host, port, count, rate } = this.#options
    const { recorder } = this
    try {
      const socket = await this.#connect(normaliseHost(host), port)
      if (!recorder.running) return
      socket.on('message', (bytes) => this.#heard(bytes))
      socket.on('error', (error) => this.#told(fromNodeError(error).code))
      const send = (seq: number, dueMs: number) => this.#send(socket, seq, dueMs)
      const onDone = () => {
        this.#allSent = true
        this.#settle()
      }
      this.#stopLoop = openLoop({ clock: recorder.clock, count, gapMs: 1_000 / rate, startMs: recorder.clock.monotonic(), send, onDone })
    } catch (thrown) {
      recorder.fail(errorAt({ host, port }, thrown))
    }
  }

  /** Connected: only then does the system tell us that a port is closed. */
  async #connect(host: string, port: number): Promise<Socket> {
    const [to] = await resolveHost(host)
    if (!to) throw new AppError('ENOTFOUND')
    const socket = openSocket(to.family)
    this.#socket = socket
    if (!this.recorder.running) socket.close()
    await connectDatagrams(socket, { host: to.host, port })
    const local = socket.address()
    this.#remote = { host: to.host, port }
    this.#local = { host: normaliseHost(local.address), port: local.port }
    return socket
  }

  #send(socket: Socket, seq: number, dueMs: number): void {
    const { clock } = this.recorder
    if (seq - this.#oldest >= limits.outstanding) return void this.#put(seq, dueMs, dueMs, 'not-sent')
    this.#put(seq, dueMs, clock.monotonic(), 'waiting')
    this.#sent = seq + 1
    if (this.#cancelExpiry === null) this.#awaitExpiry()
    const bytes = this.#deck.make(seq)
    const done = (error: Error | null) => error && this.#notOut(socket, seq, bytes, fromNodeError(error).code)
    // Node sends at the end of the turn: whatever is done between this look at the clock and then would count as the network's.
    const sentMs = clock.monotonic()
    this.#sentMs[seq] = sentMs
    this.#deck.stamp(bytes, sentMs)
    socket.send(bytes, done)
  }

  #put(seq: number, dueMs: number, sentMs: number, outcome: Outcome): void {
    const { recorder } = this
    const unknown = { rttMs: null, code: null, arrival: null, matches: null, upMs: null, downMs: null, reflectorMs: null }
    const plain = { warmUp: false, stalled: false, duplicates: 0, reordered: false, replyBytes: 0 }
    recorder.put({ seq, dueMs: recorder.since(dueMs), sentMs: recorder.since(sentMs), outcome, ...unknown, ...plain })
  }

  /** The system tells of an earlier datagram's refusal at the next send, which then did not happen: it is done again. */
  #notOut(socket: Socket, seq: number, bytes: Buffer, code: ErrorCode): void {
    if (!this.recorder.running) return
    if ((code === 'ECONNREFUSED' || code === 'EHOSTUNREACH') && seq > this.#oldest) {
      this.#told(code)
      if (this.recorder.running) socket.send(bytes, (error) => error && this.#fate(seq, outcomeOf(code), code))
    } else this.#fate(seq, outcomeOf(code), code)
    this.#settle()
  }

  /** A machine on the way said no (ICMP): to the oldest that waits. */
  #told(code: ErrorCode): void {
    this.#skip()
    if (this.#oldest < this.#sent) this.#fate(this.#oldest, outcomeOf(code), code)
    this.#settle()
  }

  #fate(seq: number, outcome: Outcome, code: ErrorCode): void {
    const sample = this.recorder.sample(seq)
    if (sample?.outcome !== 'waiting') return
    this.#failures++
    this.recorder.put({ ...sample, outcome, code })
    if (this.#failures >= refusalsEnough && this.#answers === 0) this.recorder.end('complete')
  }

  #heard(bytes: Buffer): void {
    const { recorder } = this
    const atMs = recorder.clock.monotonic()
    const reply = this.#deck.read(bytes, atMs)
    const sample = reply && recorder.sample(reply.seq)
    if (!reply || !sample) return
    this.#answers++
    if (reply.duplicate) return void recorder.put({ ...sample, duplicates: sample.duplicates + 1 })
    const sentMs = recorder.since(this.#sentMs[reply.seq] ?? atMs)
    const rttMs = recorder.since(atMs) - sentMs - (reply.reflectorMs ?? 0)
    const { reordered, arrival, matches, upMs, downMs, reflectorMs } = reply
    const answered: UdpEchoSample = {
      ...sample,
      sentMs,
      outcome: sample.outcome === 'waiting' ? 'answered' : 'late',
      code: null,
      rttMs,
      stalled: this.#heartbeat.taints(atMs - rttMs, atMs),
      ...{ reordered, arrival, matches, upMs, downMs, reflectorMs },
      replyBytes: bytes.length,
    }
    recorder.put(answered)
    this.#hooks.onReply?.(answered, bytes)
    this.#settle()
  }

  #skip(): void {
    while (this.#oldest < this.#sent && this.recorder.sample(this.#oldest)?.outcome !== 'waiting') this.#oldest++
  }

  #awaitExpiry(): void {
    this.#skip()
    const { recorder } = this
    const sample = this.#oldest < this.#sent ? recorder.sample(this.#oldest) : undefined
    if (!sample || !recorder.running) {
      this.#cancelExpiry = null
      return
    }
    const left = sample.sentMs + this.#options.replyTimeoutMs - recorder.since(recorder.clock.monotonic())
    this.#cancelExpiry = recorder.clock.after(Math.max(0, left), () => this.#expire())
  }

  #expire(): void {
    const { recorder } = this
    const nowMs = recorder.since(recorder.clock.monotonic())
    for (; this.#oldest < this.#sent; this.#oldest++) {
      const sample = recorder.sample(this.#oldest)
      if (sample?.outcome !== 'waiting') continue
      if (sample.sentMs + this.#options.replyTimeoutMs > nowMs) break
      this.#readDrops(nowMs)
      recorder.put({ ...sample, outcome: 'lost' })
    }
    this.#awaitExpiry()
    this.#settle()
  }

  /** Not at every loss: the system has a line for each of its sockets. At the last one in any case. */
  #readDrops(nowMs: number): void {
    const isLast = this.#allSent && this.#oldest >= this.#sent - 1
    if (!this.#local || (!isLast && nowMs - this.#droppedReadMs < dropsEveryMs)) return
    this.#droppedReadMs = nowMs
    this.#dropped = droppedAt(this.#local.port)
  }

  #settle(): void {
    this.#skip()
    if (this.#allSent && this.#oldest >= this.#sent) this.recorder.end('complete')
  }

  #end(): void {
    this.#stopLoop()
    this.#cancelExpiry?.()
    this.#heartbeat.stop()
    try {
      this.#socket?.close()
    } catch {
      // closed already
    }
  }
}

function outcomeOf(code: ErrorCode): Outcome {
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return 'refused'
  return code === 'EHOSTUNREACH' || code === 'ENETUNREACH' ? 'unreachable' : 'not-sent'
}

function check({ count, rate, replyTimeoutMs, payload, port }: UdpEchoTestOptions): void {
  const numbers = Number.isInteger(count) && count >= 1 && count <= limits.probes && rate > 0 && rate <= limits.ratePerSecond
  const time = replyTimeoutMs > 0 && replyTimeoutMs <= limits.replyTimeoutMs
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new AppError('bad-port', { port })
  if (!numbers || !time || (payload.type === 'size' && payload.bytes < 1)) throw new AppError('bad-argument', { argument: 'limit' })
}
