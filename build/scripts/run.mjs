import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** What ends a program from outside. */
export const endings = ['SIGINT', 'SIGTERM', 'SIGHUP']

export const say = (line) => console.log(`[palabre] ${line}`)

/** Runs a program to its end with its output shown; throws when it fails. */
export function run(command, args, options = {}) {
  const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options })
  if (error) throw error
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${signal ?? status}`)
}

/** Runs a program quietly; answers its output, or null when it fails. */
export function ask(command, args, options = {}) {
  const { status, stdout } = spawnSync(command, args, { cwd: root, encoding: 'utf8', ...options })
  return status === 0 ? stdout : null
}

const reading = new Set()

/** Runs a program to its end, with all that it says given to `write`; answers how it ended. What is still running ends with this process. */
export function readable(command, args, write, options = {}) {
  if (reading.size === 0) for (const signal of endings) process.on(signal, endAll)
  const color = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}
  const child = spawn(command, args, { cwd: root, ...options, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...color, ...options.env } })
  reading.add(child)
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', write)
  return new Promise((resolve) => {
    child.on('error', (error) => {
      write(`[palabre] ${command}: ${error.message}\n`)
      resolve(1)
    })
    child.on('close', (code, signal) => resolve(signal ?? code))
  }).finally(() => {
    reading.delete(child)
    if (reading.size === 0) for (const signal of endings) process.off(signal, endAll)
  })
}

function endAll(signal) {
  for (const child of reading) child.kill(signal)
  process.exit(1)
}

export const has = (command) => ask('sh', ['-c', `command -v ${command}`]) !== null

export const isRoot = process.getuid?.() === 0

/** Runs a program in the foreground, passes signals on, and ends as it ends. */
export function become(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options })
  follow(child, command, (signal) => child.kill(signal))
  return child
}

/** Passes signals on, and ends as the child ends. */
export function follow(child, command, kill) {
  for (const signal of endings) process.on(signal, () => kill(signal))
  child.on('error', (error) => {
    console.error(`[palabre] ${command}: ${error.message}`)
    process.exit(1)
  })
  // Not before its last words, where they pass through here.
  child.on(child.stderr ? 'close' : 'exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)))
}
