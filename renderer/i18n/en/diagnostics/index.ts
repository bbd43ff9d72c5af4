import { bytes } from './bytes.ts'

/** Words of the diagnostics page. */
export const diagnostics = {
  tests: 'Tests',
  bytes,
} as const
