import type { Address } from '../../../../../shared/model/address.ts'
import type { Helper } from '../../../../../shared/model/doctor.ts'
import { isOwnAddress, normaliseHost } from '../../../core/addresses.ts'
import { favour } from '../favour.ts'
import type { Step, Visit } from '../types.ts'

/** From which address do I come, as others see it? Another than mine: a router stands in between and changes it. */
export const observed: Step = async (visit) => {
  const { patient, helpers } = visit
  const directories = helpers.directories()
  if (!patient.session && directories.length === 0) return 'no-helper'
  const { session } = patient
  if (session) {
    const answer = await favour(visit, { what: 'observed', port: 0, token: 0 })
    if (answer) compare(visit, 'person', answer, session.local)
  }
  for (const directory of directories.slice(0, 2)) {
    const seen = await directory.observed().catch(() => null)
    if (seen) compare(visit, 'directory', seen, directory.local)
  }
  return undefined
}

function compare({ see }: Visit, by: Helper, { host, port }: Address, local: Address | null): void {
  const as = normaliseHost(host)
  const sameHost = local ? withoutZone(local.host) === withoutZone(as) : isOwnAddress(as)
  const ownPort = local?.port ?? null
  see('observed', { by, host: as, port, ownHost: local?.host ?? '', ownPort, sameHost, samePort: ownPort === null ? null : ownPort === port })
}

const withoutZone = (host: string): string => host.replace(/%.*$/, '')
