import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { systemClock } from '../../../electron/net/core/clock.ts'
import { FileConnection, filesProtocol } from '../../../electron/net/protocols/files/index.ts'
import type { GetRequest, Source } from '../../../electron/net/protocols/files/types.ts'
import { acceptAny, connectStream } from '../../../electron/net/protocols/secure-peer/index.ts'
import type { Stream } from '../../../electron/net/protocols/secure-peer/types.ts'
import type { AppError } from '../../../shared/errors.ts'
import { connectedPair, optionsOf, people } from '../secure-peer/people.ts'

export const transfer = '01890a5d-ac96-774b-bcce-b302099a8057'

export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'palabre-files-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Bytes that are nowhere the same. */
export function noise(bytes: number, seed = 1): Buffer {
  const made = Buffer.allocUnsafe(bytes)
  let state = seed >>> 0 || 1
  for (let at = 0; at + 4 <= bytes; at += 4) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    made.writeUInt32LE(state >>> 0, at)
  }
  return made
}

export async function aFile(folder: string, name: string, bytes: Buffer): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}

export interface Ends {
  readonly asks: FileConnection
  readonly gives: FileConnection
  readonly streams: readonly [Stream, Stream]
  readonly served: number[]
  readonly refused: AppError[]
  /** Of `asks`. */
  readonly closed: Promise<AppError | null>
}

/** Two ends over real TCP and TLS; Bob gives. */
export async function ends(serve: (get: GetRequest) => Promise<Source>): Promise<Ends> {
  const { alice, bob } = await people()
  const [near, far] = await connectedPair('TCP')
  const [accepted, dialled] = await Promise.all([
    acceptAny(far, [filesProtocol], optionsOf(bob, systemClock, 'bob')) as Promise<Stream>,
    connectStream(near, filesProtocol, { ...optionsOf(alice, systemClock, 'alice'), expected: bob.id }),
  ])
  const served: number[] = []
  const refused: AppError[] = []
  const more = {
    clock: systemClock,
    onServed: (_: GetRequest, at: number) => void served.push(at),
    onRefused: (_: GetRequest, e: AppError) => void refused.push(e),
  }
  const gives = new FileConnection({ ...more, socket: accepted.socket, serve, onClosed: () => {} })
  let asks: FileConnection | null = null
  const closed = new Promise<AppError | null>((onClosed) => {
    const nothing = () => Promise.reject(new Error('asked the wrong side'))
    asks = new FileConnection({ ...more, socket: dialled.socket, serve: nothing, onClosed })
  })
  onTestFinished(() => {
    dialled.socket.destroy()
    accepted.socket.destroy()
  })
  return { asks: asks as unknown as FileConnection, gives, streams: [dialled, accepted], served, refused, closed }
}
