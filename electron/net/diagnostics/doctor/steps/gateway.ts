import { isThere } from '../../../../../shared/doctor/findings.ts'
import { gatewayPorts, doctorLimits as limits } from '../constants.ts'
import { outcomeOf } from '../outcome.ts'
import { defaultRoutes } from '../routes.ts'
import { interfaceOf } from '../subnets.ts'
import type { Step } from '../types.ts'

/** The router, and something beyond it. A "no" is an answer; silence is not proof, for many routers say nothing. */
export const gateway: Step = async ({ helpers, signal, see }) => {
  const [route] = (await defaultRoutes()) ?? []
  if (route) {
    const { gateway: host } = route
    const tries = await Promise.all(gatewayPorts.map((port) => outcomeOf({ host, port }, limits.gatewayMs, signal)))
    const there = tries.find(({ result }) => isThere(result))
    if (there) see('gateway-reachable', { host, result: there.result, ms: there.ms ?? 0 })
    else see('gateway-mute', { host, result: tries[0]?.result ?? 'no-answer' })
  }
  const beyond = helpers.directories().find(({ address }) => interfaceOf(address.host) === null)
  if (beyond) see('beyond-reachable', { host: beyond.address.host })
  return route || beyond ? undefined : 'no-gateway'
}
