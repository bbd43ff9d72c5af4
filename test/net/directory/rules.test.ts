import { describe, expect, it } from 'vitest'
import { Budgets } from '../../../electron/net/protocols/directory/budgets.ts'
import { budgetsMax } from '../../../electron/net/protocols/directory/constants.ts'
import { FairQueue } from '../../../electron/net/protocols/directory/fair-queue.ts'
import { Turns } from '../../../electron/net/protocols/directory/turns.ts'
import { Watchers } from '../../../electron/net/protocols/directory/watchers.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'

describe('a budget', () => {
  it('is for so many at once, and so many come back each second', () => {
    const clock = new FakeClock()
    const budgets = new Budgets({ burst: 3, perSecond: 2 }, clock)
    expect([1, 2, 3, 4].map(() => budgets.take('a'))).toEqual([0, 0, 0, 500])
    expect(budgets.take('b')).toBe(0)
    clock.advance(500)
    expect([budgets.take('a'), budgets.take('a')]).toEqual([0, 500])
    clock.advance(60_000)
    expect([1, 2, 3, 4].map(() => budgets.take('a'))).toEqual([0, 0, 0, 500])
  })

  it('is remembered for so many, the spent ones longest', () => {
    const clock = new FakeClock()
    const budgets = new Budgets({ burst: 1, perSecond: 1 }, clock)
    for (let i = 0; i < budgetsMax; i++) budgets.take(`early ${i}`)
    clock.advance(2_000)
    budgets.take('early 0')
    budgets.take('late')
    expect(budgets.size).toBe(2)
    expect(budgets.take('early 0')).toBeGreaterThan(0)
    for (let i = 0; i < 2 * budgetsMax; i++) budgets.take(`flood ${i}`)
    expect(budgets.size).toBeLessThanOrEqual(budgetsMax)
  })
})

it('a fair queue takes one of each origin in turn, each in the order of arrival', () => {
  const queue = new FairQueue<string>()
  for (const [origin, item] of [
    ['a', 'a1'],
    ['a', 'a2'],
    ['a', 'a3'],
    ['b', 'b1'],
    ['c', 'c1'],
    ['b', 'b2'],
  ] as const)
    queue.push(origin, item)
  expect(queue.size).toBe(6)
  expect([1, 2, 3, 4, 5, 6, 7].map(() => queue.next())).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', undefined])
  expect(queue.size).toBe(0)
})

it('watchers are told once, by identity or by name, and forgotten without a trace', () => {
  const watchers = new Watchers<string>()
  watchers.watch('one', { ids: ['A'], keys: ['alice'] })
  watchers.watch('two', { ids: [], keys: ['alice'] })
  expect([...watchers.of('A', 'alice')]).toEqual(['one', 'two'])
  expect([...watchers.of('A', 'other')]).toEqual(['one'])
  expect([...watchers.ofKey('alice')]).toEqual(['one', 'two'])
  expect([...watchers.of('B', 'bob')]).toEqual([])
  watchers.unwatch('one', { ids: ['A'], keys: ['alice'] })
  watchers.unwatch('two', { ids: ['A'], keys: ['alice'] })
  expect(watchers.watched()).toEqual({ ids: [], keys: [] })
})

it('work in slices lets everything else have its turn in between', async () => {
  let now = 0
  const turns = new Turns(8, () => now)
  const done: number[] = []
  const works = Array.from({ length: 10 }, async (_, i) => {
    await turns.next()
    now += 3
    done.push(i)
  })
  const seen: number[] = []
  while (done.length < 10) {
    await new Promise(setImmediate)
    seen.push(done.length)
  }
  await Promise.all(works)
  expect(done).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(seen.some((count) => count > 0 && count < 10)).toBe(true)
})
