import { byteLimits } from './constants.ts'

/** What is the same or not, in order; together they cover both sides. `changed` with a length of 0 on one side is an insertion or a removal. */
export interface DiffRun {
  readonly kind: 'same' | 'changed'
  readonly offsetA: number
  readonly lengthA: number
  readonly offsetB: number
  readonly lengthB: number
}

export interface Diff {
  readonly same: boolean
  /** In both, from the beginning; null: the same. */
  readonly firstDifference: number | null
  /** false: too different to be followed step by step; the middle is told as replaced. */
  readonly exact: boolean
  readonly runs: readonly DiffRun[]
}

interface Step {
  readonly a: number
  readonly b: number
}

/** What was sent against what arrived: shortest edit script (Myers) up to `byteLimits.edits` steps. */
export function diffBytes(a: Uint8Array, b: Uint8Array): Diff {
  const shorter = Math.min(a.length, b.length)
  let prefix = 0
  while (prefix < shorter && a[prefix] === b[prefix]) prefix++
  if (prefix === a.length && prefix === b.length)
    return { same: true, firstDifference: null, exact: true, runs: prefix ? [run('same', 0, prefix, 0, prefix)] : [] }
  let suffix = 0
  while (suffix < shorter - prefix && a[a.length - 1 - suffix] === b[b.length - 1 - suffix]) suffix++
  const [endA, endB] = [a.length - suffix, b.length - suffix]
  const path = shortestPath(a.subarray(prefix, endA), b.subarray(prefix, endB))
  const middle = path ? runsOf(path, prefix) : [run('changed', prefix, endA - prefix, prefix, endB - prefix)]
  const runs = [...(prefix ? [run('same', 0, prefix, 0, prefix)] : []), ...middle, ...(suffix ? [run('same', endA, suffix, endB, suffix)] : [])]
  return { same: false, firstDifference: prefix, exact: path !== null, runs }
}

function run(kind: DiffRun['kind'], offsetA: number, lengthA: number, offsetB: number, lengthB: number): DiffRun {
  return { kind, offsetA, lengthA, offsetB, lengthB }
}

/** Corner points from the beginning to the end; null: more steps than allowed. */
function shortestPath(a: Uint8Array, b: Uint8Array): readonly Step[] | null {
  if (a.length === 0 || b.length === 0) return [{ a: a.length, b: b.length }]
  const most = Math.min(byteLimits.edits, a.length + b.length)
  const furthest = new Int32Array(2 * most + 3)
  const history: Int32Array[] = []
  for (let edits = 0; edits <= most; edits++) {
    history.push(furthest.slice(most - edits, most + edits + 3))
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const at = diagonal + most + 1
      const down = diagonal === -edits || (diagonal !== edits && (furthest[at - 1] ?? 0) < (furthest[at + 1] ?? 0))
      let x = down ? (furthest[at + 1] ?? 0) : (furthest[at - 1] ?? 0) + 1
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++
      furthest[at] = x
      if (x >= a.length && x - diagonal >= b.length) return walkBack(history, a.length, b.length)
    }
  }
  return null
}

function walkBack(history: readonly Int32Array[], lengthA: number, lengthB: number): readonly Step[] {
  const steps: Step[] = []
  let [x, y] = [lengthA, lengthB]
  for (let edits = history.length - 1; edits > 0; edits--) {
    const before = history[edits] ?? new Int32Array()
    const at = (diagonal: number) => before[diagonal + edits + 1] ?? 0
    const diagonal = x - y
    const down = diagonal === -edits || (diagonal !== edits && at(diagonal - 1) < at(diagonal + 1))
    const previous = down ? diagonal + 1 : diagonal - 1
    const [px, py] = [at(previous), at(previous) - previous]
    steps.push({ a: x, b: y }, { a: down ? px : px + 1, b: down ? py + 1 : py })
    ;[x, y] = [px, py]
  }
  steps.push({ a: x, b: y })
  return steps.reverse()
}

/** From corner to corner: a diagonal is the same, the rest has changed; neighbours of one kind are one. */
function runsOf(path: readonly Step[], offset: number): readonly DiffRun[] {
  const runs: DiffRun[] = []
  let [x, y] = [0, 0]
  for (const step of path) {
    const [dx, dy] = [step.a - x, step.b - y]
    if (dx === 0 && dy === 0) continue
    const kind = dx === dy && isDiagonal(path, step) ? 'same' : 'changed'
    const last = runs.at(-1)
    if (last?.kind === kind) runs[runs.length - 1] = { ...last, lengthA: last.lengthA + dx, lengthB: last.lengthB + dy }
    else runs.push(run(kind, offset + x, dx, offset + y, dy))
    ;[x, y] = [step.a, step.b]
  }
  return runs
}

/** The only path without corners is the one of an empty side, which has no diagonal. */
function isDiagonal(path: readonly Step[], step: Step): boolean {
  return path.length > 1 || step.a === 0
}
