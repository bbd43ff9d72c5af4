import { AppError } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import { mostEntries, pathBytes, pathDepth } from './constants.ts'
import { folded, safeSegment } from './safe-name.ts'

/** One file of a folder; `path` is relative, with `/`. */
export interface ManifestFile {
  readonly path: string
  readonly size: number
  /** ms since 1970, as the sender's disk has it. */
  readonly modified: number
}

export function formatManifest(files: readonly ManifestFile[]): Buffer {
  return Buffer.from(JSON.stringify(files.map(({ path, size, modified }) => [path, size, modified])))
}

/** Every path safe and its own, on any disk. Throws `AppError` protocol-error. */
export function parseManifest(bytes: Uint8Array): readonly ManifestFile[] {
  const rows = parseJson(bytes)
  if (!Array.isArray(rows) || rows.length === 0 || rows.length > limits.folderFiles) throw refused('files')
  const taken = new Map<string, 'file' | 'folder'>()
  const known = new Map<string, string>()
  return rows.map((row: unknown) => {
    const file = fileOf(row, known)
    take(taken, known, file.path)
    if (taken.size > mostEntries) throw refused('folders')
    return file
  })
}

export const totalOf = (files: readonly ManifestFile[]): number => files.reduce((sum, { size }) => sum + size, 0)

/** Safe as it stands: what our own Palabre would have to change is refused, since then two paths could become one. */
export function isSafePath(path: string, known: ReadonlyMap<string, string> = new Map()): boolean {
  const segments = path.split('/')
  return (
    Buffer.byteLength(path) <= pathBytes &&
    segments.length <= pathDepth &&
    segments.every((segment) => known.has(segment) || (segment !== '' && safeSegment(segment) === segment))
  )
}

function fileOf(row: unknown, known: ReadonlyMap<string, string>): ManifestFile {
  if (!Array.isArray(row) || row.length < 3) throw refused('row')
  const [path, size, modified] = row as readonly unknown[]
  if (typeof path !== 'string' || !isSafePath(path, known)) throw refused('path')
  if (!isCount(size) || size > limits.fileBytes) throw refused('size')
  if (!isCount(modified)) throw refused('modified')
  return { path, size, modified }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

/** Some disks fold case and accents' forms: there, `a` and `A` are one. `known`: segments that were folded before. */
function take(taken: Map<string, 'file' | 'folder'>, known: Map<string, string>, path: string): void {
  const segments = path.split('/')
  let part = ''
  segments.forEach((segment, index) => {
    const name = known.get(segment) ?? folded(segment)
    known.set(segment, name)
    part = index === 0 ? name : `${part}/${name}`
    const kind = index === segments.length - 1 ? 'file' : 'folder'
    const before = taken.get(part)
    if (before && (before === 'file' || kind === 'file')) throw refused('twice')
    taken.set(part, kind)
  })
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new AppError('protocol-error', { problem: 'manifest' }, { cause })
  }
}

const refused = (problem: string): AppError => new AppError('protocol-error', { problem: `manifest: ${problem}` })
