import { isAbsolute } from 'node:path'
import { limits } from '../../shared/limits.ts'
import { uuidv7 } from '../../shared/uuid.ts'

/** Tokens that wait to be used; the oldest give way. */
const mostWaiting = 2 * limits.dropped

/** What a person dropped: the page holds tokens, main the paths. Each token is good once. */
export class Drops {
  readonly #paths = new Map<string, string>()

  keep(paths: unknown): readonly string[] {
    if (!Array.isArray(paths)) return []
    const good = paths.filter((path): path is string => typeof path === 'string' && isAbsolute(path) && !path.includes('\0'))
    return good.slice(0, limits.dropped).map((path) => {
      const token = uuidv7()
      if (this.#paths.size >= mostWaiting) this.#paths.delete(this.#paths.keys().next().value ?? '')
      this.#paths.set(token, path)
      return token
    })
  }

  take(tokens: readonly string[]): readonly string[] {
    return tokens.flatMap((token) => {
      const path = this.#paths.get(token)
      this.#paths.delete(token)
      return path === undefined ? [] : [path]
    })
  }
}
