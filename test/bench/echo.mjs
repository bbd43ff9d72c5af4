// The echo servers as they are started from a terminal, against bare Node (reference/bare-echo.mjs), in turn, server and load on a core of their
// own where taskset is. usage: node test/bench/echo.mjs [--seconds 2] [--rounds 3] [--idle 10000]
import { fork, spawn, spawnSync } from 'node:child_process'
import dgram from 'node:dgram'
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { bareTcp, bareUdp } from './reference/bare-echo.mjs'

const self = fileURLToPath(import.meta.url)
const palabre = fileURLToPath(new URL('../../out/node/palabre.js', import.meta.url))
const role = process.env.PALABRE_BENCH_ROLE
const say = (value) => process.send(value)
const pinned = spawnSync('taskset', ['-c', '1', 'true']).status === 0
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

const roles = {
  'bare-tcp': () => bareTcp(say),
  'bare-udp': () => bareUdp(say),
  tcp: async (job) => say(await loadTcp(job)),
  udp: async (job) => say(await loadUdp(job)),
  idle: async (job) => say(await holdIdle(job)),
}

/** What one load counts: answers in `seconds` after a warm-up, the server's time on the processor per answer, corrupt ones. */
async function count(job, state) {
  await sleep(700)
  const [from, cpu, at] = [state.answers, cpuMs(job.pid), performance.now()]
  state.latencies.length = 0
  await sleep(job.seconds * 1_000)
  const answers = state.answers - from
  const latencies = state.latencies.sort((a, b) => a - b)
  return {
    perSecond: Math.round((answers * 1_000) / (performance.now() - at)),
    cpuUs: Number((((cpuMs(job.pid) - cpu) * 1_000) / answers).toFixed(2)),
    p99Ms: latencies[Math.floor(latencies.length * 0.99)],
    bad: state.bad,
  }
}

/** Each connection sends again when its answer is whole. */
async function loadTcp(job) {
  const state = { answers: 0, bad: 0, latencies: [] }
  const message = Buffer.alloc(job.size, 'palabre ')
  for (let i = 0; i < job.connections; i++) {
    const socket = net.connect({ port: job.port, host: '127.0.0.1', noDelay: true })
    let [got, sentAt] = [0, performance.now()]
    socket.on('connect', () => socket.write(message))
    socket.on('data', (data) => {
      if (!data.equals(message.subarray(got, got + data.length))) state.bad++
      got += data.length
      if (got < job.size) return
      const now = performance.now()
      state.latencies.push(now - sentAt)
      state.answers++
      got = 0
      sentAt = now
      socket.write(message)
    })
    socket.on('error', () => state.bad++)
  }
  if (job.greedy) {
    const greedy = net.connect(job.port, '127.0.0.1').pause()
    const more = () => greedy.write(Buffer.alloc(1 << 20)) && setImmediate(more)
    greedy
      .on('connect', more)
      .on('drain', more)
      .on('error', () => {})
  }
  return count(job, state)
}

/** So many datagrams are under way; one that is lost is sent again after a while. */
async function loadUdp(job) {
  const state = { answers: 0, bad: 0, latencies: [] }
  const lookup = (host, options, done) => (done ?? options)(null, host, 4)
  const socket = dgram.createSocket({ type: 'udp4', recvBufferSize: 4 << 20, lookup })
  await new Promise((resolve) => socket.connect(job.port, '127.0.0.1', resolve))
  const sent = new Map()
  let seq = 0
  const send = () => {
    const message = Buffer.alloc(job.size, 'palabre ')
    message.writeUInt32BE(++seq)
    sent.set(seq, performance.now())
    socket.send(message)
  }
  const rest = Buffer.alloc(job.size, 'palabre ').subarray(4)
  socket.on('message', (message) => {
    const number = message.readUInt32BE()
    const at = sent.get(number)
    if (at === undefined || !message.subarray(4).equals(rest)) return state.bad++
    sent.delete(number)
    state.latencies.push(performance.now() - at)
    state.answers++
    send()
  })
  for (let i = 0; i < 32; i++) send()
  setInterval(() => {
    for (const [number, at] of sent) if (performance.now() - at > 200 && sent.delete(number)) send()
  }, 100)
  return count(job, state)
}

async function holdIdle({ port, connections, pid }) {
  const before = rssKb(pid)
  const sockets = []
  let failed = 0
  while (sockets.length + failed < connections)
    await Promise.all(
      Array.from({ length: Math.min(64, connections - sockets.length - failed) }, async () => {
        const socket = net.connect({ port, host: '127.0.0.1' })
        const ok = await new Promise((resolve) => socket.once('connect', () => resolve(true)).on('error', () => resolve(false)))
        if (ok) sockets.push(socket)
        else failed++
      }),
    )
  await sleep(1_500)
  const kbEach = Number(((rssKb(pid) - before) / sockets.length).toFixed(2))
  const last = sockets.at(-1)
  last.write('still there?')
  const [answer] = await Promise.race([new Promise((resolve) => last.once('data', (data) => resolve([data.toString()]))), sleep(5_000).then(() => [null])])
  return { open: sockets.length, failed, kbEach, answers: answer === 'still there?' }
}

const cpuMs = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
const rssKb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))[1])

const onCore = (core, command, args) => (pinned ? ['taskset', ['-c', core, command, ...args]] : [command, args])

function child(name, core, job = {}) {
  const options = { env: { ...process.env, PALABRE_BENCH_ROLE: name }, execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }
  const process_ = fork(self, [], options)
  if (pinned) spawnSync('taskset', ['-a', '-p', '-c', core, String(process_.pid)])
  process_.send(job)
  const first = new Promise((resolve, reject) => {
    process_.once('message', resolve)
    process_.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)))
  })
  return { pid: process_.pid, first, stop: () => process_.kill() }
}

/** The program itself; its rows go where nobody reads them, as people start it. */
function terminal(transport) {
  const [command, args] = onCore('0', process.execPath, [palabre, transport === 'tcp' ? 'echo' : 'udp', 'serve', '--port', '0', '--json'])
  const process_ = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const first = new Promise((resolve) => createInterface({ input: process_.stdout }).on('line', (line) => resolve(JSON.parse(line))))
  return { pid: process_.pid, first, stop: () => process_.kill('SIGKILL') }
}

async function run(kind, transport, job) {
  const server = kind === 'bare' ? child(`bare-${transport}`, '0') : terminal(transport)
  try {
    const { port } = await server.first
    await sleep(200)
    const load = child(job.connections > 1_000 ? 'idle' : transport, '1', { ...job, port, pid: server.pid })
    try {
      return await load.first
    } finally {
      load.stop()
    }
  } finally {
    server.stop()
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1]
const ratio = (pairs, of) => Number(median(pairs.map(of)).toFixed(2))

/** Interleaved rounds; ratios are taken pair by pair. The processor's time per answer wanders less with other work on the machine. */
export async function echo({ seconds = 2, rounds = 3, idle = 10_000 } = {}) {
  const rows = []
  const shapes = {
    'TCP, 50 connections, 64 B': ['tcp', { connections: 50, size: 64 }],
    'TCP, 50 connections, 1 KiB': ['tcp', { connections: 50, size: 1_024 }],
    'TCP, 50 connections, 64 KiB': ['tcp', { connections: 50, size: 65_536 }],
    'TCP, one more that never reads': ['tcp', { connections: 50, size: 64, greedy: true }],
    'UDP, 32 under way, 64 B': ['udp', { size: 64 }],
    'UDP, 32 under way, 1200 B': ['udp', { size: 1_200 }],
  }
  for (const [name, [transport, shape]] of Object.entries(shapes)) {
    const pairs = []
    for (let round = 0; round < rounds; round++) {
      const bare = await run('bare', transport, { ...shape, seconds })
      pairs.push({ bare, ours: await run('palabre', transport, { ...shape, seconds }) })
    }
    rows.push({
      name,
      'bare Node /s': median(pairs.map((p) => p.bare.perSecond)),
      'Palabre /s': median(pairs.map((p) => p.ours.perSecond)),
      ratio: ratio(pairs, (p) => p.ours.perSecond / p.bare.perSecond),
      'ratio of processor time': ratio(pairs, (p) => p.bare.cpuUs / p.ours.cpuUs),
      'p99 ratio': ratio(pairs, (p) => p.ours.p99Ms / p.bare.p99Ms),
      bad: pairs.reduce((n, p) => n + p.ours.bad, 0),
    })
  }
  const held = { connections: idle, size: 0 }
  const [bare, ours] = [await run('bare', 'tcp', held), await run('palabre', 'tcp', held)]
  rows.push({
    name: `${ours.open} idle connections, kB each`,
    'bare Node /s': bare.kbEach,
    'Palabre /s': ours.kbEach,
    ratio: Number((ours.kbEach / bare.kbEach).toFixed(2)),
    bad: ours.failed + Number(!ours.answers),
  })
  return rows
}

if (role)
  process.once('message', (job) =>
    Promise.resolve(roles[role](job)).catch((error) => {
      console.error(error)
      process.exit(1)
    }),
  )
else if (process.argv[1] === self) {
  const text = (value) => ({ type: 'string', default: value })
  const { values } = parseArgs({ options: { seconds: text('2'), rounds: text('3'), idle: text('10000') } })
  console.table(await echo({ seconds: Number(values.seconds), rounds: Number(values.rounds), idle: Number(values.idle) }))
  process.exit(0)
}
