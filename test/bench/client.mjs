// What the client of an echo test adds to the round trip that a bare socket loop sees: `palabre echo test` and `udp test` against the shortest server
// in Node (reference/bare-echo.mjs), in turn with a loop that only stamps and counts. The same pace and size.
// usage: node test/bench/client.mjs [--rounds 3] [--count 300] [--rate 100]
import { fork, spawnSync } from 'node:child_process'
import dgram from 'node:dgram'
import net from 'node:net'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { bareTcp, bareUdp } from './reference/bare-echo.mjs'

const self = fileURLToPath(import.meta.url)
const palabre = fileURLToPath(new URL('../../out/node/palabre.js', import.meta.url))
const role = process.env.PALABRE_BENCH_ROLE
const warmUp = 10
const message = Buffer.alloc(64, 'palabre ')

const roles = {
  'server-tcp': () => bareTcp((value) => process.send(value)),
  'server-udp': () => bareUdp((value) => process.send(value)),
  tcp: (job) => loop(job, net.connect({ ...job.at, noDelay: true }), 'connect', 'data', (socket) => socket.write(message)),
  udp: (job) => {
    const socket = dgram.createSocket('udp4')
    socket.connect(job.at.port, job.at.host)
    loop(job, socket, 'connect', 'message', () => socket.send(message))
  },
}

/** One after the other, each at its time; tells the median round trip in ms. */
function loop({ count, rate }, socket, ready, answer, send) {
  const times = []
  let sentAt = 0
  socket.on(answer, () => void times.push(performance.now() - sentAt))
  socket.once(ready, () => {
    const startAt = performance.now()
    const next = (index) => {
      if (index === count + warmUp) return void setTimeout(() => process.send(median(times.slice(warmUp))), 100)
      setTimeout(
        () => {
          sentAt = performance.now()
          send(socket)
          next(index + 1)
        },
        startAt + (index * 1_000) / rate - performance.now(),
      )
    }
    next(0)
  })
}

function child(name, job = {}) {
  const process_ = fork(self, [], { env: { ...process.env, PALABRE_BENCH_ROLE: name }, execArgv: [] })
  process_.send(job)
  const first = new Promise((resolve, reject) => {
    process_.once('message', resolve)
    process_.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)))
  })
  return { first, stop: () => process_.kill() }
}

async function bare(transport, job) {
  const client = child(transport, job)
  try {
    return await client.first
  } finally {
    client.stop()
  }
}

function ours(transport, { at, count, rate }) {
  const [command, size] = [transport === 'tcp' ? 'echo' : 'udp', String(message.length)]
  const args = [palabre, command, 'test', at.host, String(at.port), '--count', String(count), '--rate', String(rate), '--size', size, '--json']
  const lines = spawnSync(process.execPath, args, { encoding: 'utf8' })
    .stdout.trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  return lines.findLast(({ event }) => event === 'summary').rtt.p50
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]
const inMs = (value) => Number(value.toFixed(3))

export async function client({ rounds = 3, count = 300, rate = 100 } = {}) {
  const rows = []
  for (const transport of ['tcp', 'udp']) {
    const server = child(`server-${transport}`)
    try {
      const job = { at: { host: '127.0.0.1', port: (await server.first).port }, count, rate }
      const pairs = []
      for (let round = 0; round < rounds; round++) pairs.push({ bare: await bare(transport, job), ours: ours(transport, job) })
      const [bareMs, oursMs] = [median(pairs.map((pair) => pair.bare)), median(pairs.map((pair) => pair.ours))]
      rows.push({
        name: `${transport.toUpperCase()}, ${message.length} B, ${rate} a second, p50`,
        'bare loop ms': inMs(bareMs),
        'Palabre ms': inMs(oursMs),
        'adds ms': inMs(median(pairs.map((pair) => pair.ours - pair.bare))),
        goal: 0.1,
      })
    } finally {
      server.stop()
    }
  }
  return rows
}

if (role) process.once('message', (job) => roles[role](job))
else if (process.argv[1] === self) {
  const { values } = parseArgs({ options: Object.fromEntries(['rounds', 'count', 'rate'].map((name) => [name, { type: 'string' }])) })
  console.table(await client(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]))))
  process.exit(0)
}
