// Cold start to a loaded window, to the first snapshot in the page's hands, and idle memory (PSS over all processes), against a bare window of the same runtime, in turn.
// usage: xvfb-run -a node test/bench/start.mjs [--rounds 5]
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { root } from '../../build/scripts/run.mjs'
import { electronRuntime } from '../../build/scripts/runtime.mjs'

/** Memory is read this long after the window has loaded, ms. */
const idleMs = 4_000

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1]

/** A process and everything it started. */
function tree(pid) {
  const children = new Map()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      children.set(parent, [...(children.get(parent) ?? []), Number(name)])
    } catch {
      // It has just ended.
    }
  }
  const all = (id) => [id, ...(children.get(id) ?? []).flatMap(all)]
  return all(pid)
}

function pssMb(pid) {
  const sizes = tree(pid).map((id) => {
    try {
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'latin1'))?.[1] ?? 0)
    } catch {
      return 0
    }
  })
  return sizes.reduce((sum, size) => sum + size, 0) / 1024
}

async function measure(electron, app, extra, marks) {
  const profile = mkdtempSync(join(tmpdir(), 'palabre-start-'))
  const begin = Date.now()
  const args = ['--no-sandbox', `--user-data-dir=${profile}`, app, ...extra]
  const child = spawn(electron, args, { env: { ...process.env, PALABRE_BENCH: '1' }, stdio: ['ignore', 'pipe', 'ignore'] })
  const seen = {}
  await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('it ended before its window was there')))
    child.stdout.on('data', (chunk) => {
      for (const [, name, time] of String(chunk).matchAll(/^(\w+) (\d+)$/gm)) seen[name] = Number(time) - begin
      if (marks.every((name) => seen[name])) resolve()
    })
  })
  await new Promise((resolve) => setTimeout(resolve, idleMs))
  const memory = pssMb(child.pid)
  child.removeAllListeners('exit')
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill()
  await ended
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  return { loaded: seen.LOADED, snapshot: seen.SNAPSHOT ?? seen.LOADED, memory }
}

export async function start({ rounds = 5 } = {}) {
  const { path } = await electronRuntime()
  const bare = []
  const palabre = []
  for (let round = 0; round < rounds; round++) {
    bare.push(await measure(path, join(root, 'test/bench/reference/bare-app'), [], ['LOADED']))
    palabre.push(await measure(path, root, ['--host=127.0.0.1', '--port=0', '--name=bench'], ['LOADED', 'SNAPSHOT']))
  }
  const names = { loaded: 'cold start, ms', snapshot: 'cold start to the first snapshot, ms', memory: 'idle PSS, MB' }
  return Object.keys(names).map((name) => {
    const [floor, ours] = [median(bare.map((run) => run[name])), median(palabre.map((run) => run[name]))]
    return {
      name: names[name],
      floor: Math.round(floor),
      palabre: Math.round(ours),
      // Of neighbours in time: the machine is shared.
      ratio: Number(median(palabre.map((run, i) => run[name] / bare[i][name])).toFixed(2)),
    }
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } })
  console.table(await start({ rounds: Number(values.rounds) }))
  process.exit(0)
}
