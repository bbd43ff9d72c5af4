// What tests of the network cost a conversation: secure messages between two core processes, with a UDP and a TCP echo test (20 probes a second each,
// the rate of a call) and both their servers in the sender's diagnostics thread, and without, in turn.
// usage: node test/bench/diagnostics.mjs [--seconds 3] [--rounds 6] [--warmup 5] [--rate 20]
import { fork } from 'node:child_process'
import { on, once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const core = () => import(new URL('../../out/node/core.js', import.meta.url).href)
const threadScript = new URL('../../out/node/diagnostics-thread.js', import.meta.url)
const self = fileURLToPath(import.meta.url)
const role = process.env.PALABRE_BENCH_ROLE
/** Messages under way. 1: a talk. 32: as much as goes. */
const windows = [1, 32]

async function open(folder, name) {
  const { openMessenger, fileVault } = await core()
  const messenger = await openMessenger({ folder, vault: fileVault(), overrides: { name, host: '127.0.0.1', port: 0 } })
  await messenger.start()
  return messenger
}

async function receive({ folder }) {
  const { commands } = await open(folder, 'bob')
  process.send({ port: (await commands['app.snapshot']({})).listener.port })
}

async function send({ folder, port, seconds, rounds, warmup, rate }) {
  const { createDiagnostics, silentLogger, WireRegistry } = await core()
  const registry = new WireRegistry({ idsAfter: 0, parity: 0, dialled: 'outbound' })
  const messenger = await open(folder, 'alice')
  const { commands, stop } = createDiagnostics({ messenger, registry, script: threadScript, logger: silentLogger, version: 'bench' })
  const talk = await startTalk(messenger, port)
  const tests = await startServers(messenger, commands, rate)
  const cores = await coresOf(tests)
  const rows = []
  for (const window of windows) {
    talk.setWindow(window)
    await wait(warmup * 1_000)
    const pairs = []
    for (let round = 0; round < rounds; round++) {
      const without = await talk.rate(seconds)
      const ids = await tests.start()
      await wait(500)
      const along = await talk.rate(seconds)
      await tests.stop(ids)
      pairs.push({ without, along, ratio: along / without })
    }
    const median = (of) => pairs.map(of).sort((a, b) => a - b)[Math.floor(pairs.length / 2)]
    rows.push({
      'in flight': window,
      without: Math.round(median((p) => p.without)),
      'while tests run': Math.round(median((p) => p.along)),
      ratio: Number(median((p) => p.ratio).toFixed(3)),
      'cores taken by the tests': cores,
      'of pairs': `${Math.min(...pairs.map((p) => p.ratio)).toFixed(2)} to ${Math.max(...pairs.map((p) => p.ratio)).toFixed(2)}`,
    })
  }
  await stop()
  process.send({ rows, probes: tests.answered() })
}

/** What the tests and their servers take of a core while nobody writes: what holds on a busy machine, where ratios wander. */
async function coresOf(tests) {
  const ids = await tests.start()
  await wait(2_000)
  const [from, before] = [performance.now(), process.cpuUsage()]
  await wait(5_000)
  const { user, system } = process.cpuUsage(before)
  const cores = (user + system) / 1_000 / (performance.now() - from)
  await tests.stop(ids)
  return Number(cores.toFixed(3))
}

/** Keeps so many messages under way; one that is on disk at both ends makes room for the next. */
async function startTalk({ commands, events }, port) {
  const { uuidv7 } = await core()
  const { id: conversationId } = await commands['conversation.join']({ host: '127.0.0.1', port })
  await new Promise((resolve) => events.subscribe(({ event }) => event.type === 'link' && event.link.state === 'open' && resolve()))
  const text = 'x'.repeat(200)
  const under = new Set()
  let wanted = 0
  let delivered = 0
  const fill = () => {
    while (under.size < wanted) {
      const id = uuidv7()
      under.add(id)
      void commands['message.send']({ conversationId, id, text, replyTo: null })
    }
  }
  events.subscribe(({ event }) => {
    if (event.type !== 'message' || event.message.state !== 'delivered' || !under.delete(event.message.id)) return
    delivered++
    fill()
  })
  return {
    setWindow(window) {
      wanted = window
      fill()
    },
    async rate(seconds) {
      const [from, before] = [performance.now(), delivered]
      await wait(seconds * 1_000)
      return (1_000 * (delivered - before)) / (performance.now() - from)
    },
  }
}

async function startServers({ events }, commands, rate) {
  const answered = []
  const server = { host: '127.0.0.1', port: 0, answer: { type: 'echo' } }
  const start = (kind, options) => commands['diagnostics.start']({ test: { kind, options } })
  const serve = async (kind, more) => {
    const { id } = await start(kind, { ...server, ...more })
    for (;;) {
      const { run } = await commands['diagnostics.run']({ runId: id })
      if (run.summary.address) return run.summary.address
      await wait(20)
    }
  }
  const udp = await serve('udp-echo-server', {})
  const tcp = await serve('tcp-echo-server', { once: false, untilFin: false, maxClients: 8, idleMs: 600_000 })
  const probes = { payload: { type: 'size', bytes: 64 }, count: 10_000, rate, replyTimeoutMs: 5_000 }
  events.subscribe(({ event }) => event.type === 'run' && event.run.state === 'stopped' && answered.push(event.run.summary.answered))
  return {
    start: async () => {
      const runs = [
        await start('udp-echo', { ...udp, ...probes }),
        await start('tcp-echo', { ...tcp, ...probes, clients: 1, noDelay: true, connectTimeoutMs: 5_000, warmUp: 10 }),
      ]
      return runs.map(({ id }) => id)
    },
    stop: (ids) => Promise.all(ids.map((runId) => commands['diagnostics.stop']({ runId }))),
    answered: () => answered.reduce((sum, n) => sum + (n ?? 0), 0),
  }
}

export async function diagnostics({ seconds = 3, rounds = 6, warmup = 5, rate = 20 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'palabre-bench-'))
  const children = []
  const start = (name, job) => {
    const child = fork(self, [], { env: { ...process.env, PALABRE_BENCH_ROLE: name }, execArgv: [] })
    children.push(child)
    child.send(job)
    return child
  }
  try {
    const [{ port }] = await once(start('receive', { folder: join(folder, 'bob') }), 'message')
    const sender = start('send', { folder: join(folder, 'alice'), port, seconds, rounds, warmup, rate })
    const ended = once(sender, 'exit').then(() => Promise.reject(new Error('the sender ended')))
    for await (const [said] of raced(on(sender, 'message'), ended)) if (said.rows) return said.rows.map((row) => ({ ...row, probes: said.probes }))
  } finally {
    for (const child of children) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}

async function* raced(messages, ended) {
  for (;;) {
    const { value } = await Promise.race([messages.next(), ended])
    yield value
  }
}

if (role) process.once('message', (job) => ({ receive, send })[role](job))
else if (process.argv[1] === self) {
  const number = { type: 'string' }
  const { values } = parseArgs({ options: { seconds: number, rounds: number, warmup: number, rate: number } })
  console.table(await diagnostics(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]))))
  process.exit(0)
}
