// Starts what `npm run dist` packed, as people get it, and looks whether its window comes up. usage: packaged-check.mjs [FOLDER OR BINARY]
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import electronFuses from '@electron/fuses'
import { chromium } from 'playwright-core'
import { needsVirtualDisplay, onDisplay } from './display.mjs'
import { isRoot, root, say } from './run.mjs'
import { ensureSystem } from './system-libraries.mjs'

const { FuseV1Options, getCurrentFuseWire } = electronFuses
const startMs = 30_000
const quitMs = 10_000
const expected = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
}

const folder = mkdtempSync(join(tmpdir(), 'palabre-packaged-'))
let child
let output = ''
try {
  const binary = findBinary(process.argv[2])
  ensureSystem(binary, needsVirtualDisplay() ? ['xvfb-run', 'xauth'] : [])
  await fuses(binary)
  ignoresRunAsNode(binary)
  await window(binary)
  say('the packaged app: window up, diagnostics in their thread, fuses set, ended by itself')
} catch (error) {
  console.error(`[palabre] the packaged app: ${error.message}`)
  if (output) console.error(output.split('\n').slice(-20).join('\n'))
  process.exitCode = 1
} finally {
  if (child && child.exitCode === null) signal('SIGKILL')
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
}

function findBinary(given) {
  const dist = join(root, 'dist')
  const unpacked = existsSync(dist) && readdirSync(dist).find((name) => name.endsWith('-unpacked') || name.startsWith('mac'))
  const at = given ? resolve(given) : unpacked && join(dist, unpacked)
  if (!at || !existsSync(at)) throw new Error('nothing is packed; run `npm run dist` first')
  if (!statSync(at).isDirectory()) return at
  const inside = { linux: 'palabre', win32: 'Palabre.exe', darwin: 'Palabre.app/Contents/MacOS/Palabre' }[process.platform]
  return join(at, inside)
}

async function fuses(binary) {
  const wire = await getCurrentFuseWire(binary)
  const wrong = Object.entries(expected).filter(([name, on]) => String.fromCharCode(wire[FuseV1Options[name]]) !== (on ? '1' : '0'))
  if (wrong.length > 0) throw new Error(`fuses not as they should be: ${wrong.map(([name]) => name).join(', ')}`)
}

/** With that fuse open, anyone could make the app run their script under its name. */
function ignoresRunAsNode(binary) {
  const { stdout } = spawnSync(binary, ['-p', '6*7'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', DISPLAY: '', WAYLAND_DISPLAY: '' },
    cwd: folder,
    encoding: 'utf8',
    timeout: 5_000,
    killSignal: 'SIGKILL',
  })
  if (stdout?.includes('42')) throw new Error('ELECTRON_RUN_AS_NODE turns it into Node')
}

async function window(binary) {
  const options = ['--remote-debugging-port=0', `--user-data-dir=${folder}`, '--host=127.0.0.1', '--port=0', ...(isRoot ? ['--no-sandbox'] : [])]
  const { command, args } = onDisplay(binary, options)
  // A process group of its own, so that a virtual display around it ends too.
  child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
  const ended = new Promise((done) => child.on('exit', (code, by) => done(by ?? code)).on('error', done))

  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await debugPort()}`)
  const page = browser.contexts()[0].pages()[0] ?? (await browser.contexts()[0].waitForEvent('page', { timeout: startMs }))
  await page.locator('[data-testid=onboarding], [data-testid=conversations-screen]').first().waitFor({ timeout: startMs })
  await thread(page)
  if (process.env.PALABRE_PICTURE) await page.screenshot({ path: process.env.PALABRE_PICTURE })
  await page.close()
  const how = await Promise.race([ended, wait(quitMs, 'still running', { ref: false })])
  if (how !== 0) throw new Error(`closing its window ended it with: ${how}`)
}

/** The thread of the diagnostics is a script inside the archive: it has to begin from there. */
async function thread(page) {
  const options = { host: '127.0.0.1', port: 0, answer: { type: 'echo' } }
  const started = await page.evaluate((test) => window.palabre.calls['diagnostics.start']({ test }), { kind: 'udp-echo-server', options })
  const stopped = started.ok && (await page.evaluate((runId) => window.palabre.calls['diagnostics.stop']({ runId }), started.value.id))
  if (stopped?.value?.state !== 'stopped') throw new Error(`no server in the thread of the diagnostics: ${JSON.stringify(started)} ${JSON.stringify(stopped)}`)
}

async function debugPort() {
  const file = join(folder, 'DevToolsActivePort')
  const until = Date.now() + startMs
  while (Date.now() < until && child.exitCode === null) {
    const port = existsSync(file) ? readFileSync(file, 'utf8').split('\n')[0] : ''
    if (port) return port
    await wait(50)
  }
  throw new Error(child.exitCode === null ? 'no window after 30 s' : `ended at once with ${child.exitCode}`)
}

function signal(name) {
  if (process.platform === 'win32') child.kill()
  else process.kill(-child.pid, name)
}
