// The floor: TLS 1.3, one group commit per turn of the event loop (WAL, synchronous=FULL, encrypted), an acknowledgement after it.
// Nothing else: no schema, no log, no search index, and the sender stores nothing. Messages of 200 bytes.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tls from 'node:tls'
import Database from 'libsql'

const header = 8 // u32 length of what follows, u32 id

/** Listens; `tell({ port })` when it does. */
export function serveFloor({ key, cert }, tell) {
  const folder = mkdtempSync(join(tmpdir(), 'palabre-floor-'))
  const put = openTable(join(folder, 'floor.db'))
  let queue = []
  const commit = () => {
    const batch = queue
    queue = []
    put(batch.map(({ body }) => body))
    const acknowledgements = new Map()
    for (const { socket, id } of batch) acknowledgements.set(socket, [...(acknowledgements.get(socket) ?? []), id])
    for (const [socket, ids] of acknowledgements) if (!socket.destroyed) socket.write(encode(ids.map((id) => ({ id, body: Buffer.alloc(0) }))))
  }
  const server = tls.createServer({ key, cert, minVersion: 'TLSv1.3', noDelay: true }, (socket) => {
    socket.on('error', () => {})
    onFrames(socket, (id, body) => {
      if (queue.push({ socket, id, body }) === 1) setImmediate(commit)
    })
  })
  server.listen(0, '127.0.0.1', () => tell({ port: server.address().port }))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
}

/** Keeps `window` messages in flight on each of `connections`; answers `{ perSecond, p50, p99 }` after `seconds`. */
export async function loadFloor({ port, window, connections, seconds, warmup }) {
  const latencies = []
  let counting = false
  const body = Buffer.alloc(200, 120)
  for (let c = 0; c < connections; c++) {
    const socket = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false })
    socket.setNoDelay(true)
    const sentAt = new Map()
    let next = 0
    const send = (count) => {
      const now = performance.now()
      const frames = Array.from({ length: count }, () => {
        next++
        sentAt.set(next, now)
        return { id: next, body }
      })
      socket.write(encode(frames))
    }
    let answered = 0
    onFrames(socket, (id) => {
      if (counting) latencies.push(performance.now() - sentAt.get(id))
      sentAt.delete(id)
      if (answered++ === 0)
        queueMicrotask(() => {
          const count = answered
          answered = 0
          send(count)
        })
    })
    socket.once('secureConnect', () => send(window))
  }
  return measure(
    latencies,
    (on) => {
      counting = on
    },
    { seconds, warmup },
  )
}

/** The same measuring for both sides. */
export async function measure(latencies, count, { seconds, warmup }) {
  await after(warmup)
  count(true)
  const start = performance.now()
  await after(seconds)
  count(false)
  const elapsed = (performance.now() - start) / 1000
  const sorted = [...latencies].sort((a, b) => a - b)
  return { perSecond: Math.round(sorted.length / elapsed), p50: sorted[sorted.length >> 1], p99: sorted[Math.floor(sorted.length * 0.99)] }
}

const after = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))

function openTable(file) {
  const db = new Database(file, { encryptionCipher: 'aes256cbc', encryptionKey: 'x'.repeat(32) })
  db.exec(
    'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; create table m(id integer primary key, peer text, mid blob unique, ts integer, body blob); create index mp on m(peer, ts)',
  )
  const insert = db.prepare('insert into m(peer, mid, ts, body) values (?,?,?,?)')
  const [begin, commit] = [db.prepare('begin immediate'), db.prepare('commit')]
  return (bodies) => {
    begin.run()
    for (const body of bodies) insert.run('p', randomBytes(16), Date.now(), body)
    commit.run()
  }
}

function encode(frames) {
  const size = frames.reduce((sum, { body }) => sum + header + body.length, 0)
  const out = Buffer.allocUnsafe(size)
  let at = 0
  for (const { id, body } of frames) {
    out.writeUInt32BE(4 + body.length, at)
    out.writeUInt32BE(id, at + 4)
    body.copy(out, at + header)
    at += header + body.length
  }
  return out
}

function onFrames(socket, onFrame) {
  let rest = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    let at = 0
    while (bytes.length - at >= header) {
      const length = bytes.readUInt32BE(at)
      if (bytes.length - at < 4 + length) break
      onFrame(bytes.readUInt32BE(at + 4), bytes.subarray(at + header, at + 4 + length))
      at += 4 + length
    }
    rest = bytes.subarray(at)
  })
}
