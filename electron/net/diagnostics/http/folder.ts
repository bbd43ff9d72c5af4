import { close, constants, fstat, open, realpath, type Stats } from 'node:fs'
import { readdir, realpath as realpathOf, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { AppError } from '../../../../shared/errors.ts'
import { httpLimits as limits } from './constants.ts'
import { escapeHtml, page } from './html.ts'

export interface Found {
  readonly fd: number
  readonly stats: Stats
  readonly real: string
}

/** Never follows a link at the last moment, never waits for the other end of a pipe; Windows has neither. */
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** The folder itself, without links, so that what is inside can be told by its path. Rejects `bad-argument`. */
export async function openRoot(folder: string): Promise<string> {
  const wrong = (problem: string) => new AppError('bad-argument', { file: folder, problem })
  const root = await realpathOf(folder).catch((error: NodeJS.ErrnoException) => Promise.reject(wrong(error.code ?? 'unreadable')))
  if (!(await stat(root)).isDirectory()) throw wrong('ENOTDIR')
  return root
}

/** Hidden, upwards, empty, or with what Windows takes for a separator, a stream or the same name in other words. */
export function isPlainName(name: string): boolean {
  return name !== '' && !name.startsWith('.') && !/[\\\0]/.test(name) && (sep === '/' || !/[:<>"|?*]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name))
}

/** Whether a path without links is the root or in it, and hidden nowhere on the way. */
export function isInside(root: string, real: string): boolean {
  if (real === root) return true
  return real.startsWith(root.endsWith(sep) ? root : root + sep) && relative(root, real).split(sep).every(isPlainName)
}

/** Opens what the path leads to if it is inside; otherwise answers null, as if it were not there. Links are followed first, then judged. */
export function openInside(root: string, segments: readonly string[], done: (error: NodeJS.ErrnoException | null, found: Found | null) => void): void {
  if (!segments.every(isPlainName)) return void done(null, null)
  realpath.native(join(root, ...segments), (lost, real) => {
    if (lost) return void done(isAbsent(lost) ? null : lost, null)
    if (!isInside(root, real)) return void done(null, null)
    open(real, openFlags, (refused, fd) => {
      if (refused) return void done(isAbsent(refused) ? null : refused, null)
      fstat(fd, (error, stats) => {
        if (!error && (stats.isFile() || stats.isDirectory())) return void done(null, { fd, stats, real })
        close(fd, () => done(error, null))
      })
    })
  })
}

const absent: readonly string[] = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ENXIO']

function isAbsent({ code }: NodeJS.ErrnoException): boolean {
  return absent.includes(code ?? '')
}

interface Entry {
  readonly name: string
  readonly folder: boolean
  readonly size: number
  readonly changed: Date
}

/** What may be asked for in a folder: nothing hidden, no link that leads out. */
async function entriesOf(root: string, folder: string): Promise<{ readonly entries: readonly Entry[]; readonly more: number }> {
  const names = (await readdir(folder)).filter(isPlainName).sort()
  const shown = names.slice(0, limits.listed)
  const entries = await Promise.all(shown.map((name) => entryOf(root, folder, name).catch(() => null)))
  return { entries: entries.filter((entry) => entry !== null), more: names.length - shown.length }
}

async function entryOf(root: string, folder: string, name: string): Promise<Entry | null> {
  const real = await realpathOf(join(folder, name))
  if (!isInside(root, real)) return null
  const stats = await stat(real)
  return stats.isFile() || stats.isDirectory() ? { name, folder: stats.isDirectory(), size: stats.size, changed: stats.mtime } : null
}

export async function listing(root: string, folder: string): Promise<string> {
  const { entries, more } = await entriesOf(root, folder)
  const ordered = [...entries.filter((e) => e.folder), ...entries.filter((e) => !e.folder)]
  const rows = ordered.map(({ name, folder: isFolder, size, changed }) => {
    const slash = isFolder ? '/' : ''
    const link = `<a href="./${escapeHtml(encodeURIComponent(name))}${slash}">${escapeHtml(name)}${slash}</a>`
    return `<tr><td>${link}</td><td>${isFolder ? '' : size}</td><td>${changed.toISOString().slice(0, 16).replace('T', ' ')}</td></tr>`
  })
  const up = folder === root ? '' : '<p><a href="../">up</a></p>'
  const rest = more > 0 ? `<p>and ${more} more</p>` : ''
  const title = escapeHtml(`/${relative(root, folder).split(sep).join('/')}`)
  return page(title, `${up}<table>${rows.join('\n')}</table>${ordered.length === 0 ? '<p>This folder is empty.</p>' : ''}${rest}\n`)
}
