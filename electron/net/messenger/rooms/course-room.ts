import type { Socket } from 'node:net'
import { AppError } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { Message, Notice } from '../../../../shared/model/message.ts'
import type { RoomMember } from '../../../../shared/model/room.ts'
import { remoteOf } from '../../core/addresses.ts'
import { fromNodeError } from '../../core/errors.ts'
import { printable, safeName } from '../../core/text.ts'
import { type Greeted, readCourseLine } from '../../protocols/room/index.ts'
import { LineIntake } from '../../protocols/room/line-intake.ts'
import type { Conversations } from '../conversations.ts'
import { type Core, emit, emitStored, noticeMessage } from '../core.ts'

/** Names that are remembered. */
const mostMembers = 1_024
/** What waits for a server that does not read. */
const waitingBytes = 1024 * 1024
/** A server that ends no line has finished one when it says nothing for so long, ms. */
const silenceMs = 50
/** The server has this long to close after `/quit`, ms. */
const goodbyeMs = 1_000

/** Inside the course's room, as one of its programs: lines become people and events. */
export class CourseRoom {
  readonly #core: Core
  readonly #conversations: Conversations
  readonly #id: string
  readonly #socket: Socket
  readonly #intake = new LineIntake()
  readonly #members = new Set<string>()
  #cancelSilence: () => void = () => {}
  #isOver = false
  onMembers: () => void = () => {}

  constructor(
    { core, conversations }: { readonly core: Core; readonly conversations: Conversations },
    id: string,
    { socket, early }: Extract<Greeted, { type: 'course' }>,
    onClosed: (error: AppError | null) => void,
  ) {
    this.#core = core
    this.#conversations = conversations
    this.#id = id
    this.#socket = socket
    const over = (error: AppError | null) => {
      if (this.#isOver) return
      this.#isOver = true
      this.#cancelSilence()
      void this.#add(this.#intake.end())
      socket.destroy()
      onClosed(error)
    }
    socket.on('data', (chunk: Buffer) => this.#hear(chunk))
    socket.on('error', (error) => over(fromNodeError(error)))
    socket.on('end', () => over(null))
    socket.on('close', () => over(new AppError('ECONNRESET')))
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

  /** One line for each: this server takes what comes together for one message. */
  say(id: string, text: string): void {
    if (this.#isOver || this.#socket.writableLength > waitingBytes) return void this.#settle(id, false)
    this.#socket.write(`${text.replaceAll(/\r?\n/g, ' ')}\n`, (error) => void this.#settle(id, !error))
  }

  leave(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#cancelSilence()
    this.#socket.end('/quit\n')
    this.#socket.resume()
    const cancel = this.#core.clock.after(goodbyeMs, () => this.#socket.destroy())
    this.#socket.once('close', cancel)
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
    void this.#add(this.#intake.push(chunk))
    if (this.#intake.pending) this.#cancelSilence = this.#core.clock.after(silenceMs, () => void this.#add(this.#intake.end()))
  }

  /** Nothing more is read until it is on disk. */
  async #add(lines: readonly string[]): Promise<void> {
    const records = lines.flatMap((line) => this.#recordOf(line) ?? [])
    if (records.length === 0 || !this.#core.isOpen()) return
    this.#socket.pause()
    try {
      await this.#core.store.write((tx) => {
        for (const record of records) tx.addMessage(record)
      })
      for (const record of records) emit(this.#core, { type: 'message', message: record })
      this.#conversations.touch(this.#id)
    } catch (thrown) {
      this.#core.logger.warn('what a room said was not stored', { error: String(thrown) })
    } finally {
      this.#socket.resume()
    }
  }

  #recordOf(line: string): Message | null {
    const read = readCourseLine(line)
    switch (read.type) {
      case 'help':
        return null
      case 'joined':
      case 'left':
        return this.#cameOrWent(read.type, safeName(read.name))
      case 'said':
        this.#remember(safeName(read.name))
        return { ...this.#blank(null), from: 'them', text: printable(read.text), author: { name: safeName(read.name), personId: null } }
      case 'other':
        return line.trim() === '' ? null : { ...this.#blank(null), from: 'them', text: printable(read.text) }
    }
  }

  #cameOrWent(type: 'joined' | 'left', name: string): Message {
    if (type === 'joined') this.#remember(name)
    else {
      this.#members.delete(name)
      this.onMembers()
    }
    return this.#blank({ code: type === 'joined' ? 'member-joined' : 'member-left', details: { name } })
  }

  #remember(name: string): void {
    if (this.#members.has(name) || this.#members.size >= mostMembers) return
    this.#members.add(name)
    this.onMembers()
  }

  #blank(notice: Notice | null): Message {
    return noticeMessage(this.#core, this.#id, notice)
  }
}
