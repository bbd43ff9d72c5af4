import { unitSpace } from './unit-space.ts'

const steps = [
  ['byte', 1],
  ['kilobyte', 1e3],
  ['megabyte', 1e6],
  ['gigabyte', 1e9],
] as const

/** `1.4 MB`, `1,4 Mo`: in powers of 1000, as disks and systems count. */
export function sizeWords(bytes: number, language: string): string {
  const [unit, step] = [...steps].reverse().find(([, size]) => bytes >= size) ?? steps[0]
  const format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: unit === 'byte' ? 'long' : 'short', maximumFractionDigits: 1 })
  return unitSpace(format.format(bytes / step))
}
