import type { Socket } from 'node:net'
import type { ErrorCode } from '../../../../shared/errors.ts'
import { toErrorData } from '../../../../shared/errors.ts'
import type { AnswerForm, Outcome, TcpEchoSample, TcpEchoTestOptions } from '../../../../shared/model/diagnostics.ts'
import type { Clock } from '../../core/types.ts'
import { diagnosticLimits as limits } from '../limits.ts'
import type { Heartbeat } from '../measure/heartbeat.ts'
import { openLoop } from '../measure/open-loop.ts'
import type { Reply } from './reply-reader.ts'
import { Talk, type TalkEvents } from './talk.ts'

/** What a client needs of the test that it is part of. */
export interface TestContext {
  readonly options: TcpEchoTestOptions
  readonly clock: Clock
  readonly heartbeat: Heartbeat
  readonly running: () => boolean
  readonly since: (monotonicMs: number) => number
  readonly payload: (index: number) => Buffer
  readonly dial: () => Promise<Socket>
  /** Numbers in the order of sending, over all clients. */
  readonly nextSeq: () => number
  readonly put: (sample: TcpEchoSample) => void
  readonly sample: (seq: number) => TcpEchoSample | undefined
  readonly onReply: (sample: TcpEchoSample, reply: Reply) => void
  readonly onForm: (form: AnswerForm | null) => void
  readonly onGreeting: (bytes: Buffer) => void
  readonly onOneShot: () => void
}

/** One of the clients of a test: connects, learns from the first answer how this server answers, then sends at its pace. */
export class TestClient {
  readonly number: number
  readonly #context: TestContext
  readonly #total: number
  readonly #talks = new Set<Talk>()
  readonly #sentOn = new WeakMap<Talk, number[]>()
  #stopLoop: () => void = () => {}
  readonly #waiters = new Set<() => void>()

  constructor(number: number, context: TestContext) {
    this.number = number
    this.#context = context
    this.#total = context.options.warmUp + context.options.count
  }

  /** Resolves when every message has its fate. Rejects when not even the first connection came about. */
  async run(): Promise<void> {
    const { clock, options } = this.#context
    const talk = await this.#connect()
    await this.#pause(limits.replySilenceMs, () => talk.ended)
    const greeting = talk.reader.takeUnasked()
    if (greeting.length > 0) this.#context.onGreeting(greeting)
    if (!this.#context.running()) return
    const first = this.#send(talk, 0, clock.monotonic())
    if (this.#total === 1) this.#sayLast(talk)
    await this.#until(() => talk.ended || talk.hopeful === 0)
    this.#context.onForm(talk.reader.form)
    if (this.#total > 1) {
      await this.#pause(limits.replySilenceMs, () => talk.ended)
      const gapMs = 1_000 / options.rate
      const startMs = clock.monotonic() + Math.max(0, gapMs - limits.replySilenceMs)
      if (talk.ended && this.#context.sample(first)?.outcome === 'answered') await this.#oneByOne(gapMs, startMs)
      else await this.#stream(talk, gapMs, startMs)
    }
    talk.close()
  }

  stop(): void {
    this.#stopLoop()
    for (const talk of this.#talks) talk.socket.destroy()
    this.#wake()
  }

  /** All on one connection. */
  async #stream(talk: Talk, gapMs: number, startMs: number): Promise<void> {
    let next = 1
    void this.#until(() => talk.ended).then(() => this.#stopLoop())
    await this.#loop(gapMs, startMs, (index, dueMs) => {
      next = index + 1
      this.#send(talk, index, dueMs)
    })
    // They have gone: for the rest nobody is there, and no time need pass.
    for (; talk.ended && next < this.#total; next++) this.#notSent(next, startMs + (next - 1) * gapMs, 'EPIPE')
    this.#sayLast(talk)
    await this.#until(() => talk.ended || talk.hopeful === 0)
  }

  /** The server ends each connection after its answer: each message has its own. */
  async #oneByOne(gapMs: number, startMs: number): Promise<void> {
    this.#context.onOneShot()
    let open = 0
    await this.#loop(gapMs, startMs, (index, dueMs) => {
      if (open >= limits.testClients) return void this.#notSent(index, dueMs, null)
      open++
      void this.#once(index, dueMs).finally(() => {
        open--
        this.#wake()
      })
    })
    await this.#until(() => open === 0)
  }

  async #once(index: number, dueMs: number): Promise<void> {
    try {
      const talk = await this.#connect()
      this.#send(talk, index, dueMs)
      this.#sayLast(talk)
      await this.#until(() => talk.ended || talk.hopeful === 0)
      talk.close()
    } catch (thrown) {
      this.#notSent(index, dueMs, toErrorData(thrown).code)
    }
  }

  /** Nothing more will be sent on it. */
  #sayLast(talk: Talk): void {
    const { ending } = this.#context.options
    if (talk.ended || ending === 'answered') return
    if (ending === 'half-close') talk.halfClose()
    else talk.reset()
  }

  async #connect(): Promise<Talk> {
    const { clock, options, dial } = this.#context
    const socket = await dial()
    const mine: number[] = []
    const events: TalkEvents = {
      onReply: (reply, atMs) => {
        this.#answered(reply, atMs)
        this.#wake()
      },
      onTimeout: (seq) => {
        this.#fate(seq, 'lost', null)
        this.#wake()
      },
      onEnd: (code) => {
        // After our FIN, theirs is no surprise.
        const why = code ?? (options.ending === 'half-close' ? null : 'EPIPE')
        for (const seq of mine) if (this.#context.sample(seq)?.outcome === 'waiting') this.#fate(seq, 'lost', why)
        this.#wake()
      },
    }
    const talk = new Talk(socket, clock, options, events)
    this.#talks.add(talk)
    socket.once('close', () => this.#talks.delete(talk))
    this.#sentOn.set(talk, mine)
    return talk
  }

  /** Answers the number that it got. */
  #send(talk: Talk, index: number, dueMs: number): number {
    const bytes = this.#context.payload(index)
    const seq = this.#context.nextSeq()
    const sentMs = talk.send(seq, bytes)
    if (sentMs === null) this.#notSent(index, dueMs, talk.ended ? 'EPIPE' : null, seq)
    else {
      this.#sentOn.get(talk)?.push(seq)
      this.#put(seq, index, dueMs, sentMs, 'waiting', null)
    }
    return seq
  }

  #notSent(index: number, dueMs: number, code: ErrorCode | null, seq = this.#context.nextSeq()): void {
    this.#put(seq, index, dueMs, dueMs, outcomeOf[code ?? ''] ?? 'not-sent', code)
  }

  #put(seq: number, index: number, dueMs: number, sentMs: number, outcome: Outcome, code: ErrorCode | null): void {
    const { since, options, put } = this.#context
    const nothing = { rttMs: null, stalled: false, matches: null, firstDifference: null, replyBytes: 0, chunks: 0 }
    put({ seq, client: this.number, dueMs: since(dueMs), sentMs: since(sentMs), outcome, code, warmUp: index < options.warmUp, ...nothing })
  }

  #answered(reply: Reply, atMs: number): void {
    const { sample, since, heartbeat, put, onReply } = this.#context
    const asked = sample(reply.seq)
    if (!asked) return
    const rttMs = since(atMs) - asked.sentMs
    const { matches, firstDifference, bytes, chunks } = reply
    const answered: TcpEchoSample = {
      ...asked,
      outcome: asked.outcome === 'waiting' ? 'answered' : 'late',
      rttMs,
      stalled: heartbeat.taints(atMs - rttMs, atMs),
      code: null,
      matches,
      firstDifference,
      replyBytes: bytes,
      chunks,
    }
    put(answered)
    onReply(answered, reply)
  }

  #fate(seq: number, outcome: Outcome, code: ErrorCode | null): void {
    const sample = this.#context.sample(seq)
    if (sample) this.#context.put({ ...sample, outcome, code })
  }

  #loop(gapMs: number, startMs: number, send: (index: number, dueMs: number) => void): Promise<void> {
    const { clock, running } = this.#context
    if (!running()) return Promise.resolve()
    return new Promise((fulfil) => {
      const stop = openLoop({ clock, count: this.#total - 1, gapMs, startMs, send: (index, dueMs) => send(index + 1, dueMs), onDone: fulfil })
      this.#stopLoop = () => {
        stop()
        fulfil()
      }
    })
  }

  async #until(holds: () => boolean): Promise<void> {
    while (this.#context.running() && !holds()) await new Promise<void>((fulfil) => this.#waiters.add(fulfil))
  }

  #wake(): void {
    for (const wake of this.#waiters) wake()
    this.#waiters.clear()
  }

  /** Waits, less long if it holds before. */
  async #pause(ms: number, holds: () => boolean): Promise<void> {
    let over = false
    const cancel = this.#context.clock.after(ms, () => {
      over = true
      this.#wake()
    })
    await this.#until(() => over || holds())
    cancel()
  }
}

/** What a failed connection says about the message that it was for. */
const outcomeOf: Readonly<Record<string, Outcome>> = { ECONNREFUSED: 'refused', EHOSTUNREACH: 'unreachable', ENETUNREACH: 'unreachable', 'no-answer': 'lost' }
