import { mkdir, open, rename, rm, rmdir, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '../../../../shared/errors.ts'
import { mostCopies, spareBytes } from './constants.ts'
import { numbered } from './safe-name.ts'

/** What the system said of a disk or a folder, as an error with words. */
export function diskError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const code = (thrown as NodeJS.ErrnoException | null)?.code ?? ''
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return new AppError('no-room', { cause: code }, { cause: thrown })
  return new AppError('file-not-written', { cause: code }, { cause: thrown })
}

/** Rejects `AppError` no-room when `bytes` more do not fit, with something to spare. A disk that does not say is tried. */
export async function checkRoom(folder: string, bytes: number): Promise<void> {
  const disk = await statfs(folder).catch(() => null)
  if (!disk || disk.blocks === 0) return
  const [free, all] = [disk.bavail * disk.bsize, disk.blocks * disk.bsize]
  if (free - Math.min(spareBytes, all / 20) < bytes) throw new AppError('no-room', { bytes, free })
}

type IsTaken = (path: string) => boolean

/** Makes `NAME.part`, or `NAME (1).part` and so on, as a new file or folder that is ours alone. `isTaken`: another's, even when nothing is there now. */
export async function makePart(folder: string, name: string, kind: 'file' | 'folder', isTaken: IsTaken = () => false): Promise<string> {
  await mkdir(folder, { recursive: true }).catch((thrown) => {
    throw diskError(thrown)
  })
  return firstFree(folder, (copy) => `${numbered(name, copy)}.part`, kind, isTaken)
}

/**
 * Gives a part its name, or the first free one; answers the path. Nothing that exists is ever replaced: the name is taken by an empty file or
 * folder first, and told, so that whoever falls in between finds it again.
 */
export async function finish(
  part: string,
  name: string,
  kind: 'file' | 'folder',
  onTaken: (path: string) => Promise<unknown> = async () => {},
  isTaken: IsTaken = () => false,
): Promise<string> {
  const folder = dirname(part)
  const path = await firstFree(folder, (copy) => numbered(name, copy), kind, isTaken)
  await onTaken(path)
  try {
    await rename(part, path).catch(async (thrown) => {
      // Windows renames no folder onto another, even an empty one.
      if (kind === 'file') throw thrown
      await rmdir(path)
      await rename(part, path)
    })
  } catch (thrown) {
    await rm(path, { recursive: false, force: true }).catch(() => rmdir(path).catch(() => {}))
    throw diskError(thrown)
  }
  await syncFolder(folder)
  return path
}

async function firstFree(folder: string, name: (copy: number) => string, kind: 'file' | 'folder', isTaken: IsTaken): Promise<string> {
  for (let copy = 0; copy <= mostCopies; copy++) {
    const path = join(folder, name(copy))
    if (isTaken(path)) continue
    try {
      if (kind === 'folder') await mkdir(path)
      else await (await open(path, 'wx', 0o600)).close()
      return path
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw diskError(thrown)
    }
  }
  throw new AppError('file-not-written', { cause: 'EEXIST' })
}

/** So that the new name survives a power cut; not every system can. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => {})
  await handle?.close().catch(() => {})
}
