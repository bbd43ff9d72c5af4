import { wireLimits as limits } from '../../../../shared/diagnostic-limits.ts'
import type { Address } from '../../../../shared/model/address.ts'

/** One read, write or datagram, as the app saw it. */
export interface Piece {
  /** Microseconds since 1970 and a bit for the thread: ascending, and never the same twice. */
  readonly seq: number
  readonly socket: number
  readonly direction: 'in' | 'out'
  /** A copy, cut where it is too long. */
  readonly bytes: Uint8Array
  /** Of the whole. */
  readonly whole: number
  /** Of datagrams. */
  readonly peer: Address | null
}

/** Since 1970, ms. */
export const timeOf = ({ seq }: Pick<Piece, 'seq'>): number => seq / 2 / 1_000

/** What passed lately: the oldest makes room, by number and by bytes. */
export class Ring {
  #pieces: Piece[] = []
  /** Those before it have made room. */
  #first = 0
  #bytes = 0
  #dropped = 0
  #last = 0
  readonly #parity: 0 | 1

  constructor(parity: 0 | 1) {
    this.#parity = parity
  }

  get counts(): { readonly pieces: number; readonly bytes: number; readonly dropped: number } {
    return { pieces: this.#pieces.length - this.#first, bytes: this.#bytes, dropped: this.#dropped }
  }

  add(piece: Omit<Piece, 'seq' | 'bytes' | 'whole'>, bytes: Uint8Array): void {
    const kept = Uint8Array.from(bytes.length > limits.pieceBytes ? bytes.subarray(0, limits.pieceBytes) : bytes)
    this.#last = Math.max(this.#last + 2, Math.round((performance.timeOrigin + performance.now()) * 1_000) * 2 + this.#parity)
    this.#pieces.push({ ...piece, seq: this.#last, bytes: kept, whole: bytes.length })
    this.#bytes += kept.length
    while (this.#bytes > limits.recordBytes || this.#pieces.length - this.#first > limits.recordPieces) this.#drop()
    if (this.#first > 1_024 && this.#first > this.#pieces.length / 2) {
      this.#pieces = this.#pieces.slice(this.#first)
      this.#first = 0
    }
  }

  /** Of one socket, or all (null), after a `seq`: at least one if there is any, and no more than both bounds. */
  after(socket: number | null, seq: number, most: number, mostBytes: number): readonly Piece[] {
    const found: Piece[] = []
    let bytes = 0
    for (let at = this.#indexAfter(seq); at < this.#pieces.length && found.length < most; at++) {
      const piece = this.#pieces[at]
      if (!piece || (socket !== null && piece.socket !== socket)) continue
      bytes += piece.bytes.length
      if (bytes > mostBytes && found.length > 0) break
      found.push(piece)
    }
    return found
  }

  clear(): void {
    this.#pieces = []
    this.#first = this.#bytes = this.#dropped = 0
  }

  #drop(): void {
    this.#bytes -= this.#pieces[this.#first]?.bytes.length ?? 0
    this.#pieces[this.#first] = gone
    this.#first++
    this.#dropped++
  }

  #indexAfter(seq: number): number {
    let [low, high] = [this.#first, this.#pieces.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#pieces[middle]?.seq ?? 0) <= seq) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** In the place of what has made room, so that its bytes can go. */
const gone: Piece = { seq: 0, socket: 0, direction: 'in', bytes: new Uint8Array(), whole: 0, peer: null }
