import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useComposer } from '../../../renderer/state/composer-store.ts'
import { clear, forget, markRead, sayTyping } from '../../../renderer/state/conversation-actions.ts'
import { useConversations } from '../../../renderer/state/conversations-store.ts'
import { flushDrafts, restoreDraft, writeDraft } from '../../../renderer/state/draft-actions.ts'
import { flushLeaving, useLeaving } from '../../../renderer/state/leaving-store.ts'
import { deleteMessage, retryMessage, sendMessage, undoMs } from '../../../renderer/state/message-actions.ts'
import { useSelection } from '../../../renderer/state/selection-store.ts'
import { startState } from '../../../renderer/state/start.ts'
import { isPending, threadLimits } from '../../../renderer/state/thread.ts'
import { jumpToMessage, jumpToTime, loadNewer, loadOlder, openThread } from '../../../renderer/state/thread-actions.ts'
import { getThread, useThreads } from '../../../renderer/state/threads-store.ts'
import { useToasts } from '../../../renderer/state/toasts-store.ts'
import { createFakeApi, type FakeApi } from '../../helpers/fake-api.ts'
import { resetStores } from '../reset-stores.ts'

let fake: FakeApi
let stop: () => void
let id: string

beforeEach(async () => {
  vi.useFakeTimers()
  resetStores()
  fake = createFakeApi({ longest: 3_000, crowd: 4 })
  stop = startState(fake)
  await vi.advanceTimersByTimeAsync(0)
  id = fake.idOf('Awa')
  await openThread(id)
})

afterEach(() => {
  stop()
  fake.stop()
  vi.useRealTimers()
})

const lastMessage = () => getThread(id)?.messages.at(-1)
const callsOf = (channel: string) => fake.calls.filter((call) => call.channel === channel)

describe('sending', () => {
  it('shows the message before the core has answered, and once afterwards', async () => {
    const sent = sendMessage(id, 'bonjour')
    expect(lastMessage()).toMatchObject({ text: 'bonjour', state: 'queued' })
    expect(isPending(lastMessage() as never)).toBe(true)
    const before = getThread(id)?.messages.length
    await sent
    await vi.advanceTimersByTimeAsync(2_000)
    expect(getThread(id)?.messages.length).toBe(before)
    expect(lastMessage()).toMatchObject({ text: 'bonjour', state: 'read' })
  })

  it('says on the message what failed, and the same message goes again', async () => {
    fake.failNext('message.send', 'disk-full')
    await sendMessage(id, 'bonjour')
    const failed = lastMessage()
    expect(failed).toMatchObject({ state: 'failed', failure: { code: 'disk-full' } })
    await retryMessage(failed as never)
    expect(lastMessage()).toMatchObject({ id: failed?.id, state: 'queued' })
    expect(callsOf('message.send').map((call) => (call.args as { id: string }).id)).toEqual([failed?.id, failed?.id])
  })

  it('comes back to the newest messages first when the reader is far up', async () => {
    const far = fake.idOf('Club')
    await jumpToTime(far, 0)
    expect(getThread(far)?.hasNewer).toBe(true)
    await sendMessage(far, 'là')
    expect(getThread(far)).toMatchObject({ hasNewer: false })
    expect(getThread(far)?.messages.at(-1)?.text).toBe('là')
  })
})

describe('paging', () => {
  it('reaches the oldest message and comes back, always without a hole', async () => {
    const far = fake.idOf('Club')
    const all = fake.core.talk(far).messages()
    await openThread(far)
    for (let guard = 0; getThread(far)?.hasOlder && guard < 60; guard++) await loadOlder(far)
    expect(getThread(far)?.messages[0]).toBe(all[0])
    for (let guard = 0; getThread(far)?.hasNewer && guard < 60; guard++) await loadNewer(far)
    const shown = getThread(far)?.messages ?? []
    expect(shown).toEqual(all.slice(-shown.length))
  })

  it('opens at the first unread message when there are many', async () => {
    const far = fake.idOf('Club')
    const readUpTo = useConversations.getState().byId[far]?.readUpTo as string
    await openThread(far)
    expect(getThread(far)?.messages.findIndex((m) => m.order > readUpTo)).toBe(threadLimits.firstPage / 2)
    expect(getThread(far)?.hasOlder).toBe(true)
  })

  it('brings a far message into the window', async () => {
    const far = fake.idOf('Club')
    const target = fake.core.talk(far).messages()[1_234]?.id as string
    await jumpToMessage(far, target)
    expect(getThread(far)?.messages.some((m) => m.id === target)).toBe(true)
  })

  it('opens again at the newest message with no more than a first page, and goes on from there without a hole', async () => {
    const far = fake.idOf('Awa')
    const all = fake.core.talk(far).messages()
    await openThread(far)
    for (let i = 0; i < 3; i++) await loadOlder(far)
    const older = loadOlder(far)
    await openThread(far)
    expect(getThread(far)?.messages).toEqual(all.slice(-threadLimits.firstPage))
    await older
    await loadOlder(far)
    expect(getThread(far)?.messages).toEqual(all.slice(-threadLimits.firstPage - threadLimits.page))
  })

  it('leaves the conversation that is looked at as it is', async () => {
    await openThread(id)
    await loadOlder(id)
    const before = getThread(id)?.messages
    useSelection.setState({ conversationId: id })
    await openThread(id)
    expect(getThread(id)?.messages).toBe(before)
  })

  it('keeps the messages of eight conversations at most', async () => {
    for (const talk of fake.core.state.talks) await openThread(talk.conversation.id)
    expect(Object.keys(useThreads.getState().byConversation)).toHaveLength(8)
  })
})

describe('undo', () => {
  it('brings a deleted message back while its toast is there', async () => {
    const message = lastMessage() as never as { id: string }
    deleteMessage(message as never)
    expect(useLeaving.getState().messages.has(message.id)).toBe(true)
    useToasts.getState().toasts[0]?.undo?.()
    await vi.advanceTimersByTimeAsync(undoMs * 2)
    expect(useLeaving.getState().messages.size).toBe(0)
    expect(callsOf('message.delete')).toHaveLength(0)
  })

  it('really deletes it afterwards', async () => {
    deleteMessage(lastMessage() as never)
    await vi.advanceTimersByTimeAsync(undoMs + 10)
    expect(lastMessage()).toMatchObject({ deleted: true, text: '' })
  })

  it('does not forget to forget when the window closes early', async () => {
    forget(useConversations.getState().byId[id] as never)
    flushLeaving()
    await vi.advanceTimersByTimeAsync(0)
    expect(useConversations.getState().byId[id]).toBeUndefined()
  })

  it('shows cleared messages again', async () => {
    await clear(id)
    await vi.advanceTimersByTimeAsync(0)
    expect(getThread(id)?.messages).toHaveLength(0)
    useToasts.getState().toasts[0]?.undo?.()
    await vi.advanceTimersByTimeAsync(0)
    await openThread(id)
    expect(getThread(id)?.messages.length).toBe(threadLimits.firstPage)
  })
})

describe('small calls', () => {
  it('says "typing" at most every three seconds, and not at all when that is private', async () => {
    for (let i = 0; i < 10; i++) await sayTyping(id, true, 10_000 + i * 100)
    expect(callsOf('conversation.typing')).toHaveLength(1)
    await sayTyping(id, false, 12_000)
    fake.core.settings({ sendTyping: false })
    await vi.advanceTimersByTimeAsync(0)
    await sayTyping(id, true, 20_000)
    expect(callsOf('conversation.typing')).toHaveLength(2)
  })

  it('marks each point as read once', async () => {
    const order = lastMessage()?.order as string
    await markRead(id, order)
    await markRead(id, order)
    expect(callsOf('conversation.read')).toHaveLength(1)
  })

  it('keeps a draft after half a second, or at once when the window goes', async () => {
    restoreDraft(id)
    writeDraft(id, 'b')
    writeDraft(id, 'bo')
    expect(useComposer.getState().byConversation[id]?.text).toBe('bo')
    await vi.advanceTimersByTimeAsync(600)
    expect(callsOf('conversation.update')).toHaveLength(1)
    writeDraft(id, 'bon')
    flushDrafts()
    await vi.advanceTimersByTimeAsync(0)
    expect(fake.core.talk(id).conversation.draft).toBe('bon')
  })
})
