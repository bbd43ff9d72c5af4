import type { SearchHit } from '../../shared/model/message.ts'
import { messageColumns, messageOf } from './rows.ts'
import { searchWords } from './search-query.ts'
import type { Row, Statements } from './statements.ts'

/** See `StoreReader.search`. */
export function searchMessages(sql: Statements, catchUp: () => void, typed: string, conversationId: string | null, limit: number): readonly SearchHit[] {
  const words = searchWords(sql, typed)
  const conversation = conversationId === null ? null : (sql.get('SELECT key FROM conversations WHERE id = ?', conversationId)?.[0] as number | undefined)
  if (words.length === 0 || conversation === undefined) return []
  unlessFaulty(catchUp)
  return find(sql, words, conversation, limit).map((row) => ({ message: messageOf(row), snippet: String(row.at(-1)) }))
}

/** While the file can't be written, what is indexed is searched. */
function unlessFaulty(catchUp: () => void): void {
  try {
    catchUp()
  } catch {
    // The writer meets the same fault and reports it.
  }
}

/** Every word quoted, so that none is syntax. The word of the conversation keeps a search in one of them as fast as in all. */
function find(sql: Statements, words: readonly string[], conversation: number | null, limit: number): readonly Row[] {
  const query = `${conversation === null ? '' : `"\uE002${conversation}" `}${words.map((word) => `"${word}"`).join(' ')} *`
  return sql.all(
    `SELECT ${messageColumns}, snippet(message_text, 0, char(0xE000), char(0xE001), '…', 16) FROM message_text
     JOIN messages m ON m.key = message_text.rowid JOIN conversations c ON c.key = m.conversation
     WHERE message_text MATCH ? AND m.ord > ifnull(c.cleared_before, '') AND c.removed = 0 AND c.key = ifnull(?, c.key)
     ORDER BY message_text.rowid DESC LIMIT ?`,
    query,
    conversation,
    limit,
  )
}
