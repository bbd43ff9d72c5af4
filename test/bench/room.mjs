// The room as it is started from a terminal: programs against bare Node (reference/bare-room.mjs), then people with a Palabre, with history on disk
// and without, all in one run. Lines that reached a member, per second; at 500 lines a second how late the last percent is; a member that never reads.
// Processor time of the server beside it, which others on the machine disturb less.
// usage: node test/bench/room.mjs [--rounds 3] [--seconds 4] [--members 100] [--speakers 10] [--flight 32]
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ensureBuilt } from '../../build/scripts/build.mjs'
import { bareRoom } from './reference/bare-room.mjs'
import { itemCounter, roomPerson } from './reference/room-person.mjs'

const self = fileURLToPath(import.meta.url)
const palabre = fileURLToPath(new URL('../../out/node/palabre.js', import.meta.url))
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const mark = Buffer.from('load:')
const prompt = 'Entrez votre pseudo: '

/** How often the mark is in what comes, also across chunks. */
function counter(onMark) {
  let tail = Buffer.alloc(0)
  return (chunk) => {
    const all = tail.length > 0 ? Buffer.concat([tail, chunk]) : chunk
    let [count, end] = [0, 0]
    for (let at = all.indexOf(mark); at !== -1 && at + 20 <= all.length; at = all.indexOf(mark, end)) {
      end = at + 20
      count++
      onMark?.(all, at)
    }
    tail = Buffer.from(all.subarray(Math.max(end, all.length - 19)))
    return count
  }
}

async function connected(port) {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true })
  socket.on('error', () => {})
  await once(socket, 'connect')
  while (!(socket.read(prompt.length) ?? '').toString().startsWith(prompt)) await once(socket, 'readable')
  return socket
}

/** `load:SPEAKER:TIME`, 20 bytes, then some words. */
const line = (speaker) => `load:${String(speaker).padStart(2, '0')}:${String(Math.round(performance.now() * 1_000) % 1e12).padStart(12, '0')} ${'x'.repeat(32)}`

async function plainMember(port, i, heard) {
  const socket = await connected(port)
  socket.write(`m${i}\n`)
  socket.on('data', heard)
  return { socket, send: (lines) => socket.write(lines.map((text) => `${text}\n`).join('')) }
}

const secureMember = async (port, i, heard) => ({ send: await roomPerson(await connected(port), `m${i}`, heard) })

/** Each speaker keeps `flight` lines that one listener has not heard yet; `rate`: lines a second in all instead. */
async function load({ port, secure, members, speakers, flight, rate, seconds, silent }) {
  const state = { deliveries: 0, latencies: [], bad: 0 }
  const open = new Array(speakers).fill(0)
  const says = []
  const judge = (all, at) => {
    const sentAt = Number(all.toString('latin1', at + 8, at + 20))
    if (Number.isNaN(sentAt)) return state.bad++
    state.latencies.push((Math.round(performance.now() * 1_000) % 1e12) - sentAt)
    const speaker = Number(all.toString('latin1', at + 5, at + 7))
    open[speaker]--
    if (rate === 0) wanting.add(speaker)
  }
  const wanting = new Set()
  const reached = []
  const go = () => {
    for (const speaker of wanting) {
      const count = flight - open[speaker]
      if (count <= 0) continue
      open[speaker] += count
      says[speaker](Array.from({ length: count }, () => line(speaker)))
    }
    wanting.clear()
  }
  for (let i = 0; i < members; i++) {
    // The last one listens for all speakers; the others only count.
    const count = i === members - 1 ? counter(judge) : secure ? itemCounter() : counter()
    reached.push(0)
    const heard = (chunk) => {
      const lines = count(chunk)
      state.deliveries += lines
      reached[i] += lines
      if (wanting.size > 0) go()
    }
    const member = await (secure ? secureMember : plainMember)(port, i, heard)
    if (i < speakers) says.push(member.send)
  }
  if (silent) {
    const socket = await connected(port)
    socket.write('silent\n')
    socket.pause()
  }
  await sleep(500)
  // What newcomers were told of before.
  reached.fill(0)
  if (rate === 0) {
    for (let speaker = 0; speaker < speakers; speaker++) wanting.add(speaker)
    go()
  } else {
    let at = 0
    const from = performance.now()
    setInterval(() => {
      for (const due = ((performance.now() - from) * rate) / 1_000; at < due; at++) says[at % speakers]([line(at % speakers)])
    }, 2)
  }
  await sleep(700)
  process.send('warm')
  const [deliveries, began] = [state.deliveries, performance.now()]
  state.latencies.length = 0
  await sleep(seconds * 1_000)
  // Nobody has heard more or less than everybody else, but for what is on its way; a program does not hear itself.
  const underWay = secure ? 2 * speakers * Math.max(flight, rate / 10) : Number.POSITIVE_INFINITY
  const latencies = state.latencies.sort((a, b) => a - b)
  return {
    deliveries: state.deliveries - deliveries,
    perSecond: Math.round(((state.deliveries - deliveries) * 1_000) / (performance.now() - began)),
    p99Ms: Number(((latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN) / 1_000).toFixed(2)),
    bad: state.bad + reached.filter((lines) => Math.abs(lines - reached[members - 1]) > underWay).length,
  }
}

function startPalabre(...args) {
  const child = spawn(process.execPath, [palabre, 'room', '--host', '127.0.0.1', '--port', '0', '--json', ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
  return { child, port: portOf(child.stdout) }
}

/** What comes after it is read and dropped: words for each line must not cost the bench what it measures. */
async function portOf(output) {
  const lines = createInterface({ input: output })
  for await (const text of lines) {
    if (!text.startsWith('{"event":"listening"')) continue
    lines.close()
    output.resume()
    return JSON.parse(text).port
  }
}

function startBare() {
  const child = fork(self, [], { env: { ...process.env, PALABRE_BENCH_ROLE: 'bare' } })
  return { child, port: once(child, 'message').then(([{ port }]) => port) }
}

async function measure(name, start, job) {
  const { child, port } = start()
  const loader = fork(self, [], { env: { ...process.env, PALABRE_BENCH_ROLE: 'load' } })
  loader.send({ ...job, port: await port })
  await once(loader, 'message')
  const before = [child, loader].map(({ pid }) => processorSeconds(pid))
  const [result] = await once(loader, 'message')
  const [microseconds, loaders] = [child, loader].map(({ pid }, i) => ((processorSeconds(pid) - before[i]) * 1e6) / result.deliveries)
  const memoryMb = Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'latin1'))?.[1] ?? 0) / 1_024)
  loader.kill('SIGKILL')
  child.kill('SIGKILL')
  await once(child, 'exit')
  console.log(
    name.padEnd(44),
    `${result.perSecond.toLocaleString('en')} deliveries/s`.padStart(28),
    `p99 ${result.p99Ms} ms`,
    `${microseconds.toFixed(3)} µs each`,
    `(load ${loaders.toFixed(3)})`,
    `${memoryMb} MB`,
    result.bad ? `${result.bad} BAD` : '',
  )
  return { ...result, microseconds }
}

/** Seconds of processor that a process has had. (100 ticks a second.) */
function processorSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

/** `rounds`: of the first comparison, in turn. */
export async function benchRoom({ seconds = 4, members = 100, speakers = 10, flight = 32, rounds = 3 } = {}) {
  const job = { seconds, members, speakers, flight, rate: 0, secure: false, silent: false }
  const folder = mkdtempSync(join(tmpdir(), 'palabre-room-'))
  const onDisk = () => startPalabre('--data', folder)
  const pairs = []
  for (let round = 0; round < rounds; round++) {
    const bare = await measure('bare Node, programs', startBare, job)
    const ours = await measure('palabre room, programs', () => startPalabre(), job)
    pairs.push({ bare, ours })
  }
  await measure('  with one that never reads', () => startPalabre(), { ...job, silent: true })
  await measure('  one line at a time, bare Node', startBare, { ...job, flight: 1 })
  await measure('  one line at a time', () => startPalabre(), { ...job, flight: 1 })
  await measure('  500 lines/s', () => startPalabre(), { ...job, rate: 500 })
  const people = await measure('palabre room, people, history on disk', onDisk, { ...job, secure: true })
  await measure('  500 lines/s', onDisk, { ...job, secure: true, rate: 500 })
  rmSync(folder, { recursive: true, force: true })
  const ratio = (of) => median(pairs.map(of)).toFixed(2)
  const programs = median(pairs.map(({ ours }) => ours.perSecond))
  return {
    'programs / bare Node': ratio(({ bare, ours }) => ours.perSecond / bare.perSecond),
    'of processor time': ratio(({ bare, ours }) => bare.microseconds / ours.microseconds),
    'people / programs': (people.perSecond / programs).toFixed(2),
  }
}

const role = process.env.PALABRE_BENCH_ROLE
if (role === 'bare') bareRoom((value) => process.send(value))
else if (role === 'load') process.once('message', async (job) => process.send(await load(job)))
else if (process.argv[1] === self) {
  const names = ['seconds', 'members', 'speakers', 'flight', 'rounds']
  const { values } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) })
  ensureBuilt()
  console.table(await benchRoom(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]))))
}
