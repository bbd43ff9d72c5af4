import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { DiskSync } from '../../electron/store/disk-sync.ts'
import { temporaryFolder } from './helpers/temporary.ts'

/** A sync of it fails: there is nothing to sync. */
const unsyncable = '/dev/null'
const syncOf = (checkpoint: () => boolean) => {
  const troubles: unknown[] = []
  return { troubles, sync: new DiskSync({ checkpoint, onTrouble: (thrown) => troubles.push(thrown) }) }
}
const after = (sync: DiskSync, file = unsyncable) => new Promise<boolean>((resolve) => sync.after(file, [resolve]))

it('calls back in order, also what came while a sync was running', async () => {
  const file = join(temporaryFolder(), 'wal')
  writeFileSync(file, 'x')
  const { sync, troubles } = syncOf(() => false)
  const order: number[] = []
  await Promise.all([1, 2, 3].map((n) => after(sync, file).then(() => order.push(n))))
  expect(order).toEqual([1, 2, 3])
  expect(sync.waiting).toBe(0)
  expect(troubles).toEqual([])
  sync.now()
})

it.skipIf(process.platform === 'win32')('takes the way through the main file when a sync fails', async () => {
  let checkpoints = 0
  const { sync, troubles } = syncOf(() => ++checkpoints > 0)
  expect(await after(sync)).toBe(true)
  expect(checkpoints).toBe(1)
  expect(troubles).toEqual([])
})

it.skipIf(process.platform === 'win32')('promises nothing while neither is possible, says so, and goes on by itself', async () => {
  let isPossible = false
  const { sync, troubles } = syncOf(() => isPossible)
  const done = after(sync)
  await expect.poll(() => troubles.length).toBe(1)
  expect(sync.waiting).toBe(1)
  isPossible = true
  expect(await done).toBe(true)
  expect(troubles).toHaveLength(2)
  expect(troubles[1]).toBeNull()
})

it.skipIf(process.platform === 'win32')('at the end says what could not be put on disk', async () => {
  const { sync } = syncOf(() => false)
  const done = after(sync)
  sync.now()
  expect(await done).toBe(false)
})

it('at the end holds until it is there', async () => {
  const file = join(temporaryFolder(), 'wal')
  writeFileSync(file, 'x')
  const { sync } = syncOf(() => false)
  let isDone = false
  sync.after(file, [() => (isDone = true)])
  sync.now()
  expect(isDone).toBe(true)
})

it('after a failed sync believes no other, until the main file has it all', async () => {
  const file = join(temporaryFolder(), 'wal')
  let checkpoints = 0
  const { sync, troubles } = syncOf(() => ++checkpoints > 1)
  const done = after(sync, file)
  expect(troubles).toHaveLength(1)
  writeFileSync(file, 'x')
  expect(await done).toBe(true)
  expect(checkpoints).toBe(2)
  expect(await after(sync, file)).toBe(true)
  expect(checkpoints).toBe(2)
  sync.now()
})
