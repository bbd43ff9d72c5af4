// Starts the app in a network namespace, and makes its two debug ports, which only that namespace has, reachable from here.
// As `NAMESPACE PROGRAM ARGUMENT…`: the app. As `relay PATH`, inside: hands each connection of a Unix socket to the loopback port that its first line names.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const [first, second, ...rest] = process.argv.slice(2)
if (first === 'relay') relay(second)
else await start(first, second, rest)

function relay(path) {
  const server = createServer((socket) => {
    socket.once('data', (bytes) => {
      const end = bytes.indexOf(10)
      const target = connect(Number(bytes.subarray(0, end)), '127.0.0.1')
      target.write(bytes.subarray(end + 1))
      splice(socket, target)
    })
  })
  server.listen(path, () => console.log('ready'))
}

async function start(namespace, program, args) {
  const folder = mkdtempSync(join(tmpdir(), 'palabre-relay-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 's')
  const inside = (...words) => ['netns', 'exec', namespace, ...words]
  const helper = spawn('ip', inside(process.execPath, fileURLToPath(import.meta.url), 'relay', path), { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(helper.stdout, 'data')
  const app = spawn('ip', inside(program, ...args), { stdio: ['inherit', 'inherit', 'pipe'] })
  // Playwright finds both ports in these lines: it reads ours instead.
  createInterface({ input: app.stderr }).on('line', async (line) => {
    const port = /listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1]
    process.stderr.write(`${port ? line.replace(`:${port}`, `:${await outside(path, port)}`) : line}\n`)
  })
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => app.kill(signal))
  const [code] = await once(app, 'exit')
  helper.kill()
  process.exit(code ?? 1)
}

async function outside(path, port) {
  const server = createServer((socket) => {
    const relayed = connect(path)
    relayed.write(`${port}\n`)
    splice(socket, relayed)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server.address().port
}

function splice(one, other) {
  one.pipe(other).pipe(one)
  for (const [socket, twin] of [
    [one, other],
    [other, one],
  ]) {
    socket.on('error', () => twin.destroy())
    socket.on('close', () => twin.destroy())
  }
}
