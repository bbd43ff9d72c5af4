import { limits } from '../../../../shared/limits.ts'
import { incompleteTail } from './utf8-tail.ts'

/** A message, or the news that the rest of a line is being dropped. */
export type LineItem = { readonly type: 'text'; readonly text: string } | { readonly type: 'too-long' }

const LF = 0x0a
const CR = 0x0d
/** Most lines are short; a long one's buffer is not kept. */
const SMALL = 1024
/** Drops a byte order mark at the start. */
const decoder = new TextDecoder()

/**
 * Bytes of a stream -> messages. Pure: no clock, no socket. A line ends at LF or CRLF, never at a bare CR; an empty line is no message;
 * bytes that are not UTF-8 become U+FFFD. Holds at most one line of `limits.plainLineBytes`, whatever arrives.
 */
export class LineSplitter {
  /** One byte more than a line: the CR of a CRLF that has not arrived whole. */
  #line = Buffer.allocUnsafeSlow(SMALL)
  #length = 0
  #dropping = false
  /** Silence has done what it can. */
  #flushed = false

  /** Bytes wait for a line end, or for silence. A line that is being dropped waits too: silence ends it. */
  get pending(): boolean {
    return !this.#flushed && (this.#length > 0 || this.#dropping)
  }

  /** Lazy: read it to its end before the next call. */
  *push(chunk: Uint8Array): Generator<LineItem, void, undefined> {
    this.#flushed = false
    let from = 0
    while (from < chunk.length) {
      const end = chunk.indexOf(LF, from)
      yield* this.#take(chunk.subarray(from, end === -1 ? chunk.length : end), end !== -1)
      if (end === -1) return
      from = end + 1
    }
  }

  /** After silence: what waits is a message, but for a character cut in the middle or a CR, which wait for what follows. */
  *flush(): Generator<LineItem, void, undefined> {
    this.#dropping = false
    const bytes = this.#line.subarray(0, this.#length)
    const held = bytes.at(-1) === CR ? 1 : incompleteTail(bytes)
    yield* textOf(bytes.subarray(0, bytes.length - held))
    this.#line.copyWithin(0, this.#length - held, this.#length)
    this.#length = held
    this.#flushed = true
  }

  /** The stream has ended: everything that waits is a message. */
  *end(): Generator<LineItem, void, undefined> {
    this.#dropping = false
    yield* this.#wholeLine()
  }

  *#take(part: Uint8Array, ended: boolean): Generator<LineItem, void, undefined> {
    if (this.#dropping) {
      this.#dropping = !ended
      return
    }
    const fits = this.#append(part)
    if (!fits || this.#overlong) yield* this.#tooLong(ended)
    else if (ended) yield* this.#wholeLine()
  }

  /** false: more than the buffer may hold; it is filled up to the limit. */
  #append(part: Uint8Array): boolean {
    const room = limits.plainLineBytes + 1 - this.#length
    const taken = part.length > room ? part.subarray(0, room) : part
    this.#grow(this.#length + taken.length)
    this.#line.set(taken, this.#length)
    this.#length += taken.length
    return taken.length === part.length
  }

  #grow(needed: number): void {
    if (needed <= this.#line.length) return
    const larger = Buffer.allocUnsafeSlow(Math.min(limits.plainLineBytes + 1, Math.max(needed, this.#line.length * 4)))
    this.#line.copy(larger, 0, 0, this.#length)
    this.#line = larger
  }

  get #overlong(): boolean {
    return this.#length > limits.plainLineBytes && this.#line[this.#length - 1] !== CR
  }

  *#tooLong(ended: boolean): Generator<LineItem, void, undefined> {
    const bytes = this.#line.subarray(0, limits.plainLineBytes)
    yield* textOf(bytes.subarray(0, bytes.length - incompleteTail(bytes)))
    yield { type: 'too-long' }
    this.#clear()
    this.#dropping = !ended
  }

  *#wholeLine(): Generator<LineItem, void, undefined> {
    const length = this.#length > 0 && this.#line[this.#length - 1] === CR ? this.#length - 1 : this.#length
    yield* textOf(this.#line.subarray(0, length))
    this.#clear()
  }

  #clear(): void {
    this.#length = 0
    if (this.#line.length > SMALL * 4) this.#line = Buffer.allocUnsafeSlow(SMALL)
  }
}

function* textOf(bytes: Uint8Array): Generator<LineItem, void, undefined> {
  const text = decoder.decode(bytes)
  if (text !== '') yield { type: 'text', text }
}
