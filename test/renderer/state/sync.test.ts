import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Api } from '../../../renderer/api.ts'
import { useApp } from '../../../renderer/state/app-store.ts'
import { applyEvent } from '../../../renderer/state/apply-event.ts'
import { readCore } from '../../../renderer/state/core-state.ts'
import { useSelection } from '../../../renderer/state/selection-store.ts'
import { retryStart, startState } from '../../../renderer/state/start.ts'
import { emptyThread, threadLimits } from '../../../renderer/state/thread.ts'
import { openThread } from '../../../renderer/state/thread-actions.ts'
import { getThread } from '../../../renderer/state/threads-store.ts'
import { AppError } from '../../../shared/errors.ts'
import type { NumberedEvent } from '../../../shared/events.ts'
import type { Room } from '../../../shared/model/room.ts'
import { createFakeApi, type FakeApi } from '../../helpers/fake-api.ts'
import { resetStores, settled } from '../reset-stores.ts'

/** An api whose events pass through our hands. */
function held(fake: FakeApi): { api: Api; batches: (readonly NumberedEvent[])[]; deliver: (batch: readonly NumberedEvent[]) => void } {
  const batches: (readonly NumberedEvent[])[] = []
  let deliver: (batch: readonly NumberedEvent[]) => void = () => undefined
  fake.core.onEvents((batch) => batches.push(batch))
  const onEvents: Api['onEvents'] = (listener) => {
    deliver = listener
    return () => undefined
  }
  return { batches, deliver: (batch) => deliver(batch), api: { ...fake, onEvents } }
}

const world = () => createFakeApi({ now: () => 1_790_000_000_000, crowd: 0, longest: 50 })

async function change(fake: FakeApi, step: number): Promise<void> {
  const id = fake.idOf('Awa')
  const last = fake.core.talk(id).messages().at(-1)
  if (step === 0 && last)
    fake.core.put({ ...last, id: crypto.randomUUID(), from: 'them', text: 'x', order: fake.core.nextOrder(last.sentAt), state: 'received' })
  if (step === 1 && last) fake.core.put({ ...last, text: `${last.text}!` })
  if (step === 2) fake.core.link(id, { rttMs: Math.random() })
  if (step === 3) fake.core.conversation(fake.idOf('Nils'), { note: String(Math.random()) })
  await Promise.resolve()
}

beforeEach(resetStores)

describe('the state and the core', () => {
  it('agree after a start', async () => {
    const fake = world()
    const stop = startState(fake)
    await settled()
    expect(useApp.getState().status).toBe('ready')
    expect(Object.keys(readCore().conversations)).toHaveLength(fake.core.state.talks.length)
    stop()
  })

  it('say that there is more above once a room does', async () => {
    const fake = world()
    const stop = startState(fake)
    await settled()
    const id = fake.idOf('Nils')
    await openThread(id)
    const before = readCore()
    const thread = { ...(before.threads[id] ?? emptyThread), hasOlder: false }
    const told = (hasOlder: boolean) =>
      applyEvent({ ...before, threads: { [id]: thread } }, { type: 'room', room: { conversationId: id, hasOlder } as Room }).threads[id]
    expect([told(false)?.hasOlder, told(true)?.hasOlder]).toEqual([false, true])
    stop()
  })

  it('agree again after any loss, doubling or reordering of batches', async () => {
    const steps = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 25 })
    await fc.assert(
      fc.asyncProperty(steps, fc.infiniteStream(fc.integer({ min: 0, max: 5 })), async (script, fates) => {
        resetStores()
        const fake = world()
        const { api, batches, deliver } = held(fake)
        const stop = startState(api)
        await settled()
        const id = fake.idOf('Awa')
        useSelection.setState({ conversationId: id })
        await openThread(id)
        const late: (readonly NumberedEvent[])[] = []
        for (const step of script) {
          await change(fake, step)
          await Promise.resolve()
          for (const batch of batches.splice(0)) {
            const fate = fates.next().value
            if (fate === 0) continue
            if (fate === 1) late.push(batch)
            else deliver(batch)
            if (fate === 2) deliver(batch)
            if (fate === 3) for (const old of late.splice(0)) deliver(old)
          }
        }
        await change(fake, 2)
        await Promise.resolve()
        for (const batch of [...late, ...batches.splice(0)]) deliver(batch)
        await settled()
        const state = readCore()
        expect(Object.values(state.conversations)).toEqual(expect.arrayContaining(fake.core.state.talks.map((t) => t.conversation)))
        expect(state.links[id]).toEqual(fake.core.talk(id).link)
        const shown = getThread(id)?.messages ?? []
        expect(shown).toEqual(fake.core.talk(id).messages().slice(-shown.length))
        expect(shown.length).toBeGreaterThanOrEqual(threadLimits.firstPage)
        stop()
      }),
      { numRuns: 60 },
    )
  })

  it('follow a conversation that turns out to be another one, with what was being written', async () => {
    const fake = world()
    const stop = startState(fake)
    await settled()
    const [from, to] = [fake.idOf('192.168.1.42'), fake.idOf('Nils')]
    useSelection.setState({ conversationId: from })
    const { setComposing, composing } = await import('../../../renderer/state/composer-store.ts')
    setComposing(from, { text: 'half a sentence' })
    fake.core.remove(from, to)
    await settled()
    expect(useSelection.getState().conversationId).toBe(to)
    expect(composing(to).text).toBe('half a sentence')
    stop()
  })

  it('say so when the core does not answer, and recover on request', async () => {
    const fake = world()
    fake.failNext('app.snapshot', 'store-locked')
    const stop = startState(fake)
    await settled()
    expect(useApp.getState()).toMatchObject({ status: 'failed', error: { code: 'store-locked' } })
    retryStart()
    await settled()
    expect(useApp.getState().status).toBe('ready')
    stop()
  })

  it('keep no word of an error that is not on the list', async () => {
    const fake = world()
    const stop = startState({ ...fake, call: () => Promise.reject(new AppError('internal', { cause: 'test' })) })
    await settled()
    expect(useApp.getState().error?.code).toBe('internal')
    stop()
  })
})
