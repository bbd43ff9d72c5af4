import { lstat, type Stats } from 'node:fs'
import { httpLimits as limits } from './constants.ts'

interface Hot {
  readonly real: string
  readonly stats: Stats
  readonly content: Buffer
  readonly judgedAt: number
}

/**
 * Small files that were asked for a moment ago. Each use asks the system whether the file is still the same one; after a second the whole way
 * to it is judged again.
 */
export class HotFiles {
  readonly #files = new Map<string, Hot>()
  #bytes = 0

  /** null: not known, or no longer true. */
  find(path: string, done: (hot: Hot | null) => void): void {
    const hot = this.#files.get(path)
    if (!hot) return void done(null)
    if (performance.now() - hot.judgedAt > limits.hotMs) {
      this.#drop(path, hot)
      return void done(null)
    }
    lstat(hot.real, (error, now) => {
      if (!error && isSame(hot.stats, now)) return void done(hot)
      this.#drop(path, hot)
      done(null)
    })
  }

  keep(path: string, real: string, stats: Stats, content: Buffer): void {
    const before = this.#files.get(path)
    if (before) this.#drop(path, before)
    this.#files.set(path, { real, stats, content, judgedAt: performance.now() })
    this.#bytes += content.length
    for (const [oldest, hot] of this.#files) {
      if (this.#bytes <= limits.hotBytes && this.#files.size <= limits.hotFiles) return
      this.#drop(oldest, hot)
    }
  }

  #drop(path: string, hot: Hot): void {
    if (this.#files.get(path) !== hot) return
    this.#files.delete(path)
    this.#bytes -= hot.content.length
  }
}

function isSame(then: Stats, now: Stats): boolean {
  return now.isFile() && then.ino === now.ino && then.dev === now.dev && then.size === now.size && then.mtimeMs === now.mtimeMs && then.ctimeMs === now.ctimeMs
}
