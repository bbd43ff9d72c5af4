// The store against bare libsql in the same run: grouped writes, a page of 100,000 messages, searches over 1,000,000.
// usage: node test/bench/store.mjs [--messages 1000000] [--rounds 3]
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const root = fileURLToPath(new URL('../..', import.meta.url))
const Database = createRequire(import.meta.url)('libsql')
const key = new Uint8Array(32).fill(7)
const start = 1.7e12
const words = Array.from({ length: 20_000 }, (_, i) => i.toString(36).replace(/\d/g, (d) => 'aeioutnrsl'[d]) + 'eaiou'[i % 5])
let seed = 1
function random() {
  seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
  return seed / 2 ** 31
}
/** Few words are frequent, most are rare, as in speech. */
const text = () => Array.from({ length: 12 }, () => words[Math.floor(words.length * random() ** 3)]).join(' ')
const texts = Array.from({ length: 5_000 }, text)
const hex = (n, width) => n.toString(16).padStart(width, '0')
const idOf = (n) => `${hex(start + n, 12).replace(/^(.{8})/, '$1-')}-7000-8000-${randomBytes(6).toString('hex')}`

const message = (n, conversationId, from) => ({
  id: idOf(n),
  conversationId,
  from,
  text: texts[n % texts.length],
  notice: null,
  order: `${hex(start + n, 12)}0000ABCDEFGH${hex(n, 10)}`,
  sentAt: start + n,
  receivedAt: from === 'them' ? start + n : null,
  state: from === 'them' ? 'received' : 'queued',
  failure: null,
  late: false,
  replyTo: null,
})
const log = { myEpoch: 'e', mySeq: 0, myHash: null, theirEpoch: 'f', theirSeq: 0, theirHash: null, theirWall: 0, theirCount: 0, base: 0 }
const hash = randomBytes(32)
const frame = randomBytes(300)
const receive = (tx, n, c) => {
  tx.addMessage(message(n, c, 'them'))
  tx.setLog(c, { ...tx.read.log(c), theirSeq: n, theirHash: hash })
}
const send = (tx, n, c) => {
  const mine = message(n, c, 'me')
  tx.addOutbox(c, { seq: n, messageId: mine.id, kind: 'text', frame, queuedAt: n })
  tx.setLog(c, { ...tx.read.log(c), mySeq: n, myHash: hash })
  tx.addMessage(mine)
}

async function loadStore() {
  const { build } = await import('vite')
  const outDir = join(root, 'node_modules/.cache/store-bench')
  await build({
    configFile: false,
    root,
    logLevel: 'silent',
    ssr: { noExternal: true, external: ['libsql'] },
    build: { ssr: 'electron/store/index.ts', outDir, minify: false, rolldownOptions: { output: { entryFileNames: 'store.mjs' } } },
  })
  return import(join(outDir, 'store.mjs'))
}

/** Rows per second: `group` of them in each turn of the event loop. */
async function perSecond(count, group, writeGroup) {
  const from = performance.now()
  for (let n = 0; n < count; n += group) await writeGroup(n)
  return Math.round((count / (performance.now() - from)) * 1000)
}

/** The same as reference/sqlite.cjs of the shared bench: one row, one unique and one plain index, nothing else. */
function bare(folder, round) {
  const db = new Database(join(folder, `bare${round}.db`), { encryptionCipher: 'aes256cbc', encryptionKey: 'x'.repeat(64) })
  db.exec(
    'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE m(id INTEGER PRIMARY KEY, peer TEXT NOT NULL, mid BLOB NOT NULL UNIQUE, ts INTEGER NOT NULL, state INTEGER NOT NULL, body TEXT NOT NULL); CREATE INDEX mp ON m(peer, ts)',
  )
  const insert = db.prepare('INSERT INTO m(peer, mid, ts, state, body) VALUES (?,?,?,?,?)')
  const writeGroup = (group) => async (n) => {
    db.exec('BEGIN IMMEDIATE')
    for (let i = 0; i < group; i++) insert.run(`peer${(n + i) % 10}`, randomBytes(16), Date.now(), 0, texts[(n + i) % texts.length])
    db.exec('COMMIT')
    await new Promise(setImmediate)
  }
  return { writeGroup, close: () => db.close() }
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1]
const ms = (work, times = 5) =>
  Number(
    median(
      Array.from({ length: times }, () => {
        const from = performance.now()
        work()
        return performance.now() - from
      }),
    ).toFixed(2),
  )

const conversation = (id) => ({
  id,
  kind: 'secure',
  title: id,
  color: 'olive',
  personId: id,
  address: null,
  openedBy: 'me',
  request: false,
  lineEnd: 'lf',
  createdAt: 1,
})

async function writes(openStore, folder, rounds) {
  const rows = []
  for (const [group, count] of [
    [1, 1_000],
    [32, 16_000],
    [256, 25_600],
  ]) {
    const results = []
    for (let round = 0; round < rounds; round++) {
      const reference = bare(folder, `${group}-${round}`)
      const store = await openStore({ folder: join(folder, `writes${group}-${round}`), key, protection: 'file' })
      await store.write((tx) => {
        for (let c = 0; c < 10; c++) {
          tx.addConversation(conversation(`c${c}`))
          tx.setLog(`c${c}`, log)
        }
      })
      const each = (job, base) => (n) => Promise.all(Array.from({ length: group }, (_, i) => store.write((tx) => job(tx, base + n + i, `c${(n + i) % 10}`))))
      const bareRate = await perSecond(count, group, reference.writeGroup(group))
      const receiveRate = await perSecond(count, group, each(receive, 1))
      const sendRate = await perSecond(count, group, each(send, 1 + count))
      results.push({ bareRate, receiveRate, sendRate })
      reference.close()
      await store.close()
    }
    const of = (name) => median(results.map((r) => r[name]))
    rows.push({
      group,
      'bare rows/s': of('bareRate'),
      'received/s': of('receiveRate'),
      'sent/s (with outbox)': of('sendRate'),
      'received/bare': Number(median(results.map((r) => r.receiveRate / r.bareRate)).toFixed(2)),
    })
  }
  return rows
}

async function reads(openStore, folder, count) {
  let store = await openStore({ folder, key, protection: 'file' })
  const mine = Array.from({ length: 1_000 }, (_, i) => `c${i}`)
  await store.write((tx) => {
    for (const id of mine) tx.addConversation(conversation(id))
  })
  // One conversation of a tenth, the rest spread.
  for (let n = 0; n < count; n += 1_000) {
    await store.write((tx) => {
      for (let i = n; i < n + 1_000; i++) tx.addMessage(message(i, i % 10 === 0 ? 'c0' : `c${1 + (i % 999)}`, i % 2 ? 'them' : 'me'))
    })
  }
  const from = performance.now()
  store.read.search('warm', null, 1)
  const index = performance.now() - from
  await store.close()
  store = await openStore({ folder, key, protection: 'file' })
  const rows = [{ what: `index the rest after ${count} messages at once`, ms: Math.round(index) }]
  const add = (what, work) => rows.push({ what, ms: ms(work) })
  add('list of 1,000 conversations', () => store.read.conversations())
  add('who is at an address, of 1,000', () => store.read.conversationsAt({ host: '192.168.1.7', port: 3000 }))
  add('requests, of 1,000', () => store.read.requestCount('secure'))
  add('greatest order', () => store.read.greatestOrder())
  add('newest page of c0', () => store.read.page('c0', { type: 'newest' }, 200))
  add('page at a time in the middle of c0', () => store.read.page('c0', { type: 'at', time: start + count / 2 }, 200))
  const frequent = words[3]
  for (const query of [words[19_999], frequent, frequent[0], frequent.slice(0, 2), `${words[5]} ${frequent}`, `${words[5]} ${words[7]} ${frequent[0]}`])
    for (const where of [null, 'c0', 'c7'])
      add(`search '${query}' in ${where ?? 'all'}: ${store.read.search(query, where, 100).length} hits`, () => store.read.search(query, where, 100))
  await store.close()
  return rows
}

export async function benchStore({ messages = 1_000_000, rounds = 3 } = {}) {
  const { openStore } = await loadStore()
  const folder = mkdtempSync(join(tmpdir(), 'palabre-store-bench-'))
  try {
    return { writes: await writes(openStore, folder, rounds), reads: await reads(openStore, join(folder, 'reads'), messages) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { messages: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '3' } } })
  const results = await benchStore({ messages: Number(values.messages), rounds: Number(values.rounds) })
  console.table(results.writes)
  console.table(results.reads)
}
