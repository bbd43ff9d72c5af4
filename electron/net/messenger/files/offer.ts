import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { AppError } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import type { FileInfo } from '../../../../shared/model/file.ts'
import { mimeOf } from '../../../../shared/model/file-kind.ts'
import { uuidv7 } from '../../../../shared/uuid.ts'
import type { TransferPlace } from '../../../store/types.ts'
import type { Clock } from '../../core/types.ts'
import { bytesSource, type Folder, modifiedOf, openFile, openFolder, readFolder, safeFileName } from '../../protocols/files/index.ts'
import type { GetRequest, Source } from '../../protocols/files/types.ts'
import type { FileBody } from '../../protocols/secure-peer/types.ts'
import type { Draft } from '../outgoing.ts'
import { offered } from './state.ts'

/** What is at a path, as an offer. Rejects `AppError` file-gone, file-unreadable, folder-empty, folder-too-large. */
export async function draftOf(given: string, now: number): Promise<Draft> {
  const path = resolve(given)
  const stats = await stat(path).catch((thrown: NodeJS.ErrnoException) => {
    throw new AppError(thrown.code === 'ENOENT' ? 'file-gone' : 'file-unreadable', { cause: thrown.code ?? '', path: given })
  })
  if (!stats.isFile() && !stats.isDirectory()) throw new AppError('file-unreadable', { cause: 'special' })
  const name = safeFileName(basename(path))
  const folder = stats.isDirectory() ? await readFolder(path) : null
  const size = folder ? folder.size : stats.size
  if (size > limits.fileBytes) throw new AppError('file-unreadable', { cause: 'EFBIG' })
  const manifest = folder && createHash('sha256').update(folder.manifest).digest()
  const body: FileBody = { kind: 'file', name, size, mime: folder ? '' : mimeOf(name), files: folder?.files.length ?? null, manifest }
  const place: TransferPlace = { path, part: null, modified: folder ? null : modifiedOf(stats), manifest: manifest?.toString('hex') ?? null, mime: body.mime }
  return { id: uuidv7(now), text: name, replyTo: null, offer: { body, file: offered(body), place } }
}

/** A folder whose manifest was just given. */
interface Walked {
  readonly path: string
  readonly manifest: string
  readonly folder: Folder
}

/** Folders whose list is kept, and for how long whoever asks gets that one; ms. */
const walksKept = 4
const walkMs = 10_000

/**
 * The lists of folders that were offered, for all who ask: however often and however many they are, a folder is walked once in `walkMs`, and one at a
 * time. What changed since is seen all the same, when a file is opened and when it is left.
 */
export class Walks {
  readonly #clock: Clock
  readonly #read: typeof readFolder
  readonly #kept = new Map<string, { readonly at: number; readonly listed: Promise<Listed> }>()
  #last: Promise<void> = Promise.resolve()

  constructor(clock: Clock, read = readFolder) {
    this.#clock = clock
    this.#read = read
  }

  /** It was just offered as it is now, which may be newer than what is kept. */
  forget(path: string): void {
    this.#kept.delete(path)
  }

  /** Rejects `AppError` as `readFolder`. */
  list(path: string): Promise<Listed> {
    const now = this.#clock.monotonic()
    for (const [each, { at }] of this.#kept) if (now - at >= walkMs) this.#kept.delete(each)
    const known = this.#kept.get(path)
    if (known) return known.listed
    const listed = this.#last.then(async () => {
      const folder = await this.#read(path)
      return { folder, hash: createHash('sha256').update(folder.manifest).digest('hex') }
    })
    this.#last = this.#last.then(() => this.#turnOf(listed))
    this.#kept.set(path, { at: now, listed })
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > walksKept && oldest !== undefined) this.#kept.delete(oldest)
    return listed
  }

  /** Over when it is, or when a disk does not answer: others need not wait for that one. */
  #turnOf(listed: Promise<Listed>): Promise<void> {
    return new Promise((next) => {
      const cancel = this.#clock.after(walkMs, next)
      const over = () => {
        cancel()
        next()
      }
      listed.then(over, over)
    })
  }
}

interface Listed {
  readonly folder: Folder
  /** Of its manifest. */
  readonly hash: string
}

/** What my offers promised. A folder is walked for its manifest, not again for what is in it: each file is checked anyway, when it is opened and when it is left. */
export class Offers {
  readonly #walks: Walks
  #walked: Walked | null = null

  constructor(walks: Walks) {
    this.#walks = walks
  }

  /** If it is still that. */
  async source(what: GetRequest['what'], file: FileInfo, place: TransferPlace): Promise<Source> {
    if (place.path === null) throw new AppError('transfer-unknown')
    if (file.files !== null) return this.#folder(what, place.path, place.manifest)
    if (what === 'manifest') throw new AppError('transfer-unknown')
    return openFile({ path: place.path, size: file.size, modified: place.modified ?? 0 })
  }

  /** Lets go of the list of the last folder. */
  forget(): void {
    this.#walked = null
  }

  async #folder(what: GetRequest['what'], path: string, manifest: string | null): Promise<Source> {
    const walked = this.#walked
    this.#walked = null
    if (what === 'content' && walked?.path === path && walked.manifest === manifest) return openFolder(walked.folder.files)
    const { folder, hash } = await this.#walks.list(path)
    if (hash !== manifest) throw new AppError('file-changed')
    if (what === 'content') return openFolder(folder.files)
    this.#walked = { path, manifest, folder }
    return bytesSource(folder.manifest)
  }
}
