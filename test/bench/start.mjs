// Cold start to a loaded window, to the first screen on it with what the core knows, and idle memory (PSS over all processes), against a bare window of
// the same runtime, in turn; on a new profile, and on one that was used before.
// usage: xvfb-run -a node test/bench/start.mjs [--rounds 5]
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { root } from '../../build/scripts/run.mjs'
import { electronRuntime } from '../../build/scripts/runtime.mjs'

/** Memory is read this long after the window has loaded, ms. */
const idleMs = 4_000
/** An app on a profile that is kept has this long to write it, ms. */
const keepMs = 1_000

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

const newProfile = () => mkdtempSync(join(tmpdir(), 'palabre-start-'))

/** Starts an app on a profile, waits for its marks and then `restMs`, and ends it. */
async function measure(electron, { app, extra, marks }, profile, restMs) {
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
  await sleep(restMs)
  const memory = pssMb(child.pid)
  child.removeAllListeners('exit')
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill()
  await ended
  return { loaded: seen.LOADED, screen: seen.SCREEN ?? seen.LOADED, memory }
}

const bareApp = { app: join(root, 'test/bench/reference/bare-app'), extra: [], marks: ['LOADED'] }
const ourApp = { app: root, extra: ['--host=127.0.0.1', '--port=0', '--name=bench'], marks: ['LOADED', 'SCREEN'] }

export async function start({ rounds = 5 } = {}) {
  const { path } = await electronRuntime()
  const runs = [bareApp, ourApp].map((app) => ({ app, used: newProfile(), first: [], later: [] }))
  // Chromium keeps the compiled script of a page from its second start on.
  for (const { app, used } of runs) for (let i = 0; i < 2; i++) await measure(path, app, used, keepMs)
  for (let round = 0; round < rounds; round++)
    for (const { app, used, first, later } of runs) {
      const profile = newProfile()
      first.push(await measure(path, app, profile, idleMs))
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
      later.push(await measure(path, app, used, keepMs))
    }
  for (const { used } of runs) rmSync(used, { recursive: true, force: true, maxRetries: 5 })
  const [bare, palabre] = runs
  const row = (name, which, field) => {
    const [floor, ours] = [bare[which], palabre[which]].map((list) => list.map((run) => run[field]))
    // Of neighbours in time: the machine is shared.
    const ratio = Number(median(ours.map((value, i) => value / floor[i])).toFixed(2))
    return { name, floor: Math.round(median(floor)), palabre: Math.round(median(ours)), ratio }
  }
  return [
    row('first start, ms', 'first', 'loaded'),
    row('first start to the first screen painted, ms', 'first', 'screen'),
    row('later start, ms', 'later', 'loaded'),
    row('later start to the first screen painted, ms', 'later', 'screen'),
    row('idle PSS, MB', 'first', 'memory'),
  ]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } })
  console.table(await start({ rounds: Number(values.rounds) }))
  process.exit(0)
}
