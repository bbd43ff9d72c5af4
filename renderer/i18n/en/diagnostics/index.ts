import { bytes } from './bytes.ts'
import { doctor } from './doctor.ts'
import { symptoms } from './symptoms.ts'

/** Words of the diagnostics page. */
export const diagnostics = {
  tests: 'Tests',
  bytes,
  doctor,
  symptoms,
} as const
