import type { SenderRow } from '../../../../shared/model/diagnostics.ts'
import { normaliseHost } from '../../core/addresses.ts'
import type { Clock } from '../../core/types.ts'
import { diagnosticLimits as limits } from '../limits.ts'
import { preview } from '../preview.ts'

const second = 1_000
/** How many datagrams one that may go in a circle is looked out for. */
const lookedOutFor = 1_024

/** Someone who sends datagrams: what was counted, and whether the next may be answered. */
export class Sender {
  readonly number: number
  readonly address: string
  readonly port: number
  /** Of this computer: may be as fast as it likes, as long as nothing goes in a circle. */
  readonly near: boolean
  lastMs: number
  readonly #clock: Clock
  readonly #firstAt: number
  told = false
  datagramsIn = 0
  datagramsOut = 0
  bytesIn = 0
  bytesOut = 0
  largest = 0
  heldBack = 0
  last: Buffer | null = null
  #session = -1
  #reflected = 0
  #windowMs = Number.NEGATIVE_INFINITY
  #inWindow = 0
  #marked: Buffer | null = null
  #sinceMarked = 0

  constructor(number: number, address: string, port: number, clock: Clock) {
    this.number = number
    this.address = address
    this.port = port
    this.#clock = clock
    this.#firstAt = clock.now()
    this.lastMs = clock.monotonic()
    const host = normaliseHost(address)
    this.near = host === '::1' || host.startsWith('127.')
  }

  get row(): SenderRow {
    const { number, datagramsIn, datagramsOut, bytesIn, bytesOut, largest, heldBack } = this
    return {
      number,
      remote: { host: normaliseHost(this.address), port: this.port },
      firstAt: this.#firstAt,
      lastAt: this.#clock.now() - (this.#clock.monotonic() - this.lastMs),
      ...{ datagramsIn, datagramsOut, bytesIn, bytesOut, largest, heldBack },
      lastMessage: preview(this.last),
    }
  }

  /** How many of this session's probes have come. */
  nextReflected(session: number): number {
    if (session !== this.#session) {
      this.#session = session
      this.#reflected = 0
    }
    return ++this.#reflected
  }

  /**
   * May this one be answered? From afar: so many a second. From this computer: what comes back again and again above that rate goes in a circle
   * between two servers, and each such datagram that is not answered is one fewer that circles. `isOurs`: it looks like an answer of ours.
   */
  admits(bytes: Buffer, nowMs: number, isOurs = false): boolean {
    if (nowMs - this.#windowMs >= second) {
      this.#windowMs = nowMs
      this.#inWindow = 0
    }
    if (++this.#inWindow <= limits.repliesPerSender) return true
    if (!this.near || isOurs) return false
    if (this.#marked !== null && same(this.#marked, bytes)) {
      this.#marked = null
      return false
    }
    if (this.#marked === null || ++this.#sinceMarked > lookedOutFor) {
      this.#marked = bytes
      this.#sinceMarked = 0
    }
    return true
  }
}

/** Those that differ mostly do so at the beginning, and leaving JavaScript costs more than a look at it. */
function same(one: Buffer, other: Buffer): boolean {
  if (one.length !== other.length) return false
  for (let i = 0; i < 16 && i < one.length; i++) if (one[i] !== other[i]) return false
  return one.equals(other)
}
