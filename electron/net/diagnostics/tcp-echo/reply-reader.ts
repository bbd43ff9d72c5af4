import type { AnswerForm } from '../../../../shared/model/diagnostics.ts'
import { upperCase } from '../answer.ts'
import { diagnosticLimits as limits } from '../limits.ts'

export interface Reply {
  readonly seq: number
  readonly bytes: number
  readonly chunks: number
  /** It is what was sent, byte for byte. */
  readonly matches: boolean
  /** The first byte that differs from what was sent. */
  readonly firstDifference: number | null
  /** It has the form that the first answer had. */
  readonly expected: boolean
  readonly body: Buffer
}

interface Form {
  readonly type: AnswerForm
  readonly answerTo: (sent: Buffer) => Buffer
}

interface Waiting {
  readonly seq: number
  readonly sent: Buffer
}

const nothing = Buffer.alloc(0)

/**
 * Finds the answers in what a server sends: TCP has no messages, so the first answer (ended by its length or by silence) teaches the form, and
 * with it the length, of those that follow. Pure.
 */
export class ReplyReader {
  #form: Form | null = null
  readonly #waiting: Waiting[] = []
  #expected: Buffer | null = null
  #parts: Buffer[] = []
  #got = 0
  #chunks = 0
  #difference: number | null = null
  /** What came so far is how the sent bytes begin. */
  #beginning = true

  get form(): AnswerForm | null {
    return this.#form?.type ?? null
  }

  /** Something came that could be a whole answer, and only silence can tell. */
  get undecided(): boolean {
    return this.#form === null && this.#got > 0 && !this.#beginning
  }

  /** Bytes that came without anything having been asked. */
  takeUnasked(): Buffer {
    const bytes = Buffer.concat(this.#parts)
    this.#reset()
    return bytes
  }

  expect(seq: number, sent: Buffer): void {
    this.#waiting.push({ seq, sent })
  }

  /** The answers that are whole now. */
  push(chunk: Buffer): readonly Reply[] {
    if (this.#form === null) return this.#learn(chunk)
    const replies: Reply[] = []
    for (let rest = chunk; rest.length > 0; ) {
      const next = this.#waiting[0]
      if (!next) break
      this.#expected ??= this.#form.answerTo(next.sent)
      const part = rest.subarray(0, this.#expected.length - this.#got)
      rest = rest.subarray(part.length)
      this.#compare(part)
      if (this.#got === this.#expected.length) replies.push(this.#whole(next))
    }
    return replies
  }

  /** They are silent, or have ended: what came so far is the answer. null: nothing came. */
  settle(): Reply | null {
    const next = this.#waiting[0]
    if (!next || this.#got === 0) return null
    if (this.#form !== null) return this.#whole(next)
    const heard = Buffer.concat(this.#parts)
    this.#form = formOf(next.sent, heard)
    return this.#whole(next)
  }

  #learn(chunk: Buffer): readonly Reply[] {
    const next = this.#waiting[0]
    const end = this.#got + chunk.length
    if (!next || end > next.sent.length || !next.sent.subarray(this.#got, end).equals(chunk)) this.#beginning = false
    this.#keep(chunk)
    if (!next || !this.#beginning || this.#got < next.sent.length) return []
    this.#form = echo
    return [this.#whole(next)]
  }

  #compare(part: Buffer): void {
    const wanted = this.#expected?.subarray(this.#got, this.#got + part.length) ?? nothing
    const at = this.#got
    if (this.#difference === null && !part.equals(wanted)) this.#difference = at + differsAt(part, wanted)
    this.#keep(part)
  }

  #keep(part: Buffer): void {
    this.#chunks++
    if (this.#got < limits.replyBytes) this.#parts.push(part)
    this.#got += part.length
  }

  #whole({ seq, sent }: Waiting): Reply {
    this.#waiting.shift()
    const form = this.#form ?? echo
    const known = this.#expected ?? form.answerTo(sent)
    const heard = this.#expected === null || this.#difference !== null || this.#got < known.length || form !== echo ? Buffer.concat(this.#parts) : known
    const expected = this.#got === known.length && (this.#expected === null ? heard.equals(known.subarray(0, heard.length)) : this.#difference === null)
    const matches = expected && (known === sent || known.equals(sent))
    const reply: Reply = {
      seq,
      bytes: this.#got,
      chunks: this.#chunks,
      matches,
      firstDifference: matches ? null : differsAt(heard, sent),
      expected,
      body: matches ? sent : heard.subarray(0, limits.replyBytes),
    }
    this.#reset()
    return reply
  }

  #reset(): void {
    this.#parts = []
    this.#got = 0
    this.#chunks = 0
    this.#difference = null
    this.#expected = null
    this.#beginning = true
  }
}

/** Where two byte strings part; the shorter length if one begins the other. */
export function differsAt(one: Buffer, other: Buffer): number {
  const length = Math.min(one.length, other.length)
  for (let i = 0; i < length; i++) if (one[i] !== other[i]) return i
  return length
}

const echo: Form = { type: 'echo', answerTo: (sent) => sent }

function formOf(sent: Buffer, heard: Buffer): Form {
  if (heard.equals(upperCase(Buffer.from(sent)))) return { type: 'upper', answerTo: (bytes) => upperCase(Buffer.from(bytes)) }
  if (heard.length === sent.length && mostlyEqual(sent, heard)) return echo
  if (heard.length > sent.length && heard.subarray(-sent.length).equals(sent)) {
    const head = Buffer.from(heard.subarray(0, -sent.length))
    return { type: 'prefix', answerTo: (bytes) => Buffer.concat([head, bytes]) }
  }
  if (heard.length > sent.length && heard.subarray(0, sent.length).equals(sent)) {
    const tail = Buffer.from(heard.subarray(sent.length))
    return { type: 'suffix', answerTo: (bytes) => Buffer.concat([bytes, tail]) }
  }
  if (heard.length < sent.length && sent.subarray(0, heard.length).equals(heard)) return echo
  const fixed = Buffer.from(heard)
  return { type: 'fixed', answerTo: () => fixed }
}

/** A damaged echo rather than another text. */
function mostlyEqual(one: Buffer, other: Buffer): boolean {
  let equal = 0
  for (let i = 0; i < one.length; i++) equal += Number(one[i] === other[i])
  return equal * 2 >= one.length
}
