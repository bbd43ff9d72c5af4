import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { asAppError } from './faults.ts'

/** Replaces a file whole or not at all, whatever happens in between; readable by its owner only. Errors: `disk-full`, `store-failed`. */
export function writeAtomic(file: string, content: string): void {
  const part = `${file}.new`
  const fd = openSync(part, 'w', 0o600)
  try {
    try {
      writeFileSync(fd, content)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(part, file)
  } catch (thrown) {
    rmSync(part, { force: true })
    throw asAppError(thrown)
  }
  syncFolder(dirname(file))
}

/** So that the new name survives a power cut; Windows can't and needn't. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** null: there is none. */
export function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
