// The directory: lookups against bare ws and bare Fastify, idle sessions, everybody back at once, presence, and the cost of many people.
// usage: node test/bench/directory.mjs [--seconds 2] [--rounds 3] [--only find,idle,…]
import { fork, spawn } from 'node:child_process'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import https from 'node:https'
import net from 'node:net'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import Database from 'libsql'
import { ask, frame, open, rawSession } from './reference/raw-websocket.mjs'

const core = () => import(new URL('../../out/node/core.js', import.meta.url).href)
const self = fileURLToPath(import.meta.url)
const serversFile = fileURLToPath(new URL('reference/directory-servers.mjs', import.meta.url))
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1]
const ratio = (a, b) => Number((a / b).toFixed(2))
const base32 = (bytes) => {
  let bits = ''
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

function identity() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = base32(
    createHash('sha256')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest(),
  )
  return { id, keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }), certPem: '' }
}

const children = []
const folders = []

/** A server on a core of its own, where there are two. */
async function serve(job) {
  const child = fork(serversFile, { execArgv: ['--expose-gc'] })
  children.push(child)
  if (availableParallelism() > 1) spawn('taskset', ['-cp', '0', String(child.pid)], { stdio: 'ignore' }).on('error', () => {})
  child.send(job)
  const [ready] = await once(child, 'message')
  const memory = async () => {
    child.send({ kind: 'memory' })
    return (await once(child, 'message'))[0]
  }
  /** Seconds of processor that it has used. */
  const cpu = async () => {
    child.send({ kind: 'cpu' })
    const [{ user, system }] = await once(child, 'message')
    return (user + system) / 1e6
  }
  const stop = () => {
    child.kill('SIGKILL')
    return once(child, 'exit')
  }
  return { ...ready, memory, cpu, stop }
}

function folder() {
  const made = mkdtempSync(join(tmpdir(), 'palabre-directory-bench-'))
  folders.push(made)
  return made
}

const directory = (store, { secure = false, data = folder() } = {}) => serve({ kind: 'directory', store, data, secure })
const sqlite = () => `sqlite:${join(folder(), 'directory.db')}`

async function redisServer() {
  const probe = net.createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  for await (const line of child.stdout) if (String(line).includes('Ready to accept')) break
  child.stdout.resume()
  return { url: `redis://127.0.0.1:${port}/0`, stop: () => child.kill('SIGKILL') }
}

const spread = (i) => `127.0.${1 + (i >> 8)}.${1 + (i & 127)}`

async function recordOf(who, name, seq = 1) {
  const { signRecord } = await core()
  return signRecord(who, { name, addresses: [{ host: '192.0.2.1', port: 3000 }], seq, now: Date.now() })
}

async function claim(session, who, name, seq = 1, record = null) {
  const { signProof } = await core()
  const now = Date.now()
  record ??= await recordOf(who, name, seq)
  return ask(session, { type: 'claim', record, proof: signProof(who, session.challenge, now) })
}

/**
 * Requests a second of the server's processor, each session with `window` under way, for answers of a length that is known. By processor
 * and not by clock: the load is never the limit, and what else this machine does is not counted.
 */
async function rate(server, sessions, frames, answerBytes, { seconds, window = 8 }) {
  let done = 0
  let next = 0
  for (const session of sessions) {
    let owed = 0
    session.onBytes = (bytes) => {
      owed += bytes
      const answers = Math.floor(owed / answerBytes)
      owed -= answers * answerBytes
      done += answers
      for (let i = 0; i < answers; i++) session.socket.write(frames[next++ % frames.length])
    }
    for (let i = 0; i < window; i++) session.socket.write(frames[next++ % frames.length])
  }
  await pause(300)
  const [from, before, start] = [await server.cpu(), done, performance.now()]
  await pause(seconds * 1_000)
  const perSecond = (done - before) / ((await server.cpu()) - from)
  server.perClockSecond = Math.round(((done - before) * 1_000) / (performance.now() - start))
  for (const session of sessions) session.socket.destroy()
  return Math.round(perSecond)
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const wire = (text) => Buffer.byteLength(text) + (Buffer.byteLength(text) < 126 ? 2 : 4)
const names = (count) => Array.from({ length: count }, (_, i) => `person${String(i).padStart(6, '0')}`)
const find = (name) => frame(JSON.stringify({ type: 'find', n: 100001, name }))

/** People of equal length, straight into the file: what the curve is about is looking them up. */
async function seed(store, count) {
  const db = new Database(store.slice('sqlite:'.length))
  const { signRecord } = await core()
  const who = identity()
  const record = signRecord(who, { name: 'person000000', addresses: [{ host: '192.0.2.1', port: 3000 }], seq: 1, now: Date.now() })
  const person = db.prepare('INSERT INTO people(id, key, name, seq, record, seen, online) VALUES (?, ?, ?, 1, ?, ?, 0)')
  const look = db.prepare('INSERT INTO looks(look, id) VALUES (?, ?)')
  db.exec('BEGIN')
  for (const name of names(count)) {
    const id = base32(createHash('sha256').update(name).digest())
    person.run(id, name, name, record, 1_700_000_000_000 + 365 * 86_400_000 * 10)
    look.run(name, id)
  }
  db.exec('COMMIT')
  db.exec('PRAGMA journal_mode=DELETE')
  db.close()
}

const sessionsTo = (port, count) => Promise.all(Array.from({ length: count }, (_, i) => rawSession({ port, localAddress: spread(i) })))

async function seededDirectory(count) {
  const store = sqlite()
  const first = await directory(store)
  await first.stop()
  await seed(store, count)
  return directory(store)
}

async function answerFor(port, name) {
  const [session] = await sessionsTo(port, 1)
  const answer = await ask(session, { type: 'find', name })
  session.socket.destroy()
  return answer
}

async function findRates(server, count, options) {
  const answer = JSON.stringify(await answerFor(server.port, names(1)[0]))
  return rate(server, await sessionsTo(server.port, 16), names(count).map(find), wire(answer), options)
}

async function benchFind({ seconds, rounds }) {
  const ours = await seededDirectory(1_000)
  const answer = await answerFor(ours.port, names(1)[0])
  const echo = await serve({ kind: 'echo', bytes: Buffer.byteLength(JSON.stringify(answer)) })
  const fastify = await serve({ kind: 'fastify', person: answer.person })
  const rows = { session: [], echo: [], http: [], fastify: [] }
  for (let round = 0; round < rounds; round++) {
    rows.echo.push(await echoRate(echo, answer, seconds))
    rows.session.push(await findRates(ours, 1_000, { seconds }))
    rows.fastify.push(await httpRate(fastify, seconds))
    rows.http.push(await httpRate(ours, seconds))
  }
  for (const server of [ours, echo, fastify]) server.stop()
  const of = (name) => median(rows[name])
  return [
    { what: 'find over a session', 'per CPU second': of('session'), reference: `bare ws ${of('echo')}`, ratio: ratio(of('session'), of('echo')), goal: 0.6 },
    { what: 'find over HTTP', 'per CPU second': of('http'), reference: `bare Fastify ${of('fastify')}`, ratio: ratio(of('http'), of('fastify')), goal: 0.7 },
  ]
}

/** The echo's answer is no JSON, but as long. */
async function echoRate(server, answer, seconds) {
  return rate(server, await sessionsTo(server.port, 16), names(1_000).map(find), wire(JSON.stringify(answer)), { seconds })
}

async function httpRate(server, seconds) {
  const requests = names(1_000).map((name) => Buffer.from(`GET /v1/people/${name} HTTP/1.1\r\nHost: x\r\n\r\n`))
  const sockets = await Promise.all(
    Array.from({ length: 32 }, async (_, i) => {
      const socket = net.connect({ port: server.port, host: '127.0.0.1', localAddress: spread(i) }).setNoDelay(true)
      await once(socket, 'connect')
      return socket.on('error', () => {})
    }),
  )
  sockets[0].write(requests[0])
  const [first] = await once(sockets[0], 'data')
  if (!String(first).startsWith('HTTP/1.1 200')) throw new Error(String(first))
  const sessions = sockets.map((socket) => {
    const session = { socket, onBytes: () => {} }
    socket.on('data', (chunk) => session.onBytes(chunk.length))
    return session
  })
  return rate(server, sessions, requests, first.length, { seconds, window: 1 })
}

async function benchRedis({ seconds, rounds }) {
  const redis = await redisServer()
  const servers = { sqlite: await directory(sqlite()), redis: await directory(redis.url) }
  const people = names(1_000).map((name) => ({ name, who: identity() }))
  for (const server of Object.values(servers)) {
    for (let i = 0; i < people.length; i += 100) {
      const batch = people.slice(i, i + 100)
      const sessions = await sessionsTo(server.port, batch.length)
      await Promise.all(sessions.map((session, j) => claim(session, batch[j].who, batch[j].name)))
      for (const session of sessions) session.socket.destroy()
    }
    await pause(500)
  }
  const rows = { sqlite: [], redis: [] }
  for (let round = 0; round < rounds; round++) for (const kind of ['sqlite', 'redis']) rows[kind].push(await findRates(servers[kind], 1_000, { seconds }))
  // Of 100,000 names nearly none is at hand: what a lookup in Redis itself costs.
  const missing = names(100_000).map((name) => find(`x${name}`))
  const nobody = wire('{"type":"found","n":100001,"person":null}')
  const cold = async (server) => rate(server, await sessionsTo(server.port, 16), missing, nobody, { seconds })
  const byClock = () => ratio(servers.redis.perClockSecond, servers.sqlite.perClockSecond)
  const warm = byClock()
  const uncached = { sqlite: await cold(servers.sqlite), redis: await cold(servers.redis) }
  for (const server of [...Object.values(servers), redis]) server.stop()
  const row = (what, a, b, clock, goal) => ({ what, 'per CPU second': a, reference: `SQLite ${b}`, ratio: ratio(a, b), 'ratio by the clock': clock, goal })
  return [
    row('find over Redis, 1,000 people', median(rows.redis), median(rows.sqlite), warm, 0.5),
    row('find over Redis, nothing at hand', uncached.redis, uncached.sqlite, byClock(), ''),
  ]
}

async function benchIdle() {
  const rows = [await bareTls()]
  for (const [what, secure, claimed] of [
    ['10,000 idle sessions', false, false],
    ['10,000 idle sessions, claimed', false, true],
    ['10,000 idle sessions over TLS', true, false],
  ]) {
    const server = await directory(sqlite(), { secure })
    const warm = await rawSession({ port: server.port, secure })
    const before = await server.memory()
    const sessions = []
    for (let i = 0; i < 10_000; i += 50) {
      const batch = await Promise.all(Array.from({ length: 50 }, (_, j) => rawSession({ port: server.port, secure, localAddress: spread(i + j) })))
      if (claimed) await Promise.all(batch.map((session, j) => claim(session, identity(), `idle${i + j}x`)))
      sessions.push(...batch)
    }
    const after = await server.memory()
    const kB = (kind) => Number(((after[kind] - before[kind]) / sessions.length / 1_000).toFixed(1))
    rows.push({ what, 'kB each (RSS)': kB('rss'), 'of that heap': kB('heap'), goal: 20 })
    for (const session of [...sessions, warm]) session.socket.destroy()
    server.stop()
  }
  return rows
}

/** What Node's TLS costs by itself: over it a session can't be cheaper. */
async function bareTls() {
  const server = await serve({ kind: 'tls', data: folder() })
  const before = await server.memory()
  const sockets = []
  for (let i = 0; i < 10_000; i += 50)
    sockets.push(...(await Promise.all(Array.from({ length: 50 }, (_, j) => open({ port: server.port, secure: true, localAddress: spread(i + j) })))))
  const after = await server.memory()
  for (const socket of sockets) socket.destroy()
  server.stop()
  const kB = (kind) => Number(((after[kind] - before[kind]) / sockets.length / 1_000).toFixed(1))
  return { what: '10,000 idle bare TLS sockets', 'kB each (RSS)': kB('rss'), 'of that heap': kB('heap'), goal: '' }
}

/** In a process of its own: `count` clients, at once, each until it is registered. */
async function storm({ port, count }) {
  process.on('disconnect', () => process.exit())
  const people = []
  for (let i = 0; i < count; i++) {
    const [who, name] = [identity(), `storm${i}x`]
    people.push({ who, name, record: await recordOf(who, name) })
  }
  await once(process.send({ ready: true }) && process, 'message')
  const from = performance.now()
  const took = await Promise.all(
    people.map(async ({ who, name, record }, i) => {
      for (;;) {
        try {
          const session = await rawSession({ port, secure: true, localAddress: spread(i) })
          const { type } = await claim(session, who, name, 1, record)
          if (type === 'claimed') return performance.now() - from
          session.socket.destroy()
        } catch {
          await pause(200)
        }
      }
    }),
  )
  process.send({ seconds: Math.max(...took) / 1_000 })
  await once(process, 'disconnect')
}

async function benchStorm() {
  const server = await directory(sqlite(), { secure: true })
  const child = fork(self, { env: { ...process.env, PALABRE_BENCH_ROLE: 'storm' } })
  children.push(child)
  child.send({ port: server.port, count: 5_000 })
  await once(child, 'message')
  const other = await rawSession({ port: server.port, secure: true, localAddress: '127.0.200.1' })
  const finds = []
  const fresh = []
  let cut = 0
  let running = true
  const probing = (async () => {
    while (running) {
      const from = performance.now()
      await ask(other, { type: 'find', name: 'nobody' })
      finds.push(performance.now() - from)
      await pause(5)
    }
  })()
  const arriving = (async () => {
    while (running) {
      const from = performance.now()
      // On a machine too busy to let them in before their time is over, that is what is measured.
      await newcomer(server.port).catch(() => {
        cut++
      })
      fresh.push(performance.now() - from)
      await pause(100)
    }
  })()
  child.send({ go: true })
  const [{ seconds }] = await once(child, 'message')
  const cpu = await server.cpu()
  running = false
  await Promise.all([probing, arriving])
  child.disconnect()
  server.stop()
  const p = (values, q) => Math.round([...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))])
  return [
    { what: '5,000 back at once, all registered (s)', value: Number(seconds.toFixed(1)), goal: 15 },
    { what: 'processor that the directory used for it (s)', value: Number(cpu.toFixed(1)), goal: '' },
    { what: `another's find meanwhile, open session (ms, worst of ${finds.length})`, value: p(finds, 1), median: p(finds, 0.5), goal: 250 },
    {
      what: `another's new HTTPS request meanwhile (ms, worst of ${fresh.length}${cut > 0 ? `, ${cut} of them cut` : ''})`,
      value: p(fresh, 1),
      median: p(fresh, 0.5),
      goal: '',
    },
  ]
}

const newcomer = (port) =>
  new Promise((resolve, reject) => {
    const to = { port, host: '127.0.0.1', localAddress: '127.0.201.1', path: '/v1/people/nobody', rejectUnauthorized: false, agent: false }
    https.get(to, (answer) => answer.resume().on('end', resolve)).on('error', reject)
  })

async function benchPresence() {
  const redis = await redisServer()
  const data = folder()
  const one = await directory(sqlite())
  const [near, far] = [await directory(redis.url, { data }), await directory(redis.url, { data })]
  const rows = []
  for (const [what, from, to, goal] of [
    ['presence to 1,000 watchers, one process (ms)', one, one, 100],
    ['presence to 1,000 watchers, two processes over Redis (ms)', near, far, 200],
  ]) {
    const who = identity()
    const watchers = await sessionsTo(to.port, 1_000)
    await Promise.all(watchers.map((session) => ask(session, { type: 'watch', ids: [who.id] })))
    const times = []
    for (let round = 0; round < 21; round++) {
      const session = await rawSession({ port: from.port })
      const told = (state) => Promise.all(watchers.map((watcher) => heard(watcher, state)))
      const online = told('online')
      const start = performance.now()
      await claim(session, who, 'someone', round + 1)
      await online
      times.push(performance.now() - start)
      const offline = told('offline')
      session.socket.destroy()
      await offline
    }
    rows.push({ what, median: Math.round(median(times)), worst: Math.round(Math.max(...times)), goal })
    for (const session of watchers) session.socket.destroy()
  }
  for (const server of [one, near, far, redis]) server.stop()
  return rows
}

const heard = (watcher, state) =>
  new Promise((resolve) => {
    watcher.onText = (text) => text.includes(`"state":"${state}"`) && resolve()
  })

async function benchCurve({ seconds }) {
  const rows = []
  for (const count of [1_000, 10_000, 100_000]) {
    const server = await seededDirectory(count)
    const { rss } = await server.memory()
    const perSecond = await findRates(server, count, { seconds })
    const watchers = await sessionsTo(server.port, 100)
    const who = identity()
    await Promise.all(watchers.map((session) => ask(session, { type: 'watch', ids: [who.id] })))
    const claims = []
    const pushes = []
    for (let round = 0; round < 30; round++) {
      const session = await rawSession({ port: server.port })
      const told = Promise.all(watchers.map((watcher) => heard(watcher, 'online')))
      const start = performance.now()
      await claim(session, who, 'someone', round + 1)
      claims.push(performance.now() - start)
      await told
      pushes.push(performance.now() - start)
      const gone = Promise.all(watchers.map((watcher) => heard(watcher, 'offline')))
      session.socket.destroy()
      await gone
    }
    const ms = (values) => Number(median(values).toFixed(1))
    rows.push({
      people: count,
      'finds per CPU second': perSecond,
      'claim (ms)': ms(claims),
      'claim to 100 watchers (ms)': ms(pushes),
      'MB at the start': Math.round(rss / 1e6),
    })
    for (const session of watchers) session.socket.destroy()
    server.stop()
  }
  return rows
}

const parts = { find: benchFind, redis: benchRedis, idle: benchIdle, storm: benchStorm, presence: benchPresence, curve: benchCurve }

export async function benchDirectory({ seconds = 2, rounds = 3, only = Object.keys(parts) } = {}) {
  try {
    for (const name of only) console.table(await parts[name]({ seconds, rounds }))
  } finally {
    for (const child of children) child.kill('SIGKILL')
    for (const made of folders) rmSync(made, { recursive: true, force: true, maxRetries: 5 })
  }
}

if (process.env.PALABRE_BENCH_ROLE === 'storm') {
  const [job] = await once(process, 'message')
  await storm(job)
} else if (process.argv[1] === self) {
  const { values } = parseArgs({ options: { seconds: { type: 'string', default: '2' }, rounds: { type: 'string', default: '3' }, only: { type: 'string' } } })
  await benchDirectory({ seconds: Number(values.seconds), rounds: Number(values.rounds), ...(values.only ? { only: values.only.split(',') } : {}) })
  process.exit(0)
}
