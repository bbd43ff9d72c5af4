import { limits } from '../../../shared/limits.ts'
import { invisibleIn, isName } from '../../../shared/model/name.ts'

/** What is wrong, and the words' values. `count`: characters too many, as one sees them; `code`: of the invisible one; `shown`: what it holds together. */
export interface NameProblem {
  readonly key: 'nameNeeded' | 'nameLong' | 'nameLongWide' | 'nameBad' | 'nameJoined'
  readonly values: { readonly count: number; readonly code: string; readonly shown: string }
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** What keeps a text from being a pseudonym, or null. */
export function nameProblem(text: string): NameProblem | null {
  const name = text.trim()
  const problem = (key: NameProblem['key'], values: Partial<NameProblem['values']> = {}): NameProblem => ({
    key,
    values: { count: 0, code: '', shown: '', ...values },
  })
  if (name.length < limits.nameMin) return problem('nameNeeded')
  const seen = [...segmenter.segment(name)]
  if (name.length > limits.nameMax) {
    const count = seen.filter(({ index, segment }) => index + segment.length > limits.nameMax).length
    return problem(seen.length === name.length ? 'nameLong' : 'nameLongWide', { count })
  }
  if (isName(name)) return null
  const at = invisibleIn(name)
  const code = `U+${(name.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
  const held = seen.find(({ index, segment }) => index <= at && at < index + segment.length)?.segment ?? ''
  // A picture that a joiner makes of several others is seen; the joiner is not.
  return name[at] === '\u200d' && held.length > 1 ? problem('nameJoined', { code, shown: held }) : problem('nameBad', { code })
}
