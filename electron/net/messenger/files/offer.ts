import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { AppError } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import type { FileInfo } from '../../../../shared/model/file.ts'
import { mimeOf } from '../../../../shared/model/file-kind.ts'
import { uuidv7 } from '../../../../shared/uuid.ts'
import type { TransferPlace } from '../../../store/types.ts'
import { bytesSource, type Folder, modifiedOf, openFile, openFolder, readFolder, safeFileName } from '../../protocols/files/index.ts'
import type { GetRequest, Source } from '../../protocols/files/types.ts'
import type { FileBody } from '../../protocols/secure-peer/types.ts'
import type { Draft } from '../outgoing.ts'
import { offered } from './state.ts'

/** What is at a path, as an offer. Rejects `AppError` file-gone, file-unreadable, folder-empty, folder-too-large. */
export async function draftOf(given: string, now: number): Promise<Draft> {
  const path = resolve(given)
  const stats = await stat(path).catch((thrown: NodeJS.ErrnoException) => {
    throw new AppError(thrown.code === 'ENOENT' ? 'file-gone' : 'file-unreadable', { cause: thrown.code ?? '' })
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

/** What my offers promised. A folder is walked for its manifest, not again for what is in it: each file is checked anyway, when it is opened and when it is left. */
export class Offers {
  #walked: Walked | null = null

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
    const folder = await readFolder(path)
    if (createHash('sha256').update(folder.manifest).digest('hex') !== manifest) throw new AppError('file-changed')
    if (what === 'content') return openFolder(folder.files)
    this.#walked = { path, manifest, folder }
    return bytesSource(folder.manifest)
  }
}
