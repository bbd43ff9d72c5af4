import { AppError } from '../../shared/errors.ts'
import type { FileInfo, WaitingOffers } from '../../shared/model/file.ts'
import type { Message } from '../../shared/model/message.ts'
import type { FakeCommandDeps, FakeCommands } from './fake-commands.ts'
import { fakeFile } from './fake-file.ts'
import { fakeMessage } from './fake-message.ts'

/** Bytes a second, and how often that is told, ms. */
const pace = 3_000_000
const stepMs = 250

type FileChannel =
  | 'file.decide'
  | 'file.list'
  | 'file.waiting'
  | 'file.decideAll'
  | `window.${'sendFiles' | 'sendDropped' | 'sendPasted' | 'showFile' | 'whereFile' | 'chooseDownloads' | 'whereDownloads' | 'showDownloads'}`

/** Files that go nowhere: they are offered, move and end as real ones do. */
export function createFakeFiles({ core, random, now, later }: FakeCommandDeps): Pick<FakeCommands, FileChannel> {
  const change = (message: Message, patch: Partial<FileInfo>): Message => core.put({ ...message, file: { ...fakeFile(), ...message.file, ...patch } })
  const move = (conversationId: string, id: string) => {
    const message = core.message(conversationId, id)
    const { file } = message
    if (file?.state !== 'accepted' || file.pausedByMe || file.pausedByThem) return
    const at = Math.min(file.size, file.at + (pace * stepMs) / 1_000)
    const isDone = at >= file.size
    core.emit({ type: 'transfer', transfer: { conversationId, id, at, rate: isDone ? null : pace, moving: !isDone } })
    change(message, isDone ? { at, state: 'done', savedAs: message.from === 'them' ? message.text : null } : { at })
    if (!isDone) later(stepMs, () => move(conversationId, id))
  }
  const offer = (conversationId: string, name: string, size: number): Message => {
    const message = core.put(
      fakeMessage(random, {
        conversationId,
        from: 'me',
        sentAt: now(),
        order: core.nextOrder(now()),
        text: name,
        state: 'delivered',
        file: fakeFile({ size }),
      }),
    )
    const { kind, title } = core.talk(conversationId).conversation
    later(800, () => {
      if (kind === 'room') return void change(core.message(conversationId, message.id), { takenBy: [{ name: title, personId: '' }] })
      change(core.message(conversationId, message.id), { state: 'accepted' })
      move(conversationId, message.id)
    })
    return message
  }
  const offers = (conversationId: string) =>
    core
      .talk(conversationId)
      .messages()
      .filter((m) => m.from === 'them' && m.file?.state === 'offered')
  const decide: FakeCommands['file.decide'] = ({ conversationId, id, decision }) => {
    const message = core.message(conversationId, id)
    if (!message.file) throw new AppError('unknown-message')
    const states = { accept: 'accepted', retry: 'accepted', decline: 'declined', cancel: 'cancelled', pause: 'accepted', resume: 'accepted' } as const
    const isMyChoice = message.from === 'them' && core.talk(conversationId).conversation.kind === 'room'
    const state = decision === 'cancel' && isMyChoice ? 'declined' : states[decision]
    const changed = change(message, { state, failure: null, pausedByMe: decision === 'pause' })
    if (decision === 'pause') core.emit({ type: 'transfer', transfer: { conversationId, id, at: message.file.at, rate: null, moving: false } })
    later(stepMs, () => move(conversationId, id))
    return changed
  }
  return {
    'file.decide': decide,
    'file.waiting': ({ id }) => {
      const byAuthor = new Map<string, WaitingOffers>()
      for (const { id: last, author, file } of offers(id)) {
        const { count, size } = byAuthor.get(author?.personId ?? '') ?? { count: 0, size: 0 }
        byAuthor.set(author?.personId ?? '', { last, count: count + 1, size: size + (file?.size ?? 0) })
      }
      return [...byAuthor.values()].filter(({ count }) => count > 1)
    },
    'file.decideAll': ({ conversationId, last, decision }) => {
      const { order, author } = core.message(conversationId, last)
      const all = offers(conversationId).filter((m) => m.order <= order && m.author?.personId === author?.personId)
      for (const { id } of all) void decide({ conversationId, id, decision })
      return { decided: all.length }
    },
    'file.list': ({ conversationId, before, limit }) =>
      core
        .talk(conversationId)
        .messages()
        .filter((m) => m.file && (before === null || m.order < before))
        .slice(-limit)
        .reverse(),
    'window.sendFiles': ({ ids, what }) => {
      for (const id of ids) offer(id, what === 'folder' ? 'Vacances' : 'compte-rendu.pdf', 1_900_000)
      return { offered: 1 }
    },
    'window.sendDropped': ({ ids, tokens }) => {
      for (const token of tokens) for (const id of ids) offer(id, token, 6_400_000)
      return { offered: tokens.length }
    },
    'window.sendPasted': ({ ids, name, bytes }) => {
      for (const id of ids) offer(id, name, bytes.length)
      return { offered: 1 }
    },
    'window.showFile': () => null,
    'window.whereFile': ({ conversationId, id }) => ({ path: `/home/alice/Downloads/${core.message(conversationId, id).text}`, gone: core.gone.has(id) }),
    'window.whereDownloads': () => ({ path: core.state.settings.downloads ?? '/home/alice/Downloads' }),
    'window.showDownloads': () => null,
    'window.chooseDownloads': () => core.settings({ downloads: '/home/alice/Palabre' }),
  }
}
