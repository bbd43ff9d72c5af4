import type { Statements } from './statements.ts'

/**
 * The words in what people type, cut by the tokenizer of the index itself: what it calls a word depends on its Unicode tables.
 * Private characters mean nothing here; the index has uses of its own for them.
 */
export function searchWords(sql: Statements, typed: string): readonly string[] {
  const text = typed.replace(/[\0\p{Co}\p{Cs}]/gu, ' ')
  sql.run(`CREATE VIRTUAL TABLE IF NOT EXISTS temp.typed USING fts5(words, content='', tokenize='unicode61 remove_diacritics 2')`)
  sql.run(`CREATE VIRTUAL TABLE IF NOT EXISTS temp.typed_words USING fts5vocab(temp, typed, instance)`)
  sql.run(`INSERT INTO typed (typed) VALUES ('delete-all')`)
  sql.run('INSERT INTO typed (rowid, words) VALUES (1, ?)', text)
  return sql
    .all('SELECT term FROM typed_words ORDER BY offset')
    .map((row) => String(row[0]))
    .filter(Boolean)
}
