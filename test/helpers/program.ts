import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { createInterface } from 'node:readline'

/** Another process that prints a JSON value a line, and reads lines. */
export interface Program<T> {
  readonly child: ChildProcessWithoutNullStreams
  /** All that it printed so far. */
  readonly said: readonly T[]
  readonly write: (line: string) => void
  /** Looks again after each line until there is an answer. Rejects when it ends before, with what it complained of. */
  readonly until: <R>(look: () => R | undefined) => Promise<R>
}

/** Starts one on this Node, behind `wrapper`, e.g. `ip netns exec NAME`. */
export function startProgram<T>(wrapper: readonly string[], path: string, ...args: readonly string[]): Program<T> {
  const [program = '', ...rest] = [...wrapper, process.execPath, path, ...args]
  const child = spawn(program, rest, { env: { ...process.env, NODE_OPTIONS: '' } })
  const said: T[] = []
  const heard = new EventEmitter().setMaxListeners(0)
  let errors = ''
  child.stderr.on('data', (part) => {
    errors += part
  })
  child.stdin.on('error', () => {})
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.push(JSON.parse(line))
    heard.emit('more')
  })
  const over = once(child, 'close').then(() => Promise.reject(new Error(`${args.join(' ')} ended: ${errors}`)))
  over.catch(() => {})
  const until = async <R>(look: () => R | undefined): Promise<R> => {
    for (let found = look(); ; found = look()) {
      if (found !== undefined) return found
      await Promise.race([once(heard, 'more'), over])
    }
  }
  return { child, said, write: (line) => child.stdin.write(`${line}\n`), until }
}
