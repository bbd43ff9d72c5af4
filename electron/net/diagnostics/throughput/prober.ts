import { randomInt } from 'node:crypto'
import type { Socket } from 'node:dgram'
import { isIP } from 'node:net'
import type { Address } from '../../../../shared/model/address.ts'
import type { ThroughputPhase, ThroughputProbe } from '../../../../shared/model/throughput.ts'
import { connectDatagrams } from '../../core/connect-datagrams.ts'
import type { Clock } from '../../core/types.ts'
import { Heartbeat } from '../measure/heartbeat.ts'
import { openLoop } from '../measure/open-loop.ts'
import { openSocket } from '../udp-echo/bind.ts'
import { headerBytes, readProbe, writeProbe } from '../udp-echo/packet.ts'
import { throughputLimits as limits } from './constants.ts'

interface Sent {
  readonly seq: number
  readonly sentMs: number
  readonly sample: ThroughputProbe
}

interface Book {
  readonly clock: Clock
  /** Where the test is now, and how long it has been there. */
  readonly phase: () => { readonly phase: ThroughputPhase; readonly intoMs: number }
  readonly since: (ms: number) => number
  /** The next free number among the samples. */
  readonly next: () => number
  readonly put: (sample: ThroughputProbe) => void
}

/** Datagrams beside the load, at an even pace whatever comes back, on a socket of their own. */
export class Prober {
  answered = 0
  readonly #book: Book
  readonly #socket: Socket
  readonly #heartbeat: Heartbeat
  readonly #session = randomInt(0x1_0000)
  readonly #sent = new Map<number, Sent>()
  readonly #padding = Buffer.alloc(limits.probeBytes - headerBytes)
  #stopLoop: () => void = () => {}
  #isOver = false

  constructor(to: Address, seconds: number, book: Book) {
    this.#book = book
    this.#heartbeat = new Heartbeat(book.clock)
    this.#socket = openSocket(isIP(to.host.replace(/%.*$/, '')) === 6 ? 6 : 4, 'test-client')
    this.#socket.on('error', () => {}).on('message', (bytes) => this.#heard(bytes))
    // Without a way for datagrams the load alone is measured.
    connectDatagrams(this.#socket, to).then(
      () => this.#start(seconds),
      () => {},
    )
  }

  #start(seconds: number): void {
    if (this.#isOver) return
    const { clock } = this.#book
    const gapMs = 1_000 / limits.probesPerSecond
    const count = Math.ceil(seconds * limits.probesPerSecond)
    this.#stopLoop = openLoop({ clock, count, gapMs, startMs: clock.monotonic(), send: (index) => this.#send(index), onDone: () => {} })
  }

  stop(): void {
    this.#isOver = true
    this.#stopLoop()
    this.#heartbeat.stop()
    this.#expire(Number.POSITIVE_INFINITY)
    try {
      this.#socket.close()
    } catch {
      // closed already
    }
  }

  #send(index: number): void {
    const { clock, phase, since, next, put } = this.#book
    const sentMs = clock.monotonic()
    this.#expire(sentMs)
    const { phase: now, intoMs } = phase()
    // The first one of all finds the way.
    const counted = now === 'idle' ? index > 0 : intoMs >= limits.slowStartMs
    const sample: ThroughputProbe = { seq: next(), type: 'probe', phase: now, atMs: since(sentMs), outcome: 'waiting', rttMs: null, counted, stalled: false }
    put(sample)
    this.#sent.set(index, { seq: index, sentMs, sample })
    this.#socket.send(writeProbe({ session: this.#session, seq: index, t1Ms: sentMs }, this.#padding), (error) => {
      if (error && this.#sent.delete(index)) put({ ...sample, outcome: 'not-sent' })
    })
  }

  #heard(bytes: Buffer): void {
    const atMs = this.#book.clock.monotonic()
    const probe = readProbe(bytes)
    const sent = probe?.session === this.#session ? this.#sent.get(probe.seq) : undefined
    if (!probe?.reflection || !sent) return
    this.#sent.delete(sent.seq)
    const inside = probe.reflection.t3SinceT2Ms
    const rttMs = atMs - sent.sentMs - (inside >= 0 && inside <= atMs - sent.sentMs ? inside : 0)
    this.answered++
    this.#book.put({ ...sent.sample, outcome: 'answered', rttMs, stalled: this.#heartbeat.taints(sent.sentMs, atMs) })
  }

  #expire(nowMs: number): void {
    for (const [index, { sentMs, sample }] of this.#sent) {
      if (sentMs + limits.probeTimeoutMs > nowMs) return
      this.#sent.delete(index)
      this.#book.put({ ...sample, outcome: 'lost' })
    }
  }
}
