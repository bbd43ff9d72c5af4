import { mtuLimits as limits } from './constants.ts'

export interface MtuStep {
  readonly size: number
  readonly passed: boolean
  readonly tries: number
}

export interface MtuResult {
  /** Largest payload that came back; null: not even the base did. */
  readonly largest: number | null
  /** Everything that was tried passed: the true limit may be larger. */
  readonly atMost: boolean
  readonly steps: readonly MtuStep[]
}

/** One datagram there and back. */
export type TrySize = (size: number) => Promise<boolean>

/** RFC 8899: the base first, then the largest, then halves. A size counts as lost after `tries` in a row. */
export async function searchMtu(trySize: TrySize, most: number, onStep: (step: MtuStep) => void = () => {}): Promise<MtuResult> {
  const steps: MtuStep[] = []
  const passes = async (size: number): Promise<boolean> => {
    let [passed, tries] = [false, 0]
    while (!passed && tries < limits.tries) {
      tries++
      passed = await trySize(size)
    }
    const step = { size, passed, tries }
    steps.push(step)
    onStep(step)
    return passed
  }
  const base = Math.min(limits.base, most)
  if (!(await passes(base))) return { largest: null, atMost: false, steps }
  if (most === base || (await passes(most))) return { largest: most, atMost: true, steps }
  let [good, bad] = [base, most]
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2)
    if (await passes(middle)) good = middle
    else bad = middle
  }
  return { largest: good, atMost: false, steps }
}
