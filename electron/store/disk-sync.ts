import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs'

/** Between two tries while the disk refuses, ms. */
const retryMs = 250

export interface DiskSyncDeps {
  /** The write-ahead log of the history. */
  readonly walFile: string
  /** Moves everything into the main file and syncs that; true: it is there. */
  readonly checkpoint: () => boolean
  /** null: it is over. */
  readonly onTrouble: (thrown: unknown) => void
}

/** What to do once it is on disk; false: it could not be put there. */
type Told = (isOnDisk: boolean) => void

/**
 * Puts on disk what transactions have written, off the main thread: SQLite itself would hold every socket and the window for each sync. One sync at
 * a time, for all that was committed before it began; what is committed meanwhile waits for the next.
 */
export class DiskSync {
  readonly #deps: DiskSyncDeps
  #fd: number | null = null
  #waiting: Told[] = []
  /** Of the sync that runs; null: none runs. */
  #running: Told[] | null = null
  #retry: NodeJS.Timeout | null = null
  #isTroubled = false

  constructor(deps: DiskSyncDeps) {
    this.#deps = deps
  }

  /** Callbacks that wait. */
  get waiting(): number {
    return this.#waiting.length + (this.#running?.length ?? 0)
  }

  /** Calls back, in order, once everything committed so far is on disk. */
  after(done: readonly Told[]): void {
    this.#waiting.push(...done)
    this.#start()
  }

  /** At the end, or before the file is replaced: holds everything until it is on disk. */
  now(): void {
    if (this.#retry) clearTimeout(this.#retry)
    this.#retry = null
    const done = [...(this.#running ?? []), ...this.#waiting]
    const isRunning = this.#running !== null
    this.#running = null
    this.#waiting = []
    const isOnDisk = done.length === 0 || this.#holdUntilSynced()
    // A descriptor in use is closed by the sync that uses it.
    if (this.#fd !== null && !isRunning) closeSync(this.#fd)
    this.#fd = null
    for (const each of done) each(isOnDisk)
  }

  #holdUntilSynced(): boolean {
    try {
      fdatasyncSync(this.#open())
      return true
    } catch (error) {
      return this.#checkpointed(error)
    }
  }

  #open(): number {
    this.#fd ??= openSync(this.#deps.walFile, 'r+')
    return this.#fd
  }

  #start(): void {
    if (this.#running || this.#retry || this.#waiting.length === 0) return
    const running = this.#waiting
    this.#waiting = []
    this.#running = running
    try {
      const fd = this.#open()
      fdatasync(fd, (error) => {
        if (this.#running !== running) return closeSync(fd)
        this.#synced(running, error)
      })
    } catch (thrown) {
      this.#synced(running, thrown)
    }
  }

  #synced(done: Told[], error: unknown): void {
    this.#running = null
    if (error && !this.#checkpointed(error)) {
      this.#waiting = [...done, ...this.#waiting]
      this.#retry = setTimeout(() => {
        this.#retry = null
        this.#start()
      }, retryMs)
      return
    }
    if (this.#isTroubled) this.#deps.onTrouble(null)
    this.#isTroubled = false
    for (const each of done) each(true)
    this.#start()
  }

  /** After a failed sync the system may call the same pages clean, and a second sync would lie: they go to the main file instead. */
  #checkpointed(error: unknown): boolean {
    try {
      if (this.#deps.checkpoint()) return true
    } catch {
      // The first error says more.
    }
    this.#isTroubled = true
    this.#deps.onTrouble(error)
    return false
  }
}
