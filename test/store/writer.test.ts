import { expect, it } from 'vitest'
import { limits } from '../../shared/limits.ts'
import { addConversation, aLog, aMessage, idAt } from './helpers/samples.ts'
import { openIn, openTemporary, temporaryFolder } from './helpers/temporary.ts'

it('undoes a job that throws alone: its neighbours in the group are stored, in order', async () => {
  const store = await openTemporary()
  await addConversation(store, 'c')
  await store.write((tx) => tx.setLog('c', aLog()))
  const jobs = Array.from({ length: 20 }, (_, index) =>
    store.write((tx) => {
      const log = tx.read.log('c')
      tx.addMessage(aMessage('c', index + 1))
      if (log) tx.setLog('c', { ...log, theirSeq: log.theirSeq + 1 })
      if (index % 4 === 1) throw new Error(`job ${index}`)
      if (index % 4 === 2) tx.addOutbox('none', { seq: 1, messageId: '', kind: 'text', frame: new Uint8Array(), queuedAt: 1 })
      return index
    }),
  )
  const settled = await Promise.allSettled(jobs)
  expect(settled.map((s) => s.status === 'fulfilled')).toEqual(settled.map((_, index) => index % 4 === 0 || index % 4 === 3))
  expect(settled[1]).toMatchObject({ reason: { message: 'job 1' } })
  expect(settled[2]).toMatchObject({ reason: { code: 'unknown-conversation' } })
  expect(store.read.page('c', { type: 'newest' }, 50).messages).toHaveLength(10)
  expect(store.read.log('c')?.theirSeq).toBe(10)
  expect(store.status().error).toBeNull()
})

it('rejects a thousand failing jobs without running them again and again', async () => {
  const store = await openTemporary()
  let runs = 0
  const fail = () => {
    runs++
    throw new Error('no')
  }
  const settled = await Promise.allSettled(Array.from({ length: 1_000 }, () => store.write(fail)))
  expect(settled.every((s) => s.status === 'rejected')).toBe(true)
  expect(runs).toBeLessThan(1_100)
})

it('fulfils in the order of the writes, after the commit', async () => {
  const store = await openTemporary()
  await addConversation(store, 'c')
  const order: number[] = []
  await Promise.all(
    [1, 2, 3].map(async (time) => {
      await store.write((tx) => tx.addMessage(aMessage('c', time)))
      order.push(time)
    }),
  )
  expect(order).toEqual([1, 2, 3])
})

it('says that the queue is full, and goes on when it has drained', async () => {
  const store = await openTemporary()
  await addConversation(store, 'c')
  const waiting = Array.from({ length: limits.storeQueue }, () => store.write(() => 1))
  await expect(store.write(() => 1)).rejects.toMatchObject({ code: 'queue-full' })
  expect(await Promise.all(waiting)).toHaveLength(limits.storeQueue)
  expect(await store.write(() => 2)).toBe(2)
})

it('commits what waits when it closes, and refuses afterwards', async () => {
  const folder = temporaryFolder()
  const store = await openIn(folder)
  await addConversation(store, 'c')
  const last = store.write((tx) => tx.addMessage(aMessage('c', 1)))
  await store.close()
  await store.close()
  expect(await last).toBe(true)
  await expect(store.write(() => 1)).rejects.toMatchObject({ code: 'store-failed' })
  expect((await openIn(folder)).read.message('c', idAt(1))).not.toBeNull()
})

it('lets the event loop turn while a long queue is written', async () => {
  const store = await openTemporary()
  await addConversation(store, 'c')
  let longest = 0
  let last = performance.now()
  const watch = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 1)
  await Promise.all(Array.from({ length: 5_000 }, (_, i) => store.write((tx) => tx.addMessage(aMessage('c', i)))))
  clearInterval(watch)
  expect(longest).toBeLessThan(250)
})

it('calls back at the commit, before it fulfils, and commits a tidy job with the next one or before a read', async () => {
  const store = await openTemporary()
  await addConversation(store, 'c')
  const order: string[] = []
  const tidy = store.tidy((tx) => tx.addMessage(aMessage('c', 1))).then(() => order.push('tidy'))
  const written = store.write(
    (tx) => tx.read.message('c', idAt(1)) !== null,
    (seen) => order.push(`committed after it: ${seen}`),
  )
  await written.then(() => order.push('written'))
  await tidy
  expect(order[0]).toBe('committed after it: true')
  expect(order.indexOf('written')).toBeGreaterThan(0)
  void store.tidy((tx) => tx.addMessage(aMessage('c', 2)))
  expect(store.read.message('c', idAt(2))).not.toBeNull()
})

it('a tidy job that fails while something is read is rejected, and holds up none of its neighbours', async () => {
  const store = await openTemporary()
  await addConversation(store, 'c')
  const first = store.tidy((tx) => tx.addMessage(aMessage('c', 1)))
  const failed = store.tidy(() => {
    throw new Error('no')
  })
  store.read.conversations()
  await Promise.all([first, expect(failed).rejects.toThrow('no')])
  expect(store.read.message('c', idAt(1))).not.toBeNull()
})

it('calls back in order, also when a callback reads while more is still to be written', async () => {
  const store = await openTemporary()
  await addConversation(store, 'c')
  const order: number[] = []
  const write = (n: number, job: () => void = () => {}) =>
    store.write(
      () => job(),
      () => {
        store.read.page('c', { type: 'newest' }, 1)
        order.push(n)
      },
    )
  // Longer than a group may take: what follows is for the next one.
  const long = () => {
    const until = performance.now() + 5
    while (performance.now() < until);
  }
  await Promise.all([write(0), write(1, long), write(2), write(3, long), write(4)])
  expect(order).toEqual([0, 1, 2, 3, 4])
})
