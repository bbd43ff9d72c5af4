import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'

/** Written at once, in UTF-16 units; between two of them the event loop turns. */
const pieceLength = 64 * 1024

/**
 * Writes a file of any length whole or not at all: beside it first, under a name that nothing has, then in its place. Readable by its owner only.
 * Rejects what the system or `lines` threw; nothing is left behind then.
 */
export async function writeAtomicStream(file: string, lines: Iterable<string>): Promise<void> {
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

function* pieces(lines: Iterable<string>): Iterable<string> {
  let piece = ''
  for (const line of lines) {
    piece += line
    if (piece.length < pieceLength) continue
    yield piece
    piece = ''
  }
  yield piece
}
