import { limits } from '../../../shared/limits.ts'
import { isName } from '../../../shared/model/name.ts'

/** `count`: characters too many. */
export interface NameProblem {
  readonly key: 'nameNeeded' | 'nameLong' | 'nameBad'
  readonly count: number
}

/** What keeps a text from being a pseudonym, or null. */
export function nameProblem(text: string): NameProblem | null {
  const name = text.trim()
  const count = Math.max(0, name.length - limits.nameMax)
  if (name.length < limits.nameMin) return { key: 'nameNeeded', count }
  if (count > 0) return { key: 'nameLong', count }
  return isName(name) ? null : { key: 'nameBad', count }
}
