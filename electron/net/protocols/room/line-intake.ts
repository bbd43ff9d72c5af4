import { StringDecoder } from 'node:string_decoder'
import { cutMark, lineLength } from './constants.ts'

/**
 * Bytes of one member -> lines. The course's client ends no line: whoever's first words came without an end is `endless`, and from then on each read is
 * a message. Everyone else's lines end at LF or CRLF. Pure: no clock, no socket; holds at most one line.
 */
export class LineIntake {
  readonly #decoder = new StringDecoder('utf8')
  #rest = ''
  #isDropping = false
  #endless = false

  /** Something waits for its end. */
  get pending(): boolean {
    return this.#rest !== ''
  }

  /** Lines without their ends, also empty ones. */
  push(chunk: Buffer): readonly string[] {
    const text = this.#rest + this.#undropped(this.#decoder.write(chunk))
    this.#rest = ''
    const lines = text.split('\n')
    if (this.#endless) return (lines.length > 1 && lines.at(-1) === '' ? lines.slice(0, -1) : lines).map(withoutReturn)
    const rest = lines.pop() ?? ''
    if (rest.length > lineLength) {
      this.#isDropping = true
      lines.push(rest)
    } else this.#rest = rest
    return lines.map(withoutReturn)
  }

  /** Nothing came for a while: what waits is a message. */
  silence(): readonly string[] {
    if (this.#rest === '') return []
    this.#endless = true
    return this.end()
  }

  end(): readonly string[] {
    const last = this.#rest
    this.#rest = ''
    return last === '' ? [] : [withoutReturn(last)]
  }

  /** What follows the end of a line that was too long. */
  #undropped(text: string): string {
    if (!this.#isDropping) return text
    const end = text.indexOf('\n')
    this.#isDropping = end === -1
    return end === -1 ? '' : text.slice(end + 1)
  }
}

/** It was longer than `lineLength`. */
export const isCut = (line: string): boolean => line.length === lineLength && line.endsWith(cutMark)

function withoutReturn(ended: string): string {
  const line = ended.endsWith('\r') ? ended.slice(0, -1) : ended
  return line.length > lineLength ? line.slice(0, lineLength - cutMark.length) + cutMark : line
}
