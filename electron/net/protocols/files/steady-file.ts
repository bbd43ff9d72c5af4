import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { directBytes, dirtyBytes, pageBytes } from './constants.ts'

/** Only Linux has the flag. */
const direct = constants.O_DIRECT ?? 0

/**
 * A file whose bytes go to the disk in step with their writing. Whole pages go there straight from our memory, without a copy in the system's; where
 * that can't be, the first half of what may be dirty is synced while the second is written.
 */
export class SteadyFile {
  readonly handle: FileHandle
  /** The same file, past the system's cache. null: not opened yet; false: it can't be. */
  #straight: FileHandle | false | null = direct === 0 ? false : null
  #dirty = 0
  #syncing: Promise<void> = Promise.resolve()

  constructor(handle: FileHandle) {
    this.handle = handle
  }

  async write(bytes: Buffer, at: number): Promise<void> {
    const done = await this.#writeStraight(bytes, at)
    if (done === bytes.length) return
    await writeAll(this.handle, bytes.subarray(done), at + done)
    this.#dirty += bytes.length - done
    if (this.#dirty < dirtyBytes / 2) return
    this.#dirty = 0
    await this.#syncing
    this.#syncing = this.handle.datasync()
    this.#syncing.catch(() => {})
  }

  /** Everything is on disk. */
  async sync(): Promise<void> {
    await this.#syncing
    await this.handle.sync()
  }

  async close(): Promise<void> {
    await this.#syncing.catch(() => {})
    if (this.#straight) await this.#straight.close().catch(() => {})
    await this.handle.close()
  }

  /** How much of it went. What a disk has against it is said when the rest goes the usual way. */
  async #writeStraight(bytes: Buffer, at: number): Promise<number> {
    const whole = bytes.length - (bytes.length % pageBytes)
    if (this.#straight === false || whole < directBytes || at % pageBytes !== 0 || bytes.byteOffset % pageBytes !== 0) return 0
    try {
      // By its number: its name may be another file's by now.
      this.#straight ??= await open(`/proc/self/fd/${this.handle.fd}`, constants.O_WRONLY | direct)
      return (await this.#straight.write(bytes, 0, whole, at)).bytesWritten
    } catch {
      if (this.#straight) await this.#straight.close().catch(() => {})
      this.#straight = false
      return 0
    }
  }
}

/** A disk that is nearly full takes a part of it, and says why the next time. */
async function writeAll(handle: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten
}
