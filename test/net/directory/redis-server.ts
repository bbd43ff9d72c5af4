import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../helpers/free-port.ts'

/** Debian's redis-server on a free port of loopback, with no file of its own. */
export class RedisServer {
  readonly port: number
  readonly url: string
  readonly #folder: string
  #child: ChildProcess | null = null

  private constructor(port: number) {
    this.port = port
    this.url = `redis://127.0.0.1:${port}/0`
    this.#folder = mkdtempSync(join(tmpdir(), 'palabre-redis-'))
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort())
    await server.start()
    return server
  }

  async start(): Promise<void> {
    const options = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', this.#folder]
    const child = spawn('redis-server', ['--port', String(this.port), ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
    this.#child = child
    await new Promise<void>((fulfil, reject) => {
      let seen = ''
      child.once('error', reject)
      child.once('exit', () => reject(new Error(`redis-server ended: ${seen}`)))
      child.stdout.on('data', (chunk) => {
        seen += chunk
        if (seen.includes('Ready to accept connections')) fulfil()
      })
    })
    child.removeAllListeners('exit')
  }

  /** Stops, hangs or goes on. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal)
  }

  async stop(): Promise<void> {
    const child = this.#child
    this.#child = null
    if (!child || child.exitCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  async end(): Promise<void> {
    await this.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
