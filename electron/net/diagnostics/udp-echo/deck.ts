import { diagnosticLimits as limits } from '../limits.ts'
import { SequenceCounter } from '../measure/sequence.ts'
import { downMs, headerBytes, probeIn, readProbe, sameProbe, stampProbe, writeProbe } from './packet.ts'

export interface UdpReply {
  readonly seq: number
  readonly arrival: number
  readonly duplicate: boolean
  readonly reordered: boolean
  readonly matches: boolean
  readonly upMs: number | null
  readonly downMs: number | null
  readonly reflectorMs: number | null
}

interface Numbered {
  readonly session: number
  readonly bytes: number
}

/**
 * The datagrams of one test, sent and recognised: ours carry a number; others are recognised by their bytes, or failing that taken in order. Any
 * bytes may come back.
 */
export class Deck {
  readonly sequence = new SequenceCounter()
  /** The highest count that a reflector told, and the highest number that was answered. */
  reflectedMax = 0
  highest = -1
  readonly #numbered: Numbered | null
  readonly #make: (seq: number) => Buffer
  readonly #padding: Buffer
  /** Sent and perhaps still to be answered. */
  readonly #sent = new Map<number, Buffer>()

  constructor(what: Numbered | ((seq: number) => Buffer)) {
    this.#numbered = typeof what === 'function' ? null : what
    this.#make = typeof what === 'function' ? what : () => Buffer.alloc(0)
    this.#padding = Buffer.alloc(this.#numbered ? this.#numbered.bytes - headerBytes : 0, 'palabre ')
  }

  make(seq: number): Buffer {
    const bytes = this.#numbered ? writeProbe({ session: this.#numbered.session, seq, t1Ms: 0 }, this.#padding) : this.#make(seq)
    this.#sent.set(seq, bytes)
    if (this.#sent.size > 2 * limits.outstanding) {
      const [oldest] = this.#sent.keys()
      if (oldest !== undefined) this.#sent.delete(oldest)
    }
    return bytes
  }

  stamp(bytes: Buffer, sentMs: number): void {
    if (this.#numbered) stampProbe(bytes, sentMs)
  }

  /** null: nothing of this test. */
  read(bytes: Buffer, atMs: number): UdpReply | null {
    const seq = this.#numbered ? this.#numberIn(bytes) : this.#find(bytes)
    if (seq === null) return null
    const sent = this.#sent.get(seq)
    const { duplicate, reordered } = this.sequence.arrived(seq)
    this.highest = Math.max(this.highest, seq)
    const arrival = this.sequence.received - 1
    if (!this.#numbered) {
      this.#sent.delete(seq)
      return { seq, arrival, duplicate, reordered, matches: sent?.equals(bytes) ?? false, upMs: null, downMs: null, reflectorMs: null }
    }
    return { seq, arrival, duplicate, reordered, matches: sent !== undefined && sameProbe(sent, bytes), ...this.#oneWay(bytes, atMs) }
  }

  #numberIn(bytes: Buffer): number | null {
    const probe = readProbe(bytes) ?? readProbe(bytes.subarray(Math.max(0, probeIn(bytes))))
    if (probe) return probe.session === this.#numbered?.session && probe.seq < limits.probes && this.#known(probe.seq) ? probe.seq : null
    return this.#oldestOpen()
  }

  #known(seq: number): boolean {
    return this.#sent.has(seq)
  }

  /** A text of its own instead of an echo: it answers the oldest that has no answer. */
  #oldestOpen(): number | null {
    for (const seq of this.#sent.keys()) if (!this.sequence.has(seq)) return seq
    return null
  }

  #find(bytes: Buffer): number | null {
    let first: number | null = null
    for (const [seq, sent] of this.#sent) {
      if (sent.equals(bytes)) return seq
      first ??= seq
    }
    return first ?? (this.sequence.received > 0 ? this.highest : null)
  }

  /** Stamps that can't be are those of somebody else's making: then as if there were none. */
  #oneWay(bytes: Buffer, atMs: number): Pick<UdpReply, 'upMs' | 'downMs' | 'reflectorMs'> {
    const probe = readProbe(bytes)
    const reflection = probe?.reflection
    if (!probe || !reflection) return { upMs: null, downMs: null, reflectorMs: null }
    const { t2SinceT1Ms, t3SinceT2Ms, t3Ns, reflectorSeq } = reflection
    if (t3SinceT2Ms < 0 || t3SinceT2Ms > atMs - probe.t1Ms) return { upMs: null, downMs: null, reflectorMs: null }
    this.reflectedMax = Math.max(this.reflectedMax, reflectorSeq)
    return { upMs: t2SinceT1Ms, downMs: downMs(t3Ns, atMs), reflectorMs: t3SinceT2Ms }
  }
}
