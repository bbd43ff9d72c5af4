// `palabre http serve` against bare node:http, in turns within one run: the page, the API, a file of 64 KiB.
// Per second of the server's processor where that can be read (Linux): others on the machine then disturb little.
// usage: node test/bench/http.mjs [--rounds 5] [--seconds 2] [--connections 50] [--warmup 5] (V8 compiles for the first seconds)
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ensureBuilt } from '../../build/scripts/build.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const reference = (name) => join(root, 'test/bench/reference', name)
/** Servers on one core, the load on the other. */
const pinned = process.platform === 'linux' && cpus().length > 1 ? (core) => ['taskset', '-c', String(core)] : () => []

async function start(...args) {
  const [program, ...rest] = [...pinned(0), process.execPath, ...args]
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  const port = await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`ended: ${args.join(' ')}`)))
    child.stdout.on('data', (part) => {
      if (text.includes('\n')) return
      text += part
      if (text.includes('\n')) resolve(JSON.parse(text.split('\n')[0]).port)
    })
  })
  return { port, pid: child.pid, stop: () => child.kill('SIGKILL') }
}

/** Seconds of processor that a process has had; null where nobody tells. (100 ticks a second.) */
function processorSeconds(pid) {
  if (process.platform !== 'linux') return null
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

function load({ port, pid }, path, connections, seconds) {
  const [program, ...rest] = [...pinned(1), process.execPath, reference('http-load.mjs'), port, path, connections, seconds].map(String)
  const before = processorSeconds(pid)
  const { stdout, stderr } = spawnSync(program, rest, { encoding: 'utf8' })
  if (!stdout) throw new Error(stderr)
  const { answers, perSecond } = JSON.parse(stdout)
  return before === null ? perSecond : answers / (processorSeconds(pid) - before)
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

export async function benchHttp({ rounds = 5, seconds = 2, connections = 50, warmup = 5 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'palabre-bench-'))
  writeFileSync(join(folder, 'file.bin'), Buffer.alloc(64 * 1024, 'x'))
  const cli = join(root, 'out/node/palabre.js')
  const servers = []
  try {
    const bare = await start(reference('http-bare.mjs'), folder)
    servers.push(bare)
    const page = await start(cli, 'http', 'serve', '--port', '0', '--json')
    servers.push(page)
    const files = await start(cli, 'http', 'serve', '--port', '0', '--folder', folder, '--json')
    servers.push(files)
    const table = {}
    for (const [path, ours] of [
      ['/', page],
      ['/api/time', page],
      ['/file.bin', files],
    ]) {
      const seen = { bare: [], ours: [] }
      for (const server of [bare, ours]) load(server, path, connections, warmup)
      for (let round = 0; round < rounds; round++) {
        seen.bare.push(load(bare, path, connections, seconds))
        seen.ours.push(load(ours, path, connections, seconds))
      }
      const ratio = median(seen.ours.map((reached, round) => reached / seen.bare[round]))
      table[path] = { 'palabre/s': Math.round(median(seen.ours)), 'node:http/s': Math.round(median(seen.bare)), ratio: Number(ratio.toFixed(2)), goal: 0.9 }
    }
    return table
  } finally {
    for (const server of servers) server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: Object.fromEntries(['rounds', 'seconds', 'connections', 'warmup'].map((name) => [name, { type: 'string' }])) })
  ensureBuilt()
  console.table(await benchHttp(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]))))
}
