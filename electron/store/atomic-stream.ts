import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'

/** Of text, written at once, in UTF-16 units; bytes as they come. Between two of them the event loop turns. */
const pieceLength = 64 * 1024

/**
 * Writes a file of any length whole or not at all: beside it first, under a name that nothing has, then in its place. Readable by its owner only.
 * Rejects what the system or `lines` threw; nothing is left behind then.
 */
export async function writeAtomicStream(file: string, lines: Iterable<string | Uint8Array>): Promise<void> {
  const part = `${file}.${randomBytes(4).toString('hex')}.part`
  const handle = await open(part, 'wx', 0o600)
  try {
    try {
      for (const piece of pieces(lines)) await handle.appendFile(piece)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(part, file)
  } catch (thrown) {
    await rm(part, { force: true })
    throw thrown
  }
}

function* pieces(lines: Iterable<string | Uint8Array>): Iterable<string | Uint8Array> {
  let piece = ''
  for (const line of lines) {
    if (typeof line === 'string') piece += line
    if (typeof line === 'string' && piece.length < pieceLength) continue
    yield piece
    piece = ''
    if (typeof line !== 'string') yield line
  }
  yield piece
}
