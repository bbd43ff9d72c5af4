import type { FileItem } from './entries.ts'

const units = ['octets', 'Ko', 'Mo', 'Go', 'To', 'Po'] as const

/** What a raw-socket program sees of an offer: `[file] notes.pdf (2.5 Mo)`. Pure. */
export function fileLine({ name, size, files }: Pick<FileItem, 'name' | 'size' | 'files'>): string {
  const folder = files === null ? '' : `${files} × `
  return `[file] ${name.replaceAll('\n', ' ')} (${folder}${sizeOf(size)})`
}

function sizeOf(size: number): string {
  const power = size < 1_000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(size) / 3))
  const value = size / 1_000 ** power
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${units[power]}`
}
