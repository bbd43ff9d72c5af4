import { formatAddress } from '../model/address.ts'
import type { AnyRun } from '../model/runs.ts'

type Described = Pick<AnyRun, 'kind' | 'options'>

/** What a run tested, as lists show it and as the history compares by it. */
export function targetOf(described: Described): string {
  const run = described as AnyRun
  switch (run.kind) {
    case 'doctor':
      return run.options.name
    case 'http':
      return run.options.url
    case 'http-server':
      return run.options.folder ?? formatAddress(run.options)
    default:
      return formatAddress(run.options)
  }
}
