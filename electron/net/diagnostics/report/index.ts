import type { RunView } from '../../../../shared/model/runs.ts'
import { markdownOf } from './markdown.ts'
import { redact } from './redact.ts'

export { redact } from './redact.ts'

export interface ReportOptions {
  readonly format: 'markdown' | 'json'
  /** false: no address, name or identity is in it, anywhere. */
  readonly addresses: boolean
  readonly language: 'en' | 'fr'
  readonly version: string
}

/** Of the JSON: changes with its shape. */
export const schemaVersion = 1

/** One run as a text to keep or to show to somebody. Pure. */
export function reportOf(view: RunView, { format, addresses, language, version }: ReportOptions): string {
  const shown = addresses ? view : redact(view)
  if (format === 'markdown') return markdownOf(shown, { language, addresses, version })
  const { run, digest, lastGood, changes } = shown
  const { target, sampleCount, good } = digest
  return `${JSON.stringify({ schemaVersion, version, addresses, target, sampleCount, good, ...run, lastGood, changes }, null, 2)}\n`
}
