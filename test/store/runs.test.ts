import { expect, it } from 'vitest'
import { historyLimits as limits, passiveLimits } from '../../shared/diagnostic-limits.ts'
import type { MtuRun } from '../../shared/model/runs.ts'
import { digestOf } from '../../shared/runs/digest.ts'
import { addConversation } from './helpers/samples.ts'
import { openIn, openTemporary, temporaryFolder } from './helpers/temporary.ts'

const idOf = (n: number) => `01920000-0000-7000-8000-${String(n).padStart(12, '0')}`

function aRun(n: number, { host = 'h', largest = 1_472 as number | null } = {}): MtuRun {
  const samples = [{ seq: 0, atMs: 1, size: 1_200, passed: largest !== null, tries: 1 }]
  const options = { host, port: 7, most: 1_472 }
  return { id: idOf(n), kind: 'mtu', options, samples, summary: { largest, atMost: true }, startedAt: n, endedAt: n + 1, state: 'complete', error: null }
}

it('keeps runs over a restart, newest first, whole, and finds the last good one of the same kind and target', async () => {
  const folder = temporaryFolder()
  const store = await openIn(folder)
  const runs = [aRun(1), aRun(2, { largest: null }), aRun(3, { host: 'other' }), aRun(4)]
  await store.write((tx) => runs.forEach((run) => void tx.addRun(run, digestOf(run))))
  await store.close()
  const again = await openIn(folder)
  expect(again.read.runs(null, 10).map(({ id }) => id)).toEqual([4, 3, 2, 1].map(idOf))
  expect(again.read.runs('mtu', 1)).toEqual([digestOf(aRun(4))])
  expect(again.read.runs('http', 10)).toEqual([])
  expect(again.read.run(idOf(2))).toEqual({ run: aRun(2, { largest: null }), digest: digestOf(aRun(2, { largest: null })) })
  expect(again.read.lastGoodRun('mtu', 'h:7', 4)?.id).toBe(idOf(1))
  expect(again.read.lastGoodRun('mtu', 'h:7', 1)).toBeNull()
  await again.write((tx) => tx.forgetRun(idOf(4)))
  expect(again.read.run(idOf(4))).toBeNull()
  await again.write((tx) => tx.forgetRun(null))
  expect(again.read.runs(null, 10)).toEqual([])
})

it('lets the oldest go when there are too many, the last good one of a target last', async () => {
  const store = await openTemporary()
  const first = aRun(1, { host: 'precious' })
  await store.write((tx) => tx.addRun(first, digestOf(first)))
  await store.write((tx) => {
    for (let n = 2; n <= limits.runs + 20; n++) tx.addRun(aRun(n), digestOf(aRun(n)))
  })
  const kept = store.read.runs(null, limits.runs + 50).map(({ id }) => id)
  expect(kept).toHaveLength(limits.runs)
  expect(kept.at(-1)).toBe(idOf(1))
  expect(kept[0]).toBe(idOf(limits.runs + 20))
  expect(kept).not.toContain(idOf(2))
})

it('keeps a day of round trips per conversation, which goes with it', async () => {
  const store = await openTemporary()
  await addConversation(store, 'c')
  const { bucketMs, buckets } = passiveLimits
  const bucket = (n: number) => ({ at: n * bucketMs, asked: 3, answered: 2, minMs: 0.5, p50Ms: 1.25, maxMs: 9 })
  await store.write((tx) => {
    for (let n = 1; n <= buckets + 12; n++) tx.setPassive('c', bucket(n))
    tx.setPassive('nobody', bucket(1))
  })
  const now = (buckets + 12) * bucketMs
  const kept = store.read.passive('c', now - buckets * bucketMs)
  expect(kept).toHaveLength(buckets)
  expect([kept[0], kept.at(-1)]).toEqual([bucket(13), bucket(buckets + 12)])
  await store.write((tx) => tx.setPassive('c', { ...bucket(buckets + 12), answered: 3 }))
  expect(store.read.passive('c', 0).at(-1)?.answered).toBe(3)
  await store.write((tx) => tx.removeConversation('c'))
  expect(store.read.passive('c', 0)).toEqual([])
})
