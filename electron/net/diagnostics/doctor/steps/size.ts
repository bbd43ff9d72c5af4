import { doctorLimits as limits, sizes } from '../constants.ts'
import type { Step } from '../types.ts'
import { askForReflector, sendTo } from './udp.ts'

/** Do large datagrams pass where small ones do? */
export const size: Step = async (visit) => {
  const at = await askForReflector(visit)
  if (!at) return visit.patient.session ? 'no-helper' : 'no-session'
  for (const bytes of sizes) {
    const { summary } = await sendTo(visit, at, limits.sizedProbes, bytes)
    visit.see('size', { bytes, sent: limits.sizedProbes, answered: summary.answered })
  }
  return undefined
}
