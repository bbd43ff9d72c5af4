import { expect, it } from 'vitest'
import { silentLogger } from '../../../electron/net/core/logger.ts'
import { commitRestMs } from '../../../electron/net/protocols/directory/constants.ts'
import { readRecord } from '../../../electron/net/protocols/directory/record.ts'
import { SqliteStore } from '../../../electron/net/protocols/directory/store/sqlite-store.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'
import { atEnd, recordOf, someone } from './harness.ts'

/** Time stands still but during the first commit: after the look at the clock that schedules it, and the one that begins it. */
class SlowDisk extends FakeClock {
  #looks = 0

  override monotonic(): number {
    if (++this.#looks === 3) this.advance(20)
    return super.monotonic()
  }
}

async function claims(store: SqliteStore, name: string): Promise<unknown> {
  const { record } = readRecord(recordOf(await someone(), name), Date.now())
  if (!record) throw new Error('no record')
  return store.claim({ record, session: name, now: Date.now() })
}

it('a commit waits as long as the one before took, so that a slow disk leaves time for those who ask', async () => {
  const clock = new SlowDisk(Date.now())
  const store = new SqliteStore(':memory:', { clock, logger: silentLogger })
  atEnd(() => store.close())
  await claims(store, 'alice')
  let there = false
  const second = claims(store, 'bob').then(() => {
    there = true
  })
  await expect.poll(() => clock.pending).toBeGreaterThan(2)
  expect(there).toBe(false)
  clock.advance(commitRestMs)
  await second
  expect(there).toBe(true)
})
