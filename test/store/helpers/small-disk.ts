import { execFileSync } from 'node:child_process'
import { closeSync, openSync, writeSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './temporary.ts'

/** Whether this process may mount. */
export const canMount = process.platform === 'linux' && process.getuid?.() === 0

/** A file system of 4 MB. */
export function aSmallDisk(): string {
  const folder = temporaryFolder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder])
  onTestFinished(() => void execFileSync('umount', ['-l', folder]))
  return folder
}

/** Takes all the room that is left. */
export function fill(file: string): void {
  const fd = openSync(file, 'w')
  try {
    for (;;) writeSync(fd, Buffer.alloc(4096))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    closeSync(fd)
  }
}
