import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { builtOnce } from '../helpers/built-once.ts'

const root = resolve(import.meta.dirname, '../..')
let program = ''

/** Builds the terminal messenger as `npm run build` does, into a folder of its own: a test never meets an old one. */
export async function buildCli(): Promise<void> {
  const configFile = resolve(root, 'build/vite.node.config.ts')
  program = join(await builtOnce('cli', (outDir) => build({ root, configFile, logLevel: 'error', build: { outDir, emptyOutDir: true } })), 'palabre.js')
}

export interface Cli {
  readonly child: ChildProcessWithoutNullStreams
  readonly type: (line: string) => void
  /** Resolves with what stdout has once it matches. */
  readonly out: (match: RegExp) => Promise<string>
  readonly err: (match: RegExp) => Promise<string>
  /** The first JSON event, past or future, that matches. */
  readonly event: (match: (event: Record<string, unknown>) => boolean) => Promise<Record<string, unknown>>
  /** All JSON events so far. */
  readonly events: () => readonly Record<string, unknown>[]
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>
}

const running = new Set<Cli>()

/** For `afterEach`: what a test started does not outlive it. */
export async function endAll(): Promise<void> {
  for (const cli of running) {
    cli.child.kill('SIGKILL')
    await cli.ended
  }
  running.clear()
}

/** The built program on plain Node. */
export function palabre(...args: readonly string[]): Cli {
  return palabreUnder([], ...args)
}

/** The same, started by another program, e.g. `ip netns exec NAME`. */
export function palabreUnder(wrapper: readonly string[], ...args: readonly string[]): Cli {
  const [first = '', ...rest] = [...wrapper, process.execPath, program, ...args]
  const child = spawn(first, rest, { stdio: 'pipe', env: { ...process.env, NODE_OPTIONS: '' } })
  child.stdin.on('error', () => {})
  const text = { out: '', err: '' }
  const said = new EventEmitter().setMaxListeners(0)
  for (const [stream, to] of [
    [child.stdout, 'out'],
    [child.stderr, 'err'],
  ] as const)
    stream.on('data', (part) => {
      text[to] += part
      said.emit('more')
    })
  const ended = once(child, 'close').then(([code]: (number | null)[]) => ({ code: code ?? null, ...text }))
  const over = ended.then(() => Promise.reject(new Error(`ended: ${text.out} ${text.err}`)))
  over.catch(() => {})
  async function until<T>(look: () => T | undefined): Promise<T> {
    for (let found = look(); ; found = look()) {
      if (found !== undefined) return found
      await Promise.race([once(said, 'more'), over])
    }
  }
  const parsed: Record<string, unknown>[] = []
  const events = () => {
    const lines = text.out.split('\n').slice(parsed.length, -1)
    parsed.push(...lines.map((line) => JSON.parse(line) as Record<string, unknown>))
    return parsed
  }
  const cli: Cli = {
    child,
    type: (line) => child.stdin.write(`${line}\n`),
    out: (match) => until(() => (match.test(text.out) ? text.out : undefined)),
    err: (match) => until(() => (match.test(text.err) ? text.err : undefined)),
    event: (match) => until(() => events().find(match)),
    events,
    ended,
  }
  running.add(cli)
  return cli
}
