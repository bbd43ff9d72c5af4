import type { PersonId } from '../../../../shared/model/person.ts'
import type { Session } from './types.ts'

/**
 * Two connections with one person: which stays. Both sides decide the same without a word:
 * dialled by both, the one that the lower id dialled; twice by the same side, the one it dialled last;
 * by the same side before and after it restarted, the one that came last here (the other end of the first is gone).
 */
export function keep(me: PersonId, existing: Pick<Session, 'personId' | 'outbound' | 'dial'>, fresh: Pick<Session, 'outbound' | 'dial'>): 'existing' | 'fresh' {
  if (existing.outbound !== fresh.outbound) return existing.outbound === me < existing.personId ? 'existing' : 'fresh'
  if (existing.dial.run !== fresh.dial.run) return 'fresh'
  return existing.dial.at > fresh.dial.at ? 'existing' : 'fresh'
}
