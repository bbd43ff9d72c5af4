/** What a request line asks for: the path, decoded once, in segments; null: not a path that means anything (400). */
export interface Target {
  /** As it was sent, without the query. */
  readonly path: string
  readonly segments: readonly string[]
  /** It ended with a slash: a folder. */
  readonly folder: boolean
  readonly query: URLSearchParams
}

/** Origin form and absolute form (RFC 9112 section 3.2). */
export function readTarget(url: string): Target | null {
  const local = url.startsWith('/') ? url : /^https?:\/\/[^/?#]*(.*)$/i.exec(url)?.[1]
  if (local === undefined) return null
  const cut = local.search(/[?#]/)
  const path = (cut === -1 ? local : local.slice(0, cut)) || '/'
  if (!path.startsWith('/')) return null
  try {
    const decoded = decodeURIComponent(path)
    if (decoded.includes('\0')) return null
    const parts = decoded.slice(1).split('/')
    const folder = parts.at(-1) === ''
    return { path, segments: folder ? parts.slice(0, -1) : parts, folder, query: new URLSearchParams(cut === -1 ? '' : local.slice(cut + 1).split('#')[0]) }
  } catch {
    return null
  }
}
