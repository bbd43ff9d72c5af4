// Secure messages between two core processes on loopback, each on disk at both ends before its acknowledgement,
// against the floor (reference/p2p-floor.mjs), in turn. usage: node test/bench/messages.mjs [--seconds 4] [--rounds 3] [--warmup 1]
// With --million: memory of both ends over 1,000,000 messages instead; [--messages N] for fewer, [--window 256].
import { fork } from 'node:child_process'
import { on } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { loadLight } from './reference/light-senders.mjs'
import { loadFloor, measure, serveFloor } from './reference/p2p-floor.mjs'

const core = () => import(new URL('../../out/node/core.js', import.meta.url).href)
const self = fileURLToPath(import.meta.url)
const role = process.env.PALABRE_BENCH_ROLE
const say = (value) => process.send(value)

const roles = {
  async 'floor-server'(job) {
    serveFloor(job, say)
  },
  async 'floor-load'(job) {
    say(await loadFloor(job))
  },
  async 'palabre-server'({ folder }) {
    const messenger = await open(folder, 'bob')
    messenger.events.subscribe(({ event }) => event.type === 'listener' && event.listener.state === 'listening' && say({ port: event.listener.port }))
    process.on('message', ({ kind }) => kind === 'memory' && say({ rss: process.memoryUsage().rss }))
    await messenger.start()
  },
  async 'palabre-many'(job) {
    await sendMany(job)
  },
  async 'light-load'(job) {
    say(await loadLight(job))
  },
  async 'palabre-load'(job) {
    say(await loadPalabre(job))
  },
}

async function open(folder, name) {
  const { openMessenger, fileVault } = await core()
  return openMessenger({ folder, vault: fileVault(), overrides: { name, host: '127.0.0.1', port: 0 } })
}

/** `connections` senders, each its own profile and connection. */
async function loadPalabre({ folder, port, window, connections, seconds, warmup }) {
  const { uuidv7 } = await core()
  const latencies = []
  let counting = false
  const text = 'x'.repeat(200)
  for (let c = 0; c < connections; c++) {
    const messenger = await open(join(folder, String(c)), `alice ${c}`)
    await messenger.start()
    const { id: conversationId } = await messenger.commands['conversation.join']({ host: '127.0.0.1', port })
    await new Promise((resolve) => messenger.events.subscribe(({ event }) => event.type === 'link' && event.link.state === 'open' && resolve()))
    const sentAt = new Map()
    const send = () => {
      const id = uuidv7()
      sentAt.set(id, performance.now())
      messenger.commands['message.send']({ conversationId, id, text, replyTo: null }).catch((error) => say({ error: String(error) }))
    }
    messenger.events.subscribe(({ event }) => {
      if (event.type !== 'message' || event.message.state !== 'delivered') return
      const start = sentAt.get(event.message.id)
      if (start === undefined) return
      sentAt.delete(event.message.id)
      if (counting) latencies.push(performance.now() - start)
      send()
    })
    for (let i = 0; i < window; i++) send()
  }
  const result = await measure(
    latencies,
    (on) => {
      counting = on
    },
    { seconds, warmup },
  )
  return { ...result, rssMb: Math.round(process.memoryUsage().rss / 1e6) }
}

/** `messages` in all, `window` in flight; tells its own memory each `step`. */
async function sendMany({ folder, port, window, messages, step }) {
  const { uuidv7 } = await core()
  const messenger = await open(join(folder, 'alice'), 'alice')
  await messenger.start()
  const { id: conversationId } = await messenger.commands['conversation.join']({ host: '127.0.0.1', port })
  await new Promise((resolve) => messenger.events.subscribe(({ event }) => event.type === 'link' && event.link.state === 'open' && resolve()))
  const text = 'x'.repeat(200)
  const waiting = new Set()
  let delivered = 0
  const send = () => {
    const id = uuidv7()
    waiting.add(id)
    messenger.commands['message.send']({ conversationId, id, text, replyTo: null }).catch((error) => say({ error: String(error) }))
  }
  messenger.events.subscribe(({ event }) => {
    if (event.type !== 'message' || event.message.state !== 'delivered' || !waiting.delete(event.message.id)) return
    if (++delivered % step === 0) say({ delivered, rss: process.memoryUsage().rss })
    if (delivered + waiting.size < messages) send()
  })
  say({ delivered, rss: process.memoryUsage().rss })
  for (let i = 0; i < window; i++) send()
}

/** Memory of both ends, each `step` messages. */
export async function memory({ messages = 1_000_000, window = 256, step = 100_000, onRow = () => {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'palabre-bench-'))
  const server = child('palabre-server', { folder: join(folder, 'server') })
  let load
  try {
    const { port } = await server.first
    const started = performance.now()
    load = child('palabre-many', { folder, port, window, messages, step })
    for await (const told of load.told()) {
      if (told.error) throw new Error(told.error)
      const { rss } = await server.ask({ kind: 'memory' })
      onRow({ delivered: told.delivered, seconds: Math.round((performance.now() - started) / 1000), senderMb: mb(told.rss), receiverMb: mb(rss) })
      if (told.delivered >= messages) return
    }
  } finally {
    load?.stop()
    server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const mb = (bytes) => Math.round(bytes / 1e6)

function child(name, job) {
  const process_ = fork(self, [], { env: { ...process.env, PALABRE_BENCH_ROLE: name }, execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  process_.send(job)
  const first = new Promise((resolve, reject) => {
    process_.once('message', resolve)
    process_.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)))
  })
  const ask = (question) =>
    new Promise((resolve) => {
      process_.once('message', resolve)
      process_.send(question)
    })
  const told = async function* () {
    for await (const [value] of on(process_, 'message', { close: ['exit'] })) yield value
  }
  return { first, ask, told, stop: () => process_.kill() }
}

/** One server, one load; what the load measured. */
async function run(kind, shape, keys, senders = kind) {
  const folder = mkdtempSync(join(tmpdir(), 'palabre-bench-'))
  const server = child(`${kind}-server`, { ...keys, folder: join(folder, 'server') })
  try {
    const { port } = await server.first
    const load = child(`${senders}-load`, { ...shape, port, folder })
    try {
      return await load.first
    } finally {
      load.stop()
    }
  } finally {
    server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1]

/** Interleaved rounds; the ratio is taken pair by pair. */
export async function messages({ seconds = 4, rounds = 3, warmup = 1 } = {}) {
  const { createIdentity } = await core()
  const { keyPem: key, certPem: cert } = await createIdentity()
  const rows = []
  for (const [name, shape] of Object.entries({
    'one at a time': { window: 1, connections: 1 },
    '32 in flight': { window: 32, connections: 1 },
    '20 people to one core': { window: 4, connections: 20, senders: 'light' },
    '20 cores to one core': { window: 4, connections: 20 },
  })) {
    const { senders = 'palabre', ...load } = shape
    const pairs = []
    for (let round = 0; round < rounds; round++) {
      const floor = await run('floor', { ...load, seconds, warmup }, { key, cert })
      const palabre = await run('palabre', { ...load, seconds, warmup }, {}, senders)
      pairs.push({ floor, palabre })
    }
    rows.push({
      name,
      floor: median(pairs.map((p) => p.floor.perSecond)),
      palabre: median(pairs.map((p) => p.palabre.perSecond)),
      ratio: Number(median(pairs.map((p) => p.palabre.perSecond / p.floor.perSecond)).toFixed(2)),
      floorP50: Number(median(pairs.map((p) => p.floor.p50)).toFixed(2)),
      palabreP50: Number(median(pairs.map((p) => p.palabre.p50)).toFixed(2)),
    })
  }
  return rows
}

if (role)
  process.once('message', (job) =>
    roles[role](job).catch((error) => {
      console.error(error)
      process.exit(1)
    }),
  )
else if (process.argv[1] === self) {
  const text = (value) => ({ type: 'string', default: value })
  const { values } = parseArgs({
    options: {
      seconds: text('4'),
      rounds: text('3'),
      warmup: text('1'),
      million: { type: 'boolean', default: false },
      messages: text('1000000'),
      window: text('256'),
    },
  })
  if (values.million) await memory({ messages: Number(values.messages), window: Number(values.window), onRow: (row) => console.log(JSON.stringify(row)) })
  else console.table(await messages({ seconds: Number(values.seconds), rounds: Number(values.rounds), warmup: Number(values.warmup) }))
  process.exit(0)
}
