import { AppError } from '../../shared/errors.ts'
import type { Db } from './database.ts'

/** In order; `PRAGMA user_version` counts those that a file has had. Never change one that was released: add another. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE conversations (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, title TEXT NOT NULL, color TEXT NOT NULL, person_id TEXT UNIQUE,
    host TEXT, port INTEGER, opened_by TEXT NOT NULL, trust TEXT NOT NULL DEFAULT 'new', request INTEGER NOT NULL, blocked INTEGER NOT NULL DEFAULT 0,
    muted INTEGER NOT NULL DEFAULT 0, pinned INTEGER NOT NULL DEFAULT 0, note TEXT NOT NULL DEFAULT '', draft TEXT NOT NULL DEFAULT '',
    cleared_before TEXT, read_up_to TEXT, read_by_them TEXT, last_seen_at INTEGER, created_at INTEGER NOT NULL, line_end TEXT NOT NULL
  );
  CREATE TABLE messages (
    key INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, id TEXT NOT NULL, author INTEGER NOT NULL, text TEXT NOT NULL, notice TEXT, ord TEXT NOT NULL,
    sent_at INTEGER NOT NULL, received_at INTEGER, state TEXT NOT NULL, failure TEXT, late INTEGER NOT NULL, reply_to TEXT, edited_at INTEGER,
    deleted INTEGER NOT NULL DEFAULT 0, UNIQUE (conversation, id)
  );
  CREATE INDEX in_order ON messages (conversation, ord);
  CREATE INDEX theirs ON messages (conversation, ord) WHERE author = 1;
  CREATE TABLE reactions (message INTEGER NOT NULL, author INTEGER NOT NULL, emoji TEXT NOT NULL, PRIMARY KEY (message, author, emoji)) WITHOUT ROWID;
  CREATE TABLE outbox (
    conversation INTEGER NOT NULL, seq INTEGER NOT NULL, message_id TEXT NOT NULL, kind TEXT NOT NULL, frame BLOB NOT NULL, queued_at INTEGER NOT NULL,
    PRIMARY KEY (conversation, seq)
  ) WITHOUT ROWID;
  CREATE TABLE logs (
    conversation INTEGER PRIMARY KEY, my_epoch TEXT NOT NULL, my_seq INTEGER NOT NULL, my_hash BLOB, their_epoch TEXT, their_seq INTEGER NOT NULL,
    their_hash BLOB, their_wall INTEGER NOT NULL, their_count INTEGER NOT NULL
  );
  CREATE TABLE quarantine (conversation INTEGER NOT NULL, seq INTEGER NOT NULL, frame BLOB NOT NULL, error TEXT NOT NULL, at INTEGER NOT NULL);
  CREATE VIRTUAL TABLE message_text USING fts5(text, content='messages', content_rowid='key', tokenize='unicode61 remove_diacritics 2');
  -- The index follows the messages in groups of its own (indexer.ts): this is how far it has come.
  CREATE TABLE search_progress (up_to INTEGER NOT NULL);
  INSERT INTO search_progress VALUES (0);
  CREATE TRIGGER message_text_change AFTER UPDATE OF text ON messages WHEN old.key <= (SELECT up_to FROM search_progress) BEGIN
    INSERT INTO message_text (message_text, rowid, text) SELECT 'delete', old.key, old.text WHERE old.text <> '';
    INSERT INTO message_text (rowid, text) SELECT new.key, new.text WHERE new.text <> '';
  END;
  CREATE TRIGGER message_text_remove AFTER DELETE ON messages WHEN old.text <> '' AND old.key <= (SELECT up_to FROM search_progress) BEGIN
    INSERT INTO message_text (message_text, rowid, text) VALUES ('delete', old.key, old.text);
  END;
  `,
  // The index knows the conversation of each message as a word that nobody can type, and one and two letters as words: the shortest
  // query in one conversation is as fast as a long one in all. A removed conversation is emptied bit by bit (removed.ts).
  `
  DROP TRIGGER IF EXISTS message_text_add;
  DROP TRIGGER message_text_change;
  DROP TRIGGER message_text_remove;
  DROP TABLE message_text;
  CREATE VIRTUAL TABLE message_text USING fts5(text, content='messages', content_rowid='key', tokenize='unicode61 remove_diacritics 2', prefix='1 2', detail=none);
  CREATE TABLE IF NOT EXISTS search_progress (up_to INTEGER NOT NULL);
  DELETE FROM search_progress;
  INSERT INTO search_progress VALUES (0);
  CREATE TRIGGER message_text_change AFTER UPDATE OF text ON messages WHEN old.key <= (SELECT up_to FROM search_progress) BEGIN
    INSERT INTO message_text (message_text, rowid, text) SELECT 'delete', old.key, old.text || ' ' || char(57346) || old.conversation WHERE old.text <> '';
    INSERT INTO message_text (rowid, text) SELECT new.key, new.text || ' ' || char(57346) || new.conversation WHERE new.text <> '';
  END;
  CREATE TRIGGER message_text_remove AFTER DELETE ON messages WHEN old.text <> '' AND old.key <= (SELECT up_to FROM search_progress) BEGIN
    INSERT INTO message_text (message_text, rowid, text) VALUES ('delete', old.key, old.text || ' ' || char(57346) || old.conversation);
  END;
  ALTER TABLE conversations ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
  `,
  // Profile pictures by the hash of their bytes, once each; `mine` is 1 or null.
  `
  CREATE TABLE pictures (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, mine INTEGER UNIQUE, bytes BLOB NOT NULL);
  ALTER TABLE conversations ADD COLUMN picture TEXT;
  `,
  // Delivered is a watermark: each entry of mine has a number that grows through all epochs (base + seq), and `acked` says up to where they have
  // them, so an acknowledgement touches one row. The outbox by its rows' own order: what is added at the end fills its pages.
  `
  ALTER TABLE logs ADD COLUMN base INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE logs ADD COLUMN acked INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE messages ADD COLUMN serial INTEGER;
  UPDATE messages SET serial = o.seq FROM outbox o WHERE o.conversation = messages.conversation AND o.message_id = messages.id AND o.kind = 'text' AND author = 0;
  CREATE TABLE waiting (
    conversation INTEGER NOT NULL, seq INTEGER NOT NULL, message_id TEXT NOT NULL, kind TEXT NOT NULL, frame BLOB NOT NULL, queued_at INTEGER NOT NULL
  );
  INSERT INTO waiting SELECT conversation, seq, message_id, kind, frame, queued_at FROM outbox ORDER BY conversation, seq;
  DROP TABLE outbox;
  ALTER TABLE waiting RENAME TO outbox;
  CREATE UNIQUE INDEX outbox_in_order ON outbox (conversation, seq);
  `,
  // Tests and servers of the diagnostics that were, and round trips of the last day (five minutes each).
  `
  CREATE TABLE runs (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, target TEXT NOT NULL, started_at INTEGER NOT NULL, good INTEGER NOT NULL,
    digest TEXT NOT NULL, samples TEXT NOT NULL
  );
  CREATE INDEX runs_of_target ON runs (kind, target, started_at);
  CREATE TABLE passive (
    conversation INTEGER NOT NULL, at INTEGER NOT NULL, asked INTEGER NOT NULL, answered INTEGER NOT NULL, min REAL, p50 REAL, max REAL,
    PRIMARY KEY (conversation, at)
  ) WITHOUT ROWID;
  `,
  // Files in conversations: what is shown of one stands with its message, where it is on this disk apart.
  `
  ALTER TABLE messages ADD COLUMN file TEXT;
  CREATE INDEX files_in_order ON messages (conversation, ord) WHERE file IS NOT NULL;
  CREATE INDEX files_on_their_way ON messages (conversation) WHERE file IS NOT NULL AND json_extract(file, '$.state') = 'accepted';
  CREATE TABLE transfers (conversation INTEGER NOT NULL, message_id TEXT NOT NULL, place TEXT NOT NULL, PRIMARY KEY (conversation, message_id));
  `,
  // Rooms: what is live beside a conversation, the log that its host numbers, and who wrote a message.
  `
  CREATE TABLE rooms (
    conversation INTEGER PRIMARY KEY, mode TEXT NOT NULL, room TEXT, host_id TEXT, facts BLOB, hosting INTEGER, ticket TEXT, joined INTEGER NOT NULL
  );
  CREATE TABLE room_log (conversation INTEGER NOT NULL, seq INTEGER NOT NULL, epoch INTEGER NOT NULL, entry BLOB NOT NULL);
  CREATE UNIQUE INDEX room_log_in_order ON room_log (conversation, seq);
  ALTER TABLE messages ADD COLUMN author_name TEXT;
  ALTER TABLE messages ADD COLUMN author_id TEXT;
  `,
  // Reactions of many, in a room: whose each is. And changes of messages of a room that are not here (yet): older pages come after newer ones.
  `
  CREATE TABLE reactions_of (
    message INTEGER NOT NULL, author INTEGER NOT NULL, who TEXT NOT NULL DEFAULT '', emoji TEXT NOT NULL, name TEXT, PRIMARY KEY (message, author, who, emoji)
  ) WITHOUT ROWID;
  INSERT INTO reactions_of (message, author, emoji) SELECT message, author, emoji FROM reactions;
  DROP TABLE reactions;
  ALTER TABLE reactions_of RENAME TO reactions;
  CREATE TABLE room_changes (
    conversation INTEGER NOT NULL, message_id TEXT NOT NULL, seq INTEGER NOT NULL, part INTEGER NOT NULL, change TEXT NOT NULL,
    PRIMARY KEY (conversation, message_id, seq, part)
  ) WITHOUT ROWID;
  `,
  // What I wrote in rooms that have not numbered it: only there a message of mine says who wrote it.
  "CREATE INDEX unsaid ON messages (conversation, ord) WHERE author = 0 AND author_id IS NOT NULL AND state = 'queued'",
  // Whose each change is: nobody uses up everybody's room.
  `
  ALTER TABLE room_changes ADD COLUMN author TEXT NOT NULL DEFAULT '';
  UPDATE room_changes SET author = coalesce(json_extract(change, '$.author'), '');
  CREATE INDEX room_changes_of ON room_changes (conversation, author);
  `,
  // How far the journal was taken over (see journal.ts).
  'CREATE TABLE journal (generation INTEGER NOT NULL)',
  // Who was reached was seen: programs and rooms too. Where nobody ever was, nothing is known of encryption.
  `
  UPDATE conversations SET last_seen_at = (SELECT max(sent_at) FROM messages WHERE conversation = conversations.key AND author <> 0)
  WHERE kind <> 'secure' AND last_seen_at IS NULL
  `,
]

/** Migrations that a file has had. Throws for one of a later Palabre: it is left alone, and its journal. */
export function versionOf(db: Db): number {
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number }
  if (version > migrations.length) throw new AppError('store-failed', { cause: `made by a later version (${version})` })
  return version
}

/** Brings a file up to date, each step in a transaction of its own. */
export function migrate(db: Db): void {
  const version = versionOf(db)
  migrations.slice(version).forEach((step, index) => {
    try {
      db.exec(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version=${version + index + 1}; COMMIT`)
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK')
      throw error
    }
  })
}
