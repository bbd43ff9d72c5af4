// Real windows of the built app for benches, and profiles filled by real traffic.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron } from 'playwright-core'
import { root } from '../../build/scripts/run.mjs'
import { electronRuntime } from '../../build/scripts/runtime.mjs'

export const temporary = () => mkdtempSync(join(tmpdir(), 'palabre-bench-'))
export const remove = (folder) => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })

export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1))
}

/** A window on a profile, past its first run. */
export async function openWindow(folder, name, port = 0) {
  const { path } = await electronRuntime()
  const app = await _electron.launch({
    executablePath: path,
    args: ['--no-sandbox', `--user-data-dir=${folder}`, root, '--host=127.0.0.1', `--port=${port}`, `--name=${name}`],
    env: { ...process.env, LANG: 'en_US.UTF-8', LANGUAGE: 'en' },
  })
  const page = await app.firstWindow()
  await page.waitForSelector('[data-testid=conversations-screen]')
  return { app, page }
}

/** Milliseconds between frames of a page in which nothing happens, and the round trips of a bare TCP echo in its main process. */
export async function floorOf({ app, page }, rounds) {
  const frames = await page.evaluate(async (count) => {
    const times = []
    for (let i = 0; i < count; i++) times.push(await new Promise(requestAnimationFrame))
    return times.slice(1).map((time, i) => time - times[i])
  }, rounds)
  const echoes = await app.evaluate(async (_electron, count) => {
    const { createServer, connect } = process.getBuiltinModule('node:net')
    const server = createServer({ noDelay: true }, (socket) => socket.pipe(socket))
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
    const socket = connect({ port: server.address().port, host: '127.0.0.1', noDelay: true })
    const times = []
    for (let i = 0; i < count; i++) {
      const from = performance.now()
      socket.write('x'.repeat(200))
      await new Promise((resolve) => socket.once('data', resolve))
      times.push(performance.now() - from)
    }
    socket.destroy()
    server.close()
    return times
  }, rounds)
  return { frames, echoes }
}
