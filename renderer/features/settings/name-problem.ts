import { nameSchema } from '../../../shared/ipc/contract.ts'
import { limits } from '../../../shared/limits.ts'

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
  return nameSchema.safeParse(name).success ? null : { key: 'nameBad', count }
}
