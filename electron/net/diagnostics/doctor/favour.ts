import { toErrorData } from '../../../../shared/errors.ts'
import type { Check, Checked } from '../../protocols/secure-peer/types.ts'
import type { Visit } from './types.ts'

/** What is no answer, but a reason why there is none. */
const excuses: ReadonlySet<string> = new Set(['busy', 'unknown', 'bad-port'])

/** Asks the person for a favour over the connection with them; null: they did not help, and that is noted once. */
export async function favour({ patient, see }: Visit, check: Check): Promise<Checked | null> {
  const { session } = patient
  if (!session || patient.isHelpless) return null
  try {
    const answer = await session.check(check)
    if (!excuses.has(answer.result)) return answer
    see('no-help', { by: 'person', result: answer.result })
  } catch (thrown) {
    patient.isHelpless = true
    see('no-help', { by: 'person', result: toErrorData(thrown).code })
  }
  return null
}
