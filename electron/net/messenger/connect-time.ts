import type { Address } from '../../../shared/model/address.ts'
import type { Core } from './core.ts'

/** Time of a fresh TCP connection, in ms: one round trip and the system's part of accepting. */
export async function measureConnect(core: Core, address: Address): Promise<number> {
  const start = core.clock.monotonic()
  const socket = await core.dial(address)
  const elapsed = core.clock.monotonic() - start
  socket.destroy()
  return elapsed
}
