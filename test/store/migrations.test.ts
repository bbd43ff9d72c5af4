import { expect, it } from 'vitest'
import { historyFile, openDatabase } from '../../electron/store/database.ts'
import { migrate, migrations } from '../../electron/store/migrations.ts'
import { limits } from '../../shared/limits.ts'
import { aMessage, idAt, orderAt } from './helpers/samples.ts'
import { key, openIn, temporaryFolder } from './helpers/temporary.ts'

/** As version 1 left it: indexed up to the first of two messages. */
function aFileOfVersion1(folder: string): void {
  const db = openDatabase(historyFile(folder), key)
  db.exec(`${migrations[0]}; PRAGMA user_version=1`)
  db.exec(`
    INSERT INTO conversations (key, id, kind, title, color, person_id, opened_by, request, created_at, line_end) VALUES (1, 'c', 'secure', 'T', 'rose', 'P', 'me', 0, 1, 'lf');
    INSERT INTO messages (key, conversation, id, author, text, ord, sent_at, state, late)
      VALUES (1, 1, '${idAt(1)}', 1, 'indexed', '${orderAt(1)}', 1, 'received', 0), (2, 1, '${idAt(2)}', 0, 'waiting', '${orderAt(2)}', 2, 'queued', 0);
    INSERT INTO message_text (rowid, text) VALUES (1, 'indexed');
    UPDATE search_progress SET up_to = 1;
    INSERT INTO outbox VALUES (1, 1, '${idAt(2)}', 'text', x'00ff', 3);
    INSERT INTO logs (conversation, my_epoch, my_seq, their_seq, their_wall, their_count) VALUES (1, 'e', 1, 0, 0, 0);
  `)
  db.close()
}

it('brings a file of version 1 up to date with everything in it, searchable', async () => {
  const folder = temporaryFolder()
  aFileOfVersion1(folder)
  const store = await openIn(folder)
  expect(store.read.conversations()).toMatchObject([{ id: 'c', personId: 'P', unread: 1, lastMessage: { text: 'waiting' } }])
  expect([...store.read.history('c')].map((m) => m.text)).toEqual(['indexed', 'waiting'])
  expect(store.read.outbox('c', 0, 9)).toMatchObject([{ seq: 1, frame: Buffer.from([0, 255]) }])
  expect([store.read.log('c')?.base, store.read.message('c', idAt(2))?.state]).toEqual([0, 'queued'])
  expect(await store.write((tx) => tx.acknowledge('c', 1))).toEqual([idAt(2)])
  expect([store.read.message('c', idAt(2))?.state, store.read.outboxSize('c')]).toEqual(['delivered', 0])
  for (const word of ['indexed', 'waiting']) expect(store.read.search(word, 'c', 9)).toHaveLength(1)
  await store.write((tx) => tx.editMessage('c', idAt(1), 'them', { text: 'changed', editedAt: 1 }) && tx.addMessage(aMessage('c', 3)))
  expect([store.read.search('indexed', null, 9), store.read.search('changed', null, 9).length]).toEqual([[], 1])
})

it('knows whose the changes are that waited for their messages before that was written down', async () => {
  const folder = temporaryFolder()
  const db = openDatabase(historyFile(folder), key)
  const before = migrations.findIndex((step) => step.includes('room_changes_of'))
  migrations.slice(0, before).forEach((step) => void db.exec(step))
  db.exec(`
    PRAGMA user_version=${before};
    INSERT INTO conversations (key, id, kind, title, color, person_id, opened_by, request, created_at, line_end) VALUES (1, 'c', 'room', 'T', 'rose', NULL, 'me', 0, 1, 'lf');
    INSERT INTO room_changes (conversation, message_id, seq, part, change) VALUES (1, '${idAt(1)}', 4, 0, '{"author":"ada","seq":4}'), (1, '${idAt(1)}', 5, 0, '{}');
  `)
  db.close()
  const store = await openIn(folder)
  const kept = await store.write((tx) => {
    for (let part = 0; part < limits.roomChangesOfOne; part++) tx.keepRoomChange('c', idAt(2), { author: 'ada', seq: 6, part, change: '{}' })
    return [tx.takeRoomChanges('c', idAt(1)), tx.takeRoomChanges('c', idAt(2)).length]
  })
  expect(kept).toEqual([['{"author":"ada","seq":4}', '{}'], limits.roomChangesOfOne - 1])
})

it('knows of programs and rooms that they were reached before that was written down, and of nobody else', async () => {
  const folder = temporaryFolder()
  const db = openDatabase(historyFile(folder), key)
  const before = migrations.findIndex((step) => step.includes('SET last_seen_at'))
  migrations.slice(0, before).forEach((step) => void db.exec(step))
  db.exec(`
    PRAGMA user_version=${before};
    INSERT INTO conversations (key, id, kind, title, color, opened_by, request, created_at, line_end)
      VALUES (1, 'answered', 'plain', 'T', 'rose', 'me', 0, 1, 'lf'), (2, 'never', 'plain', 'T', 'rose', 'me', 0, 1, 'lf');
    INSERT INTO messages (conversation, id, author, text, ord, sent_at, state, late, notice)
      VALUES (1, '${idAt(1)}', 2, '', '${orderAt(1)}', 7, 'received', 0, '{"code":"joined","details":{}}'),
        (1, '${idAt(2)}', 0, 'x', '${orderAt(2)}', 8, 'sent', 0, NULL), (2, '${idAt(3)}', 0, 'x', '${orderAt(3)}', 9, 'failed', 0, NULL);
  `)
  db.close()
  const seen = (await openIn(folder)).read.conversations().map(({ id, lastSeenAt }) => [id, lastSeenAt])
  expect(seen).toEqual([
    ['answered', 7],
    ['never', null],
  ])
})

it('leaves a file of a later version alone, and says so', async () => {
  const folder = temporaryFolder()
  const db = openDatabase(historyFile(folder), key)
  db.exec(`PRAGMA user_version=${migrations.length + 1}`)
  db.close()
  await expect(openIn(folder)).rejects.toMatchObject({ code: 'store-failed', details: { cause: `made by a later version (${migrations.length + 1})` } })
})

it('changes nothing when a step fails', () => {
  const folder = temporaryFolder()
  const db = openDatabase(historyFile(folder), key)
  db.exec('CREATE TABLE outbox (x)')
  expect(() => migrate(db)).toThrow('outbox')
  expect(db.prepare("SELECT name FROM sqlite_master WHERE name <> 'outbox'").all()).toEqual([])
  expect(db.prepare('PRAGMA user_version').raw().get()).toEqual([0])
  db.close()
})
