import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { afterEach } from 'vitest'
import { startTcpEchoServer, type TcpEchoServer } from '../../../electron/net/diagnostics/tcp-echo/index.ts'
import type { ServerHooks } from '../../../electron/net/diagnostics/tcp-echo/server.ts'
import type { ClientRow, TcpEchoServerOptions } from '../../../shared/model/diagnostics.ts'

const endings: (() => unknown)[] = []
/** Last opened, first closed. */
export const atEnd = (end: () => unknown): void => void endings.push(end)
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

export async function tcpServer(options: Partial<TcpEchoServerOptions> = {}, hooks: ServerHooks<ClientRow> = {}): Promise<TcpEchoServer> {
  const plain = { host: '127.0.0.1', port: 0, answer: { type: 'echo' }, once: false, untilFin: false, maxClients: 64, idleMs: 60_000 } as const
  const server = await startTcpEchoServer({ ...plain, ...options }, hooks)
  atEnd(() => server.stop())
  return server
}

/** A bare socket that collects what it hears. */
export class RawClient {
  readonly socket: Socket
  readonly closed: Promise<unknown>
  heard = Buffer.alloc(0)
  ended = false

  constructor(socket: Socket) {
    this.socket = socket
    this.closed = new Promise((fulfil) => socket.once('close', fulfil))
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      this.heard = Buffer.concat([this.heard, chunk])
    })
    socket.on('end', () => {
      this.ended = true
    })
    atEnd(() => socket.destroy())
  }

  static async to(port: number): Promise<RawClient> {
    const client = new RawClient(connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true }))
    await once(client.socket, 'connect')
    return client
  }

  /** Resolves once this many bytes were heard. */
  async bytes(n: number): Promise<Buffer> {
    while (this.heard.length < n) await Promise.race([once(this.socket, 'data'), this.closed.then(() => Promise.reject(new Error(`closed: ${this.heard}`)))])
    return this.heard
  }

  async text(expected: string): Promise<string> {
    return (await this.bytes(Buffer.byteLength(expected))).toString()
  }
}

export interface Program {
  readonly child: ChildProcessByStdio<Writable, Readable, null>
  /** The next line that it prints. */
  readonly line: () => Promise<string>
  readonly ended: Promise<number | null>
}

/** A program of the course, as a student writes it. */
export function python(name: string, ...args: readonly string[]): Program {
  const child = spawn('python3', ['-u', resolve(import.meta.dirname, '../../helpers/programs', name), ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ended = once(child, 'close').then(([code]: (number | null)[]) => code ?? null)
  child.stdin.on('error', () => {})
  atEnd(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {
    child,
    ended,
    line: async () => {
      const next = await lines.next()
      if (next.done) throw new Error(`${name} ended`)
      return next.value
    },
  }
}

/** Waits until something holds; it is looked at whenever the program gets to run. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve_) => setTimeout(resolve_, 2))
}
