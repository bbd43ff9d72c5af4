import { join, normalize, sep } from 'node:path'

/** The file that an `app://bundle` address means. null: outside the folder, by whatever encoding. */
export function fileOf(folder: string, url: string): string | null {
  try {
    const { host, pathname } = new URL(url)
    const path = decodeURIComponent(pathname)
    if (host !== 'bundle' || path.includes('\0') || path.includes('\\')) return null
    const file = normalize(join(folder, path === '/' ? 'index.html' : path))
    return file.startsWith(folder + sep) ? file : null
  } catch {
    return null
  }
}
