import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs'
import { join } from 'node:path'
import { jsonLogger } from '../net/core/logger.ts'
import type { Logger } from '../net/core/types.ts'

/** The log starts a new file at this size and keeps one old one. */
export const logFileBytes = 5 * 1024 * 1024

/** A logger into `palabre.log` in the profile: never a message body, never a secret. */
export function fileLogger(folder: string): Logger {
  const file = join(folder, 'palabre.log')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  let size = sizeOf(file)
  let stream = open(file)
  return jsonLogger((line) => {
    size += line.length + 1
    if (size > logFileBytes) {
      stream.end()
      renameSync(file, `${file}.old`)
      stream = open(file)
      size = 0
    }
    stream.write(line.endsWith('\n') ? line : `${line}\n`)
  }, 'info')
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

/** A log that can't be written (full disk) must not end the app. */
function open(file: string): WriteStream {
  return createWriteStream(file, { flags: 'a', mode: 0o600 }).on('error', () => {})
}
