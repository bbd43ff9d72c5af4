import type { Socket } from 'node:net'
import { AppError } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { Message, Notice } from '../../../../shared/model/message.ts'
import type { RoomMember } from '../../../../shared/model/room.ts'
import { remoteOf } from '../../core/addresses.ts'
import { fromNodeError } from '../../core/errors.ts'
import { printable, safeName } from '../../core/text.ts'
import { namePrompt, silenceMs } from '../../protocols/room/constants.ts'
import { courseLines, type Greeted, readCourseLine } from '../../protocols/room/index.ts'
import { LineIntake } from '../../protocols/room/line-intake.ts'
import { afterSilence } from '../../protocols/room/silence.ts'
import type { Conversations } from '../conversations.ts'
import { type Core, emit, emitStored, noticeMessage } from '../core.ts'

/** Names that are remembered. */
const mostMembers = 1_024
/** Lines of one transaction; between two, everything else has its turn. */
const linesAtOnce = 256
/** Whoever is sent away sooner tries less and less often, ms. */
const settledMs = 5_000
/** A server that greets nobody has let me in if it does not ask again within this, ms. */
const unaskedMs = 1_000
/** The server has this long to close after `/quit`, ms. */
const goodbyeMs = 1_000

export interface CourseDeps {
  readonly core: Core
  readonly conversations: Conversations
  /** Were there before the connection broke: that they are there again is no news. */
  readonly before: ReadonlySet<string>
  readonly onMembers: () => void
  /** What I say now is no answer to the prompt. Once. */
  readonly onIn: () => void
  /** Once. `reason`: it did not take my pseudonym. `wasIn`: long enough to call it so. */
  readonly onClosed: (reason: 'name-refused' | null, error: AppError | null, wasIn: boolean) => void
}

/** Inside the course's room, as one of its programs: lines become people and events. */
export class CourseRoom {
  readonly #core: Core
  readonly #conversations: Conversations
  readonly #id: string
  readonly #socket: Socket
  readonly #deps: CourseDeps
  readonly #intake = new LineIntake()
  readonly #members = new Set<string>()
  readonly #before: Set<string>
  readonly #since: number
  #cancelSilence: () => void = () => {}
  /** It has taken my pseudonym. */
  #isIn = false
  readonly #cancelUnasked: () => void
  #isOver = false
  /** One after the other. */
  #added: Promise<void> = Promise.resolve()
  #adding = 0

  constructor(deps: CourseDeps, id: string, { socket, early }: Extract<Greeted, { type: 'course' }>) {
    this.#deps = deps
    this.#core = deps.core
    this.#conversations = deps.conversations
    this.#before = new Set(deps.before)
    this.#id = id
    this.#socket = socket
    this.#since = deps.core.clock.monotonic()
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.#hear(chunk))
    socket.on('error', (error) => this.#over(fromNodeError(error)))
    socket.on('end', () => this.#over(null))
    socket.on('close', () => this.#over(new AppError('ECONNRESET')))
    this.#cancelUnasked = deps.core.clock.after(unaskedMs, () => this.#letIn())
    this.#hear(early)
    socket.resume()
  }

  get remote(): Address {
    return remoteOf(this.#socket)
  }

  /** As far as they were seen: this server has no list. */
  members(): readonly RoomMember[] {
    return [...this.#members].map((name) => ({ key: `name:${name}`, personId: null, name, color: 'slate', address: null, role: 'member', muted: false }))
  }

  get names(): ReadonlySet<string> {
    return this.#members
  }

  /**
   * Line by line, with a pause after each: servers that read whatever has come take it for one message. Fulfils once the system has all of it; what was
   * not begun when the connection ended waits on.
   */
  async say(id: string, text: string): Promise<void> {
    if (this.#isOver) return
    const pause = () => new Promise<void>((resolve) => this.#core.clock.after(silenceMs, resolve))
    let isSent = true
    for (const [at, line] of courseLines(text).entries()) {
      if (at > 0) await pause()
      isSent &&= !this.#isOver && (await new Promise<boolean>((done) => this.#socket.write(`${line}\n`, (error) => done(!error))))
    }
    await this.#settle(id, isSent)
    await pause()
  }

  leave(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#cancelSilence()
    this.#cancelUnasked()
    // Before it has let me in, that would be my pseudonym.
    this.#socket.end(this.#isIn ? '/quit\n' : '')
    this.#socket.resume()
    const cancel = this.#core.clock.after(goodbyeMs, () => this.#socket.destroy())
    this.#socket.once('close', cancel)
  }

  /** An orderly end before it let me in is its answer to my pseudonym. */
  #over(error: AppError | null): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#cancelSilence()
    this.#cancelUnasked()
    this.#add(this.#intake.end())
    this.#socket.destroy()
    const wasIn = this.#core.clock.monotonic() - this.#since >= settledMs
    const isRefused = error === null && !this.#isIn && !wasIn
    const { name } = this.#core.settings()
    this.#deps.onClosed(isRefused ? 'name-refused' : null, isRefused ? new AppError('pseudonym-refused', { name }) : error, wasIn)
  }

  /** Told later: what is heard while it is made is heard before anybody knows it. */
  #letIn(): void {
    if (this.#isIn) return
    this.#isIn = true
    this.#cancelUnasked()
    setImmediate(() => this.#isOver || this.#deps.onIn())
  }

  async #settle(id: string, ok: boolean): Promise<void> {
    if (!this.#core.isOpen()) return
    const failure = ok ? null : new AppError('not-connected').toData()
    await this.#core.store.write((tx) => tx.setMessageState(this.#id, id, ok ? 'sent' : 'failed', failure))
    emitStored(this.#core, this.#id, [id])
    this.#conversations.touch(this.#id)
  }

  #hear(chunk: Buffer): void {
    this.#cancelSilence()
    this.#add(this.#intake.push(chunk))
    if (!this.#intake.pending) return
    this.#cancelSilence = afterSilence(
      this.#core.clock,
      () => this.#adding === 0,
      () => this.#silence(this.#intake.end()),
    )
  }

  #silence(lines: readonly string[]): void {
    if (!this.#isIn && lines.some(isQuestion)) setImmediate(() => this.#over(null))
    this.#add(lines)
  }

  /** Nothing more is read until it is on disk. */
  #add(lines: readonly string[]): void {
    const records = lines.flatMap((line) => this.#recordOf(line) ?? [])
    if (records.length === 0) return
    this.#adding++
    this.#socket.pause()
    this.#added = this.#added.then(async () => {
      for (let at = 0; at < records.length; at += linesAtOnce) await this.#store(records.slice(at, at + linesAtOnce))
      if (--this.#adding === 0) this.#socket.resume()
    })
  }

  async #store(records: readonly Message[]): Promise<void> {
    if (!this.#core.isOpen()) return
    try {
      await this.#core.store.write((tx) => {
        for (const record of records) tx.addMessage(record)
      })
      for (const record of records) emit(this.#core, { type: 'message', message: record })
      this.#conversations.touch(this.#id)
    } catch (thrown) {
      this.#core.logger.warn('what a room said was not stored', { error: String(thrown) })
    }
  }

  #recordOf(line: string): Message | null {
    if (!this.#isIn && asksAgain(line)) {
      setImmediate(() => this.#over(null))
      return this.#recordOf(line.slice(0, -namePrompt.length))
    }
    const read = readCourseLine(line)
    switch (read.type) {
      case 'help':
        this.#letIn()
        return null
      case 'joined':
        this.#letIn()
        return this.#came(safeName(read.name))
      case 'left':
        return this.#went(safeName(read.name))
      case 'said':
        this.#remember(safeName(read.name))
        return { ...this.#blank(null), from: 'them', text: printable(read.text), author: { name: safeName(read.name), personId: null } }
      case 'other':
        return line.trim() === '' ? null : { ...this.#blank(null), from: 'them', text: printable(read.text) }
    }
  }

  #came(name: string): Message | null {
    this.#remember(name)
    return this.#before.delete(name) ? null : this.#blank({ code: 'member-joined', details: { name } })
  }

  #went(name: string): Message {
    this.#members.delete(name)
    this.#deps.onMembers()
    return this.#blank({ code: 'member-left', details: { name } })
  }

  #remember(name: string): void {
    if (this.#members.has(name) || this.#members.size >= mostMembers) return
    this.#members.add(name)
    this.#deps.onMembers()
  }

  #blank(notice: Notice | null): Message {
    return noticeMessage(this.#core, this.#id, notice)
  }
}

/** Without a line end, and about a name: the prompt in other words. What answers it is my name there. */
const isQuestion = (line: string): boolean => /[:?>]\s*$/u.test(line) && /pseudo|nom|name|nick|login|identifiant|pris|taken/iu.test(line)

/** The prompt once more, maybe after a reason on the same line; nobody's words end so without their name before them. */
const asksAgain = (line: string): boolean => line.endsWith(namePrompt) && !line.slice(0, -namePrompt.length).includes(': ')
