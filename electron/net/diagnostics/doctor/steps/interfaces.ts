import { isVirtualInterface, lanAddresses } from '../../../core/addresses.ts'
import { defaultRoutes } from '../routes.ts'
import { isVpn } from '../subnets.ts'
import type { Step } from '../types.ts'

/** Told of at most, the most useful first. */
const most = 8

/** What this computer has to speak with, and where it sends what is not near. */
export const interfaces: Step = async ({ see }) => {
  see('system', { platform: process.platform })
  const own = lanAddresses()
  if (own.length === 0) see('no-interface', {})
  for (const each of own.slice(0, most)) {
    const { host, family, interface: name } = each
    see('interface', { name, host, family, virtual: isVirtualInterface(name), vpn: isVpn(name) })
  }
  const routes = await defaultRoutes()
  const [first] = routes ?? []
  if (first) see('default-route', { ...first, vpn: isVpn(first.name) })
  else see('no-default-route', { known: routes !== null })
  return undefined
}
