import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { jsonLogger } from '../net/core/logger.ts'
import type { Logger } from '../net/core/types.ts'

/** The log starts a new file at this size and keeps one old one. */
export const logFileBytes = 5 * 1024 * 1024

export const logFileIn = (folder: string): string => join(folder, 'palabre.log')

/**
 * A logger into `palabre.log` in the profile: never a message body, never a secret. Each line is in the file when the call returns, so the
 * last words before an end are there too. A log that can't be written (full disk) does not end the app: those lines are lost.
 */
export function fileLogger(folder: string, maxBytes: number = logFileBytes): Logger {
  const file = logFileIn(folder)
  let size = 0
  let open: number | null = null

  const write = (line: string): void => {
    if (open === null || size + line.length > maxBytes) {
      if (open !== null) closeSync(open)
      open = null
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
      if (size + line.length > maxBytes) {
        renameSync(file, `${file}.old`)
        size = 0
      }
      open = openSync(file, 'a', 0o600)
    }
    size += writeSync(open, line)
  }

  return jsonLogger((line) => {
    try {
      write(line)
    } catch {}
  }, 'info')
}
