import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { type ClientOptions, WebSocket } from 'ws'
import { createDirectory, type Directory, type DirectoryOptions } from '../../../electron/net/protocols/directory/create-directory.ts'
import { readMessage, signProof, signRecord } from '../../../electron/net/protocols/directory/index.ts'
import type { Challenge, DirectoryAnswer, DirectoryMessage, DirectoryPush } from '../../../electron/net/protocols/directory/types.ts'
import { createIdentity, identityOf } from '../../../electron/net/protocols/secure-peer/index.ts'
import type { Identity } from '../../../electron/net/protocols/secure-peer/types.ts'

export const someone = async (): Promise<Identity> => identityOf(await createIdentity())

const endings: (() => unknown)[] = []
/** Last opened, first closed. */
export const atEnd = (end: () => unknown): void => void endings.push(end)
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'palabre-directory-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export async function startDirectory(options: Partial<DirectoryOptions> = {}): Promise<Directory> {
  const data = options.data ?? temporaryFolder()
  const directory = await createDirectory({ host: '127.0.0.1', port: 0, store: 'sqlite::memory:', data, http: true, ...options })
  atEnd(() => directory.stop())
  return directory
}

type Ask = { readonly type: string } & Readonly<Record<string, unknown>>

/** A client that does what it is told: good or hostile. */
export class Client {
  readonly socket: WebSocket
  readonly pushed: DirectoryPush[] = []
  readonly closed: Promise<number>
  challenge!: Challenge
  #n = 0
  readonly #answers = new Map<number | null, (answer: DirectoryAnswer) => void>()
  readonly #waiting: { readonly match: (push: DirectoryPush) => boolean; readonly fulfil: (push: DirectoryPush) => void }[] = []

  constructor(url: string, options: ClientOptions) {
    this.socket = new WebSocket(url, options)
    this.closed = once(this.socket, 'close').then(([code]: number[]) => code ?? 0)
    this.socket.on('error', () => {})
  }

  static async open(
    { address, id: _ }: Pick<Directory, 'address' | 'id'>,
    { secure = false, ...options }: ClientOptions & { secure?: boolean } = {},
  ): Promise<Client> {
    const host = address.host.includes(':') ? `[${address.host}]` : address.host
    const client = new Client(`${secure ? 'wss' : 'ws'}://${host}:${address.port}/v1/session`, { rejectUnauthorized: false, ...options })
    atEnd(() => client.socket.terminate())
    const [first] = await Promise.race([once(client.socket, 'message'), client.closed.then((code) => Promise.reject(new Error(`closed ${code}`)))])
    client.challenge = readMessage(String(first)) as Challenge
    client.socket.on('message', (data) => client.#heard(readMessage(String(data))))
    return client
  }

  ask(request: Ask): Promise<DirectoryAnswer> {
    const n = ++this.#n
    this.socket.send(JSON.stringify({ n, ...request }))
    return new Promise((fulfil) => this.#answers.set('n' in request ? (request['n'] as null) : n, fulfil))
  }

  /** What comes without a number that can be matched. */
  unnumbered(text: string | Buffer): Promise<DirectoryAnswer> {
    this.socket.send(text)
    return new Promise((fulfil) => this.#answers.set(null, fulfil))
  }

  async claim(identity: Identity, name: string, more: Partial<Parameters<typeof signRecord>[1]> = {}): Promise<DirectoryAnswer> {
    const record = recordOf(identity, name, more)
    return this.ask({ type: 'claim', record, proof: signProof(identity, this.challenge, more.now ?? Date.now()) })
  }

  /** The first push, past or future, that matches; it is taken. */
  push(match: (push: DirectoryPush) => boolean = () => true): Promise<DirectoryPush> {
    const at = this.pushed.findIndex(match)
    const [found] = at < 0 ? [] : this.pushed.splice(at, 1)
    return found ? Promise.resolve(found) : new Promise((fulfil) => this.#waiting.push({ match, fulfil }))
  }

  async end(): Promise<void> {
    this.socket.close(1000)
    await this.closed
  }

  #heard(message: DirectoryMessage | null): void {
    if (!message || message.type === 'challenge') return
    if (message.type !== 'presence' && message.type !== 'released') {
      this.#answers.get(message.n)?.(message)
      this.#answers.delete(message.n)
      return
    }
    const at = this.#waiting.findIndex(({ match }) => match(message))
    if (at < 0) this.pushed.push(message)
    else this.#waiting.splice(at, 1)[0]?.fulfil(message)
  }
}

let lastSeq = Date.now()

export function recordOf(identity: Identity, name: string, more: Partial<Parameters<typeof signRecord>[1]> = {}): string {
  lastSeq++
  return signRecord(identity, { name, addresses: [{ host: '192.0.2.1', port: 3000 }], seq: lastSeq, now: Date.now(), ...more })
}
