import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'

const folder = new URL('../../fixtures/partners/', import.meta.url).pathname

/** A real program at the other end. */
export interface Partner {
  readonly child: ChildProcessWithoutNullStreams
  /** Resolves once what it printed contains `text`. */
  readonly printed: (text: string) => Promise<string>
  readonly firstLine: () => Promise<string>
  readonly ended: Promise<string>
}

export function program(command: string, args: readonly string[]): Partner {
  const child = spawn(command, args, { stdio: 'pipe' })
  child.stdin.on('error', () => {})
  let output = ''
  child.stdout.on('data', (part) => {
    output += part
  })
  child.stderr.on('data', (part) => {
    output += part
  })
  const until = async (enough: () => boolean) => {
    while (!enough())
      await Promise.race([once(child.stdout, 'data'), once(child, 'close').then(() => Promise.reject(new Error(`ended, having printed: ${output}`)))])
    return output
  }
  return {
    child,
    printed: (text) => until(() => output.includes(text)),
    firstLine: async () => (await until(() => output.includes('\n'))).split('\n')[0] ?? '',
    ended: once(child, 'close').then(() => output),
  }
}

/** A Python script of `test/fixtures/partners`. */
export function student(script: string, ...args: readonly (string | number)[]): Partner {
  return program('python3', [`${folder}${script}`, ...args.map(String)])
}
