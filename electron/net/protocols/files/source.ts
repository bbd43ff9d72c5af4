import { constants, type Stats } from 'node:fs'
import { type FileHandle, lstat, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import { statsAtOnce } from './constants.ts'
import { formatManifest, isSafePath, type ManifestFile, totalOf } from './manifest.ts'
import { folded, numbered, safeSegment } from './safe-name.ts'
import type { Source } from './types.ts'

/** What was offered, and what it must still be when it is sent. */
export interface Offered {
  readonly path: string
  readonly size: number
  readonly modified: number
}

/** A file of a folder, and where it really is: its name may not be one for every system. */
export interface FoundFile extends ManifestFile {
  readonly real: string
}

export const modifiedOf = ({ mtimeMs }: Stats): number => Math.max(0, Math.floor(mtimeMs))

const changed = (): AppError => new AppError('file-changed')

function unreadable(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const code = (thrown as NodeJS.ErrnoException | null)?.code ?? ''
  return new AppError(code === 'ENOENT' || code === 'ENOTDIR' ? 'file-gone' : 'file-unreadable', { cause: code }, { cause: thrown })
}

/** A pipe that somebody put in a file's place would keep a thread of Node for good. Windows has no such flag. */
const readNow = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** One open file that must stay as it was offered. */
class Guarded {
  readonly #handle: FileHandle
  readonly #offered: Offered

  private constructor(handle: FileHandle, offered: Offered) {
    this.#handle = handle
    this.#offered = offered
  }

  static async open(offered: Offered): Promise<Guarded> {
    const handle = await open(offered.path, readNow).catch((thrown) => {
      throw unreadable(thrown)
    })
    const guarded = new Guarded(handle, offered)
    try {
      await guarded.check()
      return guarded
    } catch (thrown) {
      await handle.close().catch(() => {})
      throw thrown
    }
  }

  async check(): Promise<void> {
    const stats = await this.#handle.stat().catch((thrown) => {
      throw unreadable(thrown)
    })
    if (!stats.isFile() || stats.size !== this.#offered.size || modifiedOf(stats) !== this.#offered.modified) throw changed()
  }

  async read(into: Buffer, at: number): Promise<number> {
    const wanted = Math.min(into.length, this.#offered.size - at)
    let filled = 0
    while (filled < wanted) {
      const { bytesRead } = await this.#handle.read(into, filled, wanted - filled, at + filled).catch((thrown) => {
        throw unreadable(thrown)
      })
      if (bytesRead === 0) throw changed()
      filled += bytesRead
    }
    return filled
  }

  close(): Promise<void> {
    return this.#handle.close().catch(() => {})
  }
}

/** One file. Rejects `AppError` file-gone, file-unreadable, file-changed. */
export async function openFile(offered: Offered): Promise<Source> {
  const file = await Guarded.open(offered)
  return { size: offered.size, read: (into, at) => file.read(into, at), check: () => file.check(), close: () => file.close() }
}

/** Bytes that are in memory: a manifest. */
export function bytesSource(bytes: Buffer): Source {
  return {
    size: bytes.length,
    read: async (into, at) => bytes.copy(into, 0, at, at + into.length),
    check: async () => {},
    close: async () => {},
  }
}

/** The files of a folder one behind the other. Each is checked when it is opened and when it is left. */
export function openFolder(files: readonly FoundFile[]): Source {
  const starts: number[] = []
  let size = 0
  for (const file of files) {
    starts.push(size)
    size += file.size
  }
  let current: { readonly index: number; readonly file: Guarded } | null = null
  const leave = async () => {
    const left = current
    current = null
    if (!left) return
    await left.file.check().finally(() => left.file.close())
  }
  const enter = async (index: number): Promise<Guarded> => {
    if (current?.index === index) return current.file
    await leave()
    const { real, size, modified } = files[index] as FoundFile
    current = { index, file: await Guarded.open({ path: real, size, modified }) }
    return current.file
  }
  return {
    size,
    async read(into, at) {
      let filled = 0
      for (let index = fileAt(starts, at); filled < into.length && at + filled < size; index++) {
        const file = files[index] as FoundFile
        const inside = at + filled - (starts[index] as number)
        if (file.size > inside) filled += await (await enter(index)).read(into.subarray(filled), inside)
      }
      return filled
    },
    check: leave,
    close: async () => {
      await current?.file.close()
      current = null
    },
  }
}

/** The last file that begins at or before. */
function fileAt(starts: readonly number[], at: number): number {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] as number) <= at) low = middle
    else high = middle - 1
  }
  // Empty files begin where the next one does.
  while (low > 0 && starts[low - 1] === starts[low]) low--
  return low
}

export interface Folder {
  readonly files: readonly FoundFile[]
  readonly size: number
  readonly manifest: Buffer
}

/** What a folder has, in a fixed order. Links and special files are passed over. Rejects `AppError` file-gone, file-unreadable, folder-too-large, folder-empty. */
export async function readFolder(root: string): Promise<Folder> {
  const found: Found[] = []
  await walk(root, '', found)
  const files: FoundFile[] = []
  for (let at = 0; at < found.length; at += statsAtOnce) files.push(...(await Promise.all(found.slice(at, at + statsAtOnce).map(asked))))
  if (files.length === 0) throw new AppError('folder-empty')
  const manifest = formatManifest(files)
  if (manifest.length > limits.manifestBytes) throw new AppError('folder-too-large', { limit: limits.folderFiles })
  return { files, size: totalOf(files), manifest }
}

type Found = Pick<FoundFile, 'path' | 'real'>

async function asked({ path, real }: Found): Promise<FoundFile> {
  const stats = await lstat(real).catch((thrown) => {
    throw unreadable(thrown)
  })
  return { path, size: stats.size, modified: modifiedOf(stats), real }
}

async function walk(real: string, relative: string, found: Found[]): Promise<void> {
  const entries = await readdir(real, { withFileTypes: true }).catch((thrown) => {
    throw unreadable(thrown)
  })
  const taken = new Set<string>()
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!entry.isFile() && !entry.isDirectory()) continue
    const name = ownName(safeSegment(entry.name) || 'file', taken)
    const path = relative === '' ? name : `${relative}/${name}`
    const inside = join(real, entry.name)
    if (entry.isDirectory()) await walk(inside, path, found)
    else {
      if (!isSafePath(path) || found.length >= limits.folderFiles) throw new AppError('folder-too-large', { limit: limits.folderFiles })
      found.push({ path, real: inside })
    }
  }
}

/** Two names that are one on another system stay two. */
function ownName(name: string, taken: Set<string>): string {
  for (let copy = 0; ; copy++) {
    const candidate = numbered(name, copy)
    const key = folded(candidate)
    if (taken.has(key)) continue
    taken.add(key)
    return candidate
  }
}
