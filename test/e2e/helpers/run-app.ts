import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')

export interface RunningApp {
  readonly child: ChildProcess
  /** All it said so far. */
  readonly output: () => string
  /** The text of the error box, once there is one. */
  readonly box: () => string | null
  readonly said: (text: string) => Promise<void>
  readonly ended: Promise<number | null>
}

/** The app as its own process, on loopback only, without anything that steers it: for what happens before and after a window. */
/** Without a folder, in the usual one. */
export function runApp(folder: string | null, args: readonly string[] = []): RunningApp {
  const executablePath = process.env['PALABRE_ELECTRON'] ?? join(root, '.cache/electron-33.2.1/electron')
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const child = spawn(executablePath, [...sandbox, ...(folder === null ? [] : [`--user-data-dir=${folder}`]), root, '--host=127.0.0.1', '--port=0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      LANG: 'en_US.UTF-8',
      LANGUAGE: 'en',
      PALABRE_BENCH: '1',
      NODE_OPTIONS: `--require ${join(import.meta.dirname, 'note-boxes.cjs')}`,
    },
  })
  let output = ''
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += String(chunk)
      for (const look of waiting) look()
    })
  const ended = once(child, 'exit').then(([code]) => code as number | null)

  const said = (text: string) =>
    new Promise<void>((done, fail) => {
      const look = () => {
        if (!output.includes(text)) return
        waiting.delete(look)
        done()
      }
      waiting.add(look)
      look()
      void ended.then(() => fail(new Error(`it ended without saying ${text}: ${output}`)))
    })
  const box = () => {
    const json = /^BOX (.*)$/m.exec(output)?.[1]
    return json ? Object.values(JSON.parse(json) as Record<string, string>).join('\n') : null
  }
  return { child, output: () => output, box, said, ended }
}
