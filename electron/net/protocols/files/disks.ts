import { constants } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, rm, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '../../../../shared/errors.ts'
import { closingAtOnce, writeBytes } from './constants.ts'
import { type ManifestFile, totalOf } from './manifest.ts'
import { markForeign } from './mark.ts'
import type { Disk } from './sink.ts'
import { SteadyFile } from './steady-file.ts'

/** Never through a link that somebody put in its place. Windows has no such flag. */
const noFollow = constants.O_NOFOLLOW ?? 0

const openPart = (path: string): Promise<FileHandle> => open(path, constants.O_RDWR | constants.O_CREAT | noFollow, 0o600)

const nextStroke = (at: number): number => at - (at % writeBytes) + writeBytes

/** One file's part. */
export async function fileDisk(part: string, size: number): Promise<Disk> {
  const handle = await openPart(part)
  const stats = await handle.stat()
  if (!stats.isFile()) {
    await handle.close()
    throw new AppError('file-not-written', { cause: 'EISDIR' })
  }
  const file = new SteadyFile(handle)
  return {
    async length() {
      const { size: there } = await handle.stat()
      if (there <= size) return there
      await handle.truncate(0)
      return 0
    },
    read: async (into, at) => (await handle.read(into, 0, into.length, at)).bytesRead,
    write: (bytes, at) => file.write(bytes, at),
    cut: nextStroke,
    truncate: (at) => handle.truncate(at),
    sync: () => file.sync(),
    close: () => file.close(),
  }
}

/** In memory: a manifest. */
export function memoryDisk(): Disk & { readonly bytes: () => Buffer } {
  let parts: Buffer[] = []
  return {
    bytes: () => Buffer.concat(parts),
    length: async () => 0,
    read: async () => 0,
    write: async (bytes) => void parts.push(Buffer.from(bytes)),
    cut: nextStroke,
    truncate: async () => {
      parts = []
    },
    sync: async () => {},
    close: async () => {},
  }
}

/**
 * The files of a folder's part, one behind the other. Each is synced and closed beside the next one's writing; what is there is as far as the files are
 * complete, in their order.
 */
export function folderDisk(part: string, files: readonly ManifestFile[]): Disk {
  const size = totalOf(files)
  const starts: number[] = []
  files.reduce((at, file) => {
    starts.push(at)
    return at + file.size
  }, 0)
  const made = new Set<string>()
  const closing = new Set<Promise<void>>()
  let fault: unknown = null
  let current: { readonly index: number; readonly file: SteadyFile } | null = null
  let next = 0

  const pathOf = (index: number): string => join(part, ...(files[index] as ManifestFile).path.split('/'))
  const enter = async (index: number): Promise<SteadyFile> => {
    if (current?.index === index) return current.file
    await leave()
    const path = pathOf(index)
    const folder = dirname(path)
    if (!made.has(folder)) await mkdir(folder, { recursive: true, mode: 0o700 })
    made.add(folder)
    current = { index, file: new SteadyFile(await openPart(path)) }
    return current.file
  }
  const leave = async () => {
    const left = current
    current = null
    if (!left) return
    const done = settle(left.file, files[left.index] as ManifestFile, pathOf(left.index)).catch((thrown) => {
      fault ??= thrown
    })
    closing.add(done)
    void done.finally(() => closing.delete(done))
    if (closing.size >= closingAtOnce) await Promise.race(closing)
    if (fault) throw fault
  }
  /** Files without bytes are nobody's turn: they are made on the way. */
  const makeEmpty = async (upTo: number) => {
    for (; next < upTo; next++) if ((files[next] as ManifestFile).size === 0) await enter(next)
  }

  return {
    async length() {
      let at = 0
      for (const [index, file] of files.entries()) {
        if (file.size === 0) continue
        const stats = await lstat(pathOf(index)).catch(() => null)
        if (!stats?.isFile() || stats.size > file.size) break
        at += stats.size
        if (stats.size < file.size) break
      }
      return Math.min(at, size)
    },
    async read(into, at) {
      const index = indexAt(starts, files, at)
      const file = files[index] as ManifestFile
      const handle = await open(pathOf(index), constants.O_RDONLY | noFollow)
      try {
        const inside = at - (starts[index] as number)
        return (await handle.read(into, 0, Math.min(into.length, file.size - inside), inside)).bytesRead
      } finally {
        await handle.close()
      }
    },
    async write(bytes, at) {
      for (let from = 0; from < bytes.length; ) {
        const index = indexAt(starts, files, at + from)
        await makeEmpty(index)
        const inside = at + from - (starts[index] as number)
        const some = bytes.subarray(from, from + (files[index] as ManifestFile).size - inside)
        await (await enter(index)).write(some, inside)
        from += some.length
      }
    },
    /** A file that fills a stroke begins one; smaller ones share theirs. */
    cut(at) {
      const index = indexAt(starts, files, at)
      const [file, start] = [files[index] as ManifestFile, starts[index] as number]
      if (file.size >= writeBytes) return Math.min(start + file.size, start + nextStroke(at - start))
      let great = index + 1
      while ((starts[great] ?? size) < at + writeBytes && (files[great]?.size ?? writeBytes) < writeBytes) great++
      return Math.min(starts[great] ?? size, at + writeBytes)
    },
    async truncate() {
      await leave()
      await Promise.all(closing)
      next = 0
      made.clear()
      await rm(part, { recursive: true, force: true })
      await mkdir(part, { mode: 0o700 })
    },
    async sync() {
      await makeEmpty(files.length)
      await leave()
      await Promise.all(closing)
      if (fault) throw fault
    },
    async close() {
      await leave()
      await Promise.all(closing)
    },
  }
}

async function settle(file: SteadyFile, { modified }: ManifestFile, path: string): Promise<void> {
  try {
    await file.sync()
  } finally {
    await file.close()
  }
  await markForeign(path)
  await utimes(path, modified / 1_000, modified / 1_000).catch(() => {})
}

/** The file that has the byte at this position. */
function indexAt(starts: readonly number[], files: readonly ManifestFile[], at: number): number {
  let [low, high] = [0, files.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] as number) <= at) low = middle
    else high = middle - 1
  }
  return low
}
