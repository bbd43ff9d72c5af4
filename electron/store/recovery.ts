import { closeSync, fdatasyncSync, openSync } from 'node:fs'
import { changeAgain, generationOf, setGeneration } from './batch.ts'
import type { Db } from './database.ts'
import type { Journal } from './journal.ts'
import { Statements } from './statements.ts'

/**
 * What the journal has and the history misses, since the process that wrote it was killed or the history was rescued, becomes part of it. Before any
 * migration: the statements are of the version that wrote them.
 */
export function takeOver(db: Db, journal: Journal, walFile: string): void {
  if (!journal.isThere) return
  const sql = new Statements(db)
  // A file of an earlier version has no journal.
  if (sql.get("SELECT 1 FROM sqlite_master WHERE name = 'journal'")) {
    const generation = generationOf(sql)
    const { blocks, greatest } = journal.missing(generation)
    if (greatest > (generation ?? 0)) {
      sql.transaction(() => {
        for (const { changes } of blocks) changeAgain(sql, changes)
        // Past all that is there: what was not taken over can never be taken for something later.
        setGeneration(sql, greatest)
      })
      syncNow(walFile)
    }
  }
  journal.remove()
}

function syncNow(file: string): void {
  const fd = openSync(file, 'r+')
  try {
    fdatasyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
