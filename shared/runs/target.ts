import { formatAddress } from '../model/address.ts'
import type { DoctorOptions } from '../model/doctor.ts'
import type { AnyRun } from '../model/runs.ts'

/** A person is known by name wherever they are; an address is not whole without its port. */
function doctorTarget({ name, addresses }: DoctorOptions): string {
  const at = addresses.find(({ host }) => host === name)
  return at ? formatAddress(at) : name
}

type Described = Pick<AnyRun, 'kind' | 'options'>

/** What a run tested, as lists show it and as the history compares by it. */
export function targetOf(described: Described): string {
  const run = described as AnyRun
  switch (run.kind) {
    case 'doctor':
      return doctorTarget(run.options)
    case 'http':
      return run.options.url
    case 'http-server':
      return run.options.folder ?? formatAddress(run.options)
    default:
      return formatAddress(run.options)
  }
}
