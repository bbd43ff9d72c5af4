import { createHash } from 'node:crypto'
import { limits } from '../../../../shared/limits.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { Author, Notice } from '../../../../shared/model/message.ts'
import type { NewMessage, TransferPlace } from '../../../store/types.ts'
import { printable, safeName } from '../../core/text.ts'
import { safeFileName } from '../../protocols/files/index.ts'
import { type AnyItem, type Facts, isChange, may, roleOf, type Seen } from '../../protocols/room/index.ts'
import { offered, placeOf } from '../files/state.ts'
import type { RoomChange } from './changes.ts'

/** What entries of a room's log are in its conversation. */
export interface RecordContext {
  readonly conversationId: string
  readonly me: string
  readonly now: number
  /** The name of someone, as far as it is known. */
  readonly nameOf: (who: string) => string
  readonly facts: Facts
  /** Where the host of this epoch is for everybody; null: not known. */
  readonly hostAt: (epoch: number, port: number) => Address | null
}

/** What an entry is in the conversation: a message or notice, with the place of an offered file, or what it changes. */
export type Recorded = { readonly message: NewMessage; readonly place?: TransferPlace; readonly seq: number } | { readonly change: RoomChange }

/** Messages, notices and changes of one entry, in order. Pure. */
export function recordsOf({ entry, opened, role }: Seen, context: RecordContext): Recorded[] {
  const at = Math.min(entry.at, context.now + limits.clockAheadMs)
  const records: Recorded[] = []
  let index = -1
  const add = (part: Partial<NewMessage> & Pick<NewMessage, 'from'>, place?: TransferPlace) => {
    index++
    const message: NewMessage = {
      id: idOf(at, `${context.facts.room} ${entry.q} ${index}`),
      conversationId: context.conversationId,
      text: '',
      notice: null,
      order: orderOf(at, entry.q, index),
      sentAt: at,
      receivedAt: context.now,
      state: 'received',
      failure: null,
      late: false,
      replyTo: null,
      ...part,
    }
    records.push({ message, seq: entry.q, ...(place ? { place } : {}) })
  }
  const notice = (code: Notice['code'], details: Notice['details']) => add({ from: 'system', notice: { code, details } })
  const { b } = entry
  switch (b.k) {
    case 'in':
      if (!b.again) notice('member-joined', { name: safeName(b.name) })
      break
    case 'out':
      notice(leftBy[b.why], { name: safeName(b.name) })
      break
    case 'epoch':
      if (entry.e > 1) notice('room-host', { name: safeName(b.name), ...context.hostAt(entry.e, b.port ?? 0) })
      break
    case 'plain':
      for (const [name, text] of b.lines) add({ from: 'them', text: printable(text), author: { name: safeName(name), personId: null } })
      break
    case 'post': {
      if (!opened) break
      const author: Author = { name: context.nameOf(opened.author), personId: opened.author }
      const isMine = opened.author === context.me
      const said = { from: isMine ? ('me' as const) : ('them' as const), author, ...(isMine ? { state: 'delivered' as const, receivedAt: null } : {}) }
      opened.post.items.forEach((item, part) => {
        if (item.k === 'text') add({ ...said, id: item.id, text: item.text, replyTo: item.re })
        else if (item.k === 'file') {
          const offer = { ...item, kind: 'file' as const }
          add({ ...said, id: item.id, text: safeFileName(item.name), file: offered(offer) }, isMine ? undefined : placeOf(offer))
        } else if (isChange(item)) {
          const by = { author: opened.author, name: author.name, role: role ?? roleOf(context.facts, opened.author) }
          records.push({ change: { ...by, isMine, seq: entry.q, part, at, item } })
        } else if (may(context.facts, opened.author, item) || item.k === 'role') noticeOf(item, author.name, context, notice)
      })
    }
  }
  return records
}

const leftBy = { quit: 'member-left', lost: 'member-left', slow: 'member-slow', removed: 'member-removed', banned: 'member-banned' } as const

function noticeOf(item: AnyItem, by: string, { nameOf }: RecordContext, notice: (code: Notice['code'], details: Notice['details']) => void): void {
  switch (item.k) {
    case 'name':
      return void notice('room-name', { by, name: safeName(item.name) })
    case 'topic':
      return void notice('room-topic', { by, topic: printable(item.topic) })
    case 'rules':
      return void notice('room-rules', { by, entry: item.rules.entry, plain: Number(item.rules.plain) })
    case 'mute':
      return void notice(item.on ? 'member-muted' : 'member-unmuted', { by, name: nameOf(item.who) })
    case 'role':
      return void notice('member-role', { by, name: nameOf(item.who), role: item.role })
    default:
  }
}

/** The same for everyone who has the entry: it is stored once however often it comes. */
function idOf(at: number, text: string): string {
  const time = at.toString(16).padStart(12, '0')
  const hex = createHash('sha256').update(text).digest('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-8${hex.slice(3, 6)}-${hex.slice(6, 18)}`
}

/** Sorts as the host numbered. */
export function orderOf(at: number, seq: number, index: number): string {
  return `${at.toString(16).padStart(12, '0')}0000${'room____'}${seq.toString(16).padStart(10, '0')}${index.toString(16).padStart(4, '0')}`
}
