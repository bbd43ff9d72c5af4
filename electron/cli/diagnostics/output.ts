import type { Writable } from 'node:stream'
import { safeJson } from '../../net/core/text.ts'

/** What waits for a reader that does not read; past it lines are left out, and counted. bytes */
const waitingMax = 1024 * 1024

interface Streams {
  readonly stdout: Writable
  readonly stderr: Writable
}

/** One line for people, or one JSON object: a test says everything once, for both. A reader that does not read never stops the test. */
export class Output {
  readonly #json: boolean
  readonly #streams: Streams
  #left = 0
  /** Lines of this turn. */
  #waiting = ''

  constructor(json: boolean, streams: Streams = process) {
    this.#json = json
    this.#streams = streams
    streams.stdout.on('error', () => {})
    streams.stderr.on('error', () => {})
  }

  get json(): boolean {
    return this.#json
  }

  /** `words`: null for what people need not read. */
  say(event: string, fields: object, words: string | null): void {
    if (this.#streams.stdout.writableLength + this.#waiting.length > waitingMax) return void this.#left++
    if (this.#left > 0) this.#line(this.#json ? asJson('left-out', { lines: this.#left }) : `(${this.#left} lines left out)`)
    this.#left = 0
    if (this.#json) this.#line(asJson(event, fields))
    else if (words !== null) this.#line(words)
  }

  /** What went wrong; people read it beside the results. */
  trouble(event: string, fields: object, words: string): void {
    if (this.#json) this.#line(asJson(event, fields))
    else this.#streams.stderr.write(`${words}\n`)
  }

  /** A server tells many rows in one turn: they go out in one write. */
  #line(text: string): void {
    if (this.#waiting === '')
      process.nextTick(() => {
        this.#streams.stdout.write(this.#waiting)
        this.#waiting = ''
      })
    this.#waiting += `${text}\n`
  }
}

/** The event first, without another object: a server of ten thousand tells as many rows. */
function asJson(event: string, fields: object): string {
  const rest = safeJson(fields)
  return `{"event":"${event}"${rest === '{}' ? '' : ','}${rest.slice(1)}`
}
