import { isDeepStrictEqual } from 'node:util'
import { AppError } from '../../../../shared/errors.ts'
import type { ConversationId } from '../../../../shared/model/conversation.ts'
import type { Message } from '../../../../shared/model/message.ts'
import { type ChangeItem, isChange, type PostItem, type RoomClient } from '../../protocols/room/index.ts'
import type { Conversations } from '../conversations.ts'
import { type Core, emit } from '../core.ts'
import { offerAgain } from '../files/state.ts'
import type { CourseRoom } from './course-room.ts'

/** Texts of mine that wait on disk, looked through at once. */
const looked = 200
/** UTF-16 units, and items, under one signature. */
const postLength = 64 * 1024
const postItems = 256
/** Edits, deletions and reactions of mine that the host has not numbered yet. */
const mostChanges = 1_000

export interface SaysDeps {
  readonly core: Core
  readonly conversations: Conversations
}

/** A stored, queued text or offer. */
export type Waiting = Pick<Message, 'id' | 'text' | 'replyTo'>

/** What I say in a room, until its host has numbered it: texts and offers wait on disk, changes in here. */
export class Says {
  readonly #core: Core
  readonly #conversations: Conversations
  readonly #id: ConversationId
  /** Everything from before is here: what I say goes there. */
  #to: RoomClient | null = null
  #course: CourseRoom | null = null
  readonly #drafts: PostItem[] = []
  /** Not seen in the log yet. */
  readonly #changes: ChangeItem[] = []
  /** On their way there, or about to be. */
  readonly #posted = new Set<string>()
  #isHeld = false
  /** What waits on disk is said first; what is written meanwhile waits behind it. */
  #isCatchingUp = false

  constructor({ core, conversations }: SaysDeps, id: ConversationId) {
    this.#core = core
    this.#conversations = conversations
    this.#id = id
  }

  /** What was written meanwhile, and is not in the log, is said. */
  open(client: RoomClient): void {
    if (this.#to === client) return
    this.#to = client
    this.#isCatchingUp = true
    this.#sayWaiting('')
  }

  openCourse(course: CourseRoom): void {
    this.#course = course
    void this.#sayToCourse(course)
  }

  /** What was on its way is said again, should it not be in the log by then. */
  close(): void {
    this.#to = null
    this.#course = null
    this.#isHeld = false
    this.#drafts.length = 0
    this.#posted.clear()
  }

  say(waiting: Waiting): void {
    if (this.#course) return void this.#sayToCourse(this.#course)
    if (this.#to && !this.#isCatchingUp) this.#sayNow(waiting)
  }

  #sayNow({ id, text, replyTo }: Waiting): void {
    if (this.#posted.has(id)) return
    this.#posted.add(id)
    this.#draft(this.#offerOf(id) ?? { k: 'text', id, text, re: replyTo })
  }

  /** It is so once it comes back numbered; what a fall of the connection took is said again. Throws `AppError` queue-full. */
  change(item: ChangeItem): void {
    if (this.#changes.length >= mostChanges) throw new AppError('queue-full')
    this.#changes.push(item)
    if (this.#to && !this.#isCatchingUp) this.#draft(item)
  }

  /** The host has numbered it, and that is stored. */
  numbered(id: string): void {
    this.#posted.delete(id)
  }

  changed(item: ChangeItem): void {
    const index = this.#changes.findIndex((waiting) => isDeepStrictEqual(waiting, item))
    if (index !== -1) this.#changes.splice(index, 1)
  }

  denied(code: string, items: readonly PostItem[]): void {
    for (const item of items) {
      if (isChange(item)) this.changed(item)
      else if ('id' in item) this.#posted.delete(item.id)
    }
    void this.#setStates(items, 'failed', new AppError(code === 'muted' ? 'room-muted' : 'not-allowed'))
  }

  /** A part at a time: nobody's past fills the memory. */
  #sayWaiting(after: string): void {
    const to = this.#to
    setImmediate(() => {
      if (!this.#core.isOpen() || this.#to !== to) return
      const waiting = this.#core.store.read.unsaid(this.#id, after, looked)
      for (const message of waiting) this.#sayNow(message)
      const last = waiting.at(-1)
      if (last && waiting.length === looked) return this.#sayWaiting(last.order)
      this.#isCatchingUp = false
      // After the texts: an edit before its message would mean nothing to anybody.
      for (const item of this.#changes) this.#draft(item)
    })
  }

  /** What waits on disk, each once the one before has gone. */
  async #sayToCourse(course: CourseRoom): Promise<void> {
    if (this.#isHeld) return
    this.#isHeld = true
    while (this.#core.isOpen() && this.#course === course) {
      const [next] = this.#core.store.read.unsaid(this.#id, '', 1)
      if (!next) break
      await course.say(next.id, next.text)
    }
    if (this.#course === course) this.#isHeld = false
  }

  #draft(item: PostItem): void {
    if (this.#drafts.length === 0 && !this.#isHeld) setImmediate(() => this.#post())
    this.#drafts.push(item)
  }

  #offerOf(id: string): PostItem | null {
    const message = this.#core.store.read.message(this.#id, id)
    const body = message?.file ? offerAgain(this.#core.store.read, this.#id, message) : null
    if (!body) return null
    const { kind, ...offer } = body
    return { k: kind, id, ...offer }
  }

  /** As much as goes out; the rest follows. */
  #post(): void {
    const to = this.#to
    while (to && this.#drafts.length > 0 && !this.#isHeld) {
      let length = 0
      const many = this.#drafts.findIndex((item, index) => {
        length += 'text' in item ? item.text.length : 0
        return index > 0 && (length > postLength || index >= postItems)
      })
      const items = this.#drafts.splice(0, many === -1 ? this.#drafts.length : many)
      to.post(items)
      void this.#setStates(items, 'sent', null)
      if (!to.isFree) this.#hold(to)
    }
  }

  #hold(to: RoomClient): void {
    this.#isHeld = true
    to.onceFree(() => {
      if (this.#to !== to) return
      this.#isHeld = false
      this.#post()
    })
  }

  async #setStates(items: readonly PostItem[], state: 'sent' | 'failed', failure: AppError | null): Promise<void> {
    for (const item of items) {
      if (!('id' in item)) continue
      const message = this.#core.isOpen() ? this.#core.store.read.message(this.#id, item.id) : null
      if (!message || message.state === 'delivered') continue
      // `sent` is true of this connection only: on disk it stays queued.
      if (state === 'failed') await this.#core.store.write((tx) => tx.setMessageState(this.#id, item.id, state, failure?.toData() ?? null))
      emit(this.#core, { type: 'message', message: { ...message, state, failure: failure?.toData() ?? null } })
      this.#conversations.touch(this.#id)
    }
  }
}
