import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs'

/** Between two tries while the disk refuses, ms. */
const retryMs = 250

export interface DiskSyncDeps {
  /** Commits what is written, moves everything into the main file and syncs that; true: it is there. */
  readonly checkpoint: () => boolean
  /** null: it is over. */
  readonly onTrouble: (thrown: unknown) => void
}

/** What to do once it is on disk; false: it could not be put there. */
type Told = (isOnDisk: boolean) => void

/** One sync: of these files, for all of these. */
class Round {
  readonly files = new Set<string>()
  readonly told: Told[] = []
}

/**
 * Puts on disk what was written, off the main thread: SQLite itself would hold every socket and the window for each sync. One round at
 * a time, for all that was written before it began; what is written meanwhile waits for the next.
 */
export class DiskSync {
  readonly #deps: DiskSyncDeps
  readonly #open = new Map<string, number>()
  #waiting = new Round()
  /** null: none runs. */
  #running: Round | null = null
  #retry: NodeJS.Timeout | null = null
  /** What the last sync threw, until all is in the main file: no sync is believed meanwhile. */
  #failure: unknown = null

  constructor(deps: DiskSyncDeps) {
    this.#deps = deps
  }

  /** Callbacks that wait. */
  get waiting(): number {
    return this.#waiting.told.length + (this.#running?.told.length ?? 0)
  }

  /** Calls back, in order, once everything written so far, last of all to `file`, is on disk. */
  after(file: string, done: readonly Told[]): void {
    this.#waiting.files.add(file)
    this.#waiting.told.push(...done)
    this.#start()
  }

  /** At the end, or before the files are replaced: holds everything until it is on disk. */
  now(): void {
    if (this.#retry) clearTimeout(this.#retry)
    this.#retry = null
    const running = this.#running ?? new Round()
    const rounds = [running, this.#waiting]
    this.#running = null
    this.#waiting = new Round()
    const isOnDisk = rounds.every(({ told }) => told.length === 0) || this.#holdUntilSynced(rounds.flatMap(({ files }) => [...files]))
    // Descriptors in use are closed by the round that uses them.
    for (const [file, fd] of this.#open) if (!running.files.has(file)) closeSync(fd)
    this.#open.clear()
    for (const { told } of rounds) for (const each of told) each(isOnDisk)
  }

  #holdUntilSynced(files: readonly string[]): boolean {
    if (this.#failure) return this.#checkpointed(this.#failure)
    try {
      for (const file of new Set(files)) fdatasyncSync(this.#fd(file))
      return true
    } catch (error) {
      return this.#checkpointed(error)
    }
  }

  #fd(file: string): number {
    const fd = this.#open.get(file) ?? openSync(file, 'r+')
    this.#open.set(file, fd)
    return fd
  }

  #start(): void {
    if (this.#running || this.#retry || this.#waiting.told.length === 0) return
    const round = this.#waiting
    this.#waiting = new Round()
    this.#running = round
    if (this.#failure) {
      this.#synced(round, this.#failure)
      return
    }
    try {
      const fds = [...round.files].map((file) => this.#fd(file))
      let left = fds.length
      let failure: unknown = null
      for (const fd of fds) {
        fdatasync(fd, (error) => {
          failure ??= error
          if (--left > 0) return
          if (this.#running === round) this.#synced(round, failure)
          else for (const each of fds) closeSync(each)
        })
      }
    } catch (thrown) {
      this.#synced(round, thrown)
    }
  }

  #synced(round: Round, error: unknown): void {
    this.#running = null
    if (error && !this.#checkpointed(error)) {
      for (const file of this.#waiting.files) round.files.add(file)
      round.told.push(...this.#waiting.told)
      this.#waiting = round
      this.#retry = setTimeout(() => {
        this.#retry = null
        this.#start()
      }, retryMs)
      return
    }
    if (this.#failure) this.#deps.onTrouble(null)
    this.#failure = null
    for (const each of round.told) each(true)
    this.#start()
  }

  /** After a failed sync the system may call the same pages clean, and a second sync would lie: they go to the main file instead. */
  #checkpointed(error: unknown): boolean {
    try {
      if (this.#deps.checkpoint()) return true
    } catch {
      // The first error says more.
    }
    this.#failure = error
    this.#deps.onTrouble(error)
    return false
  }
}
