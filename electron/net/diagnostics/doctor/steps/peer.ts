import { isIP } from 'node:net'
import { toErrorData } from '../../../../../shared/errors.ts'
import { type Address, distinctAddresses } from '../../../../../shared/model/address.ts'
import { isLoopback, isOwnAddress, normaliseHost } from '../../../core/addresses.ts'
import { resolveHost } from '../../../core/dial.ts'
import { fromNodeError } from '../../../core/errors.ts'
import { doctorLimits as limits } from '../constants.ts'
import { independent } from '../neighbours.ts'
import { outcomeOf } from '../outcome.ts'
import { interfaceOf, wayTo } from '../subnets.ts'
import type { Step, Visit } from '../types.ts'

/** Where they are, whether a router is in between, and how others on this network fare. */
export const peer: Step = async (visit) => {
  const { options, patient } = visit
  const found = await Promise.all(options.addresses.slice(0, limits.addresses).map((address) => numeric(visit, address)))
  patient.addresses = distinctAddresses(found.flat()).slice(0, limits.addresses)
  for (const address of patient.addresses) await lookAt(visit, address)
  await Promise.all(others(visit).map((address) => lookBeside(visit, address)))
  return undefined
}

async function numeric({ see, signal }: Visit, { host, port }: Address): Promise<readonly Address[]> {
  if (isIP(normaliseHost(host).replace(/%.*$/, '')) !== 0) return [{ host: normaliseHost(host), port }]
  const startMs = performance.now()
  const over = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject({ code: 'EAI_AGAIN' }), { once: true }))
  try {
    const found = await Promise.race([resolveHost(normaliseHost(host)), over])
    for (const each of found.slice(0, limits.addresses)) see('resolved', { name: host, host: each.host, ms: performance.now() - startMs })
    return found.map((each) => ({ host: each.host, port }))
  } catch (thrown) {
    see('not-resolved', { name: host, result: toErrorData(fromNodeError(thrown)).code })
    return []
  }
}

async function lookAt({ helpers, see }: Visit, { host, port }: Address): Promise<void> {
  if (isOwnAddress(host) && port === helpers.listener()?.port) see('own-address', { host, port })
  try {
    const way = await wayTo(host)
    see('target', { host, port, local: way.local, interface: way.interface, same: isLoopback(host) || interfaceOf(host) !== null })
  } catch (thrown) {
    see('no-way', { host, result: toErrorData(thrown).code })
  }
}

/** On this network, and not the computer in question. */
function others({ options, helpers, patient }: Visit): readonly Address[] {
  const isNear = (host: string) => !isLoopback(host) && interfaceOf(host) !== null
  const hosts = patient.addresses.map(({ host }) => host)
  if (!hosts.some(isNear)) return []
  const asked = { personId: options.personId, hosts }
  return independent(helpers.neighbours(), asked, (host) => isNear(host) && !isOwnAddress(host)).slice(0, limits.neighbours)
}

async function lookBeside({ see, signal }: Visit, address: Address): Promise<void> {
  see('neighbour', { ...address, ...(await outcomeOf(address, limits.neighbourMs, signal, true)) })
}
