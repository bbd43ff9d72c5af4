import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { historyFile, openDatabase } from '../../electron/store/database.ts'
import { Indexer } from '../../electron/store/indexer.ts'
import { migrate } from '../../electron/store/migrations.ts'
import { Statements } from '../../electron/store/statements.ts'
import { key, temporaryFolder } from './helpers/temporary.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** One message of mine each `everyMs`, acknowledged at once; how often the index worked meanwhile, and what is left for it. */
function talking(forMs: number, everyMs: number) {
  const db = openDatabase(historyFile(temporaryFolder()), key)
  onTestFinished(() => void db.close())
  migrate(db)
  const sql = new Statements(db)
  let steps = 0
  const indexer = new Indexer(
    sql,
    () => false,
    (job) => {
      steps++
      sql.transaction(job)
    },
  )
  onTestFinished(() => indexer.stop())
  sql.run("INSERT INTO logs (conversation, my_epoch, my_seq, their_seq, their_wall, their_count) VALUES (1, 'e', 0, 0, 0, 0)")
  for (let n = 1; n <= forMs / everyMs; n++) {
    sql.run(
      "INSERT INTO messages (conversation, id, author, text, ord, sent_at, state, late) VALUES (1, ?, 0, 'text', ?, 1, 'queued', 0)",
      String(n),
      String(n).padStart(9, '0'),
    )
    sql.run("INSERT INTO outbox (conversation, seq, message_id, kind, frame, queued_at) VALUES (1, ?, ?, 'text', x'00', 1)", n, String(n))
    sql.run('UPDATE logs SET acked = ?', n)
    indexer.follow()
    vi.advanceTimersByTime(everyMs)
  }
  const count = (what: string) => Number(sql.get(`SELECT count(*) FROM ${what}`)?.[0])
  return { steps: () => steps, waiting: () => count('messages') - Number(sql.get('SELECT up_to FROM search_progress')?.[0]), outbox: () => count('outbox') }
}

it('works about once a second while messages come without pause, not for each of them', () => {
  const { steps, waiting } = talking(10_000, 2)
  expect(steps()).toBeGreaterThan(9)
  expect(steps()).toBeLessThan(60)
  expect(waiting()).toBeLessThan(1_000)
})

it('ends with everything indexed and nothing left that was acknowledged', () => {
  const { waiting, outbox } = talking(3_000, 1)
  vi.advanceTimersByTime(2_000)
  expect([waiting(), outbox()]).toEqual([0, 0])
  expect(vi.getTimerCount()).toBe(0)
})
