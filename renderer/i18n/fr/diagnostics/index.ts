import type { diagnostics as english } from '../../en/diagnostics/index.ts'
import type { Same } from '../../same.ts'
import { bytes } from './bytes.ts'
import { doctor } from './doctor.ts'
import { symptoms } from './symptoms.ts'

export const diagnostics: Same<typeof english> = {
  tests: 'Tests',
  bytes,
  doctor,
  symptoms,
}
