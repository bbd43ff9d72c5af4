import { hash } from 'node:crypto'
import { lstat, rm, rmdir, unlink } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { AppError } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import type { ConversationId } from '../../../../shared/model/conversation.ts'
import type { FileInfo } from '../../../../shared/model/file.ts'
import type { TransferPlace } from '../../../store/types.ts'
import {
  checkRoom,
  type FileConnection,
  fileDisk,
  finish,
  folderDisk,
  HashingSink,
  makePart,
  markForeign,
  memoryDisk,
  parseManifest,
  totalOf,
} from '../../protocols/files/index.ts'
import type { ManifestFile } from '../../protocols/files/manifest.ts'
import type { Core } from '../core.ts'

export interface Receiving {
  readonly connection: FileConnection
  readonly id: string
  readonly name: string
  readonly file: FileInfo
  readonly place: TransferPlace
  /** Where downloads go, when it has no place yet. */
  readonly folder: () => string
  /** Written to disk before it is relied on. */
  readonly keep: (place: TransferPlace) => Promise<void>
  /** The part of another offer, even when nothing is there now. */
  readonly isPart: (path: string) => boolean
  /** Whether it fits. */
  readonly room?: typeof checkRoom
  readonly onProgress: (at: number) => void
  readonly signal: AbortSignal
}

/** Faults of what came, or what it was is no more: nothing of it can be used. */
const useless: ReadonlySet<string> = new Set(['hash-mismatch', 'size-mismatch', 'file-changed'])

/** Brings one offer to this disk, from wherever it stopped; answers the path. Rejects `AppError`; a part that can be gone on with stays. */
export async function receive(work: Receiving): Promise<string> {
  const { place, file, name, keep, isPart } = work
  const kind = file.files === null ? 'file' : 'folder'
  const saved = await savedBefore(place, file)
  if (saved) return saved
  const part = (await partBefore(place.part, kind)) ?? (await makePart(work.folder(), name, kind, isPart))
  if (part !== place.part) await keep({ ...place, part })
  try {
    if (kind === 'file') await fetchFile(work, part)
    else await fetchFolder(work, part)
  } catch (thrown) {
    if (thrown instanceof AppError && useless.has(thrown.code)) {
      await dropPart({ ...place, part })
      await keep({ ...place, part: null })
    }
    throw thrown
  }
  return finish(part, name, kind, (path) => keep({ ...place, part, path }), isPart)
}

/** A part nobody wants any more. */
export async function dropPart({ part }: TransferPlace): Promise<void> {
  if (part?.endsWith('.part')) await rm(part, { recursive: true, force: true }).catch(() => {})
}

/** The same, and notes it: a name that is free again is soon somebody else's. */
export async function letGo({ store }: Pick<Core, 'store'>, conversationId: ConversationId, id: string, place: TransferPlace): Promise<void> {
  if (place.part === null) return
  if (!store.read.isPart(place.part)) await dropPart(place)
  await store.tidy((tx) => {
    if (tx.read.transfer(conversationId, id)?.part === place.part) tx.setTransfer(conversationId, id, { ...place, part: null })
  })
}

async function fetchFile({ connection, id, file, signal, onProgress, room = checkRoom }: Receiving, part: string): Promise<void> {
  await room(dirname(part), Math.max(0, file.size - (await lengthOf(part))))
  const sink = new HashingSink(await fileDisk(part, file.size), file.size)
  await connection.fetch({ transfer: id, what: 'content' }, sink, signal, onProgress)
  await markForeign(part)
}

async function fetchFolder(work: Receiving, part: string): Promise<void> {
  const { connection, id, file, signal, onProgress, room = checkRoom } = work
  const files = await fetchManifest(work)
  if (totalOf(files) !== file.size || files.length !== file.files) throw new AppError('size-mismatch')
  const disk = folderDisk(part, files)
  await room(dirname(part), file.size - (await disk.length()))
  await connection.fetch({ transfer: id, what: 'content' }, new HashingSink(disk, file.size), signal, onProgress)
}

async function fetchManifest({ connection, id, place, signal }: Receiving): Promise<readonly ManifestFile[]> {
  const disk = memoryDisk()
  await connection.fetch({ transfer: id, what: 'manifest' }, new HashingSink(disk, limits.manifestBytes, false), signal)
  const bytes = disk.bytes()
  if (hash('sha256', bytes, 'hex') !== place.manifest) throw new AppError('hash-mismatch')
  return parseManifest(bytes)
}

/** Whoever fell between taking the name and saying so finds the file under it; a name that was taken for nothing is given back. */
async function savedBefore({ path, part }: TransferPlace, { size, files }: FileInfo): Promise<string | null> {
  if (path === null || part === null) return null
  const there = await lstat(path).catch(() => null)
  const isPartThere = (await lstat(part).catch(() => null)) !== null
  if (!isPartThere) return there && (files !== null ? there.isDirectory() : there.isFile() && there.size === size) ? path : null
  if (there?.isDirectory()) await rmdir(path).catch(() => {})
  else if (there?.isFile() && there.size === 0) await unlink(path).catch(() => {})
  return null
}

/** The part it was given, if that is still there: anything else that took its place is not ours to write over. */
async function partBefore(part: string | null, kind: 'file' | 'folder'): Promise<string | null> {
  const stats = part === null ? null : await lstat(part).catch(() => null)
  return (kind === 'file' ? stats?.isFile() : stats?.isDirectory()) ? part : null
}

async function lengthOf(part: string): Promise<number> {
  const stats = await lstat(part).catch(() => null)
  return stats?.isFile() ? stats.size : 0
}

export const savedName = (path: string): string => basename(path)
