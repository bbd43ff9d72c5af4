import { isLoopback } from '../../../core/addresses.ts'
import { greetedAt } from '../greeted-at.ts'
import type { Step } from '../types.ts'

/** Does my own door open? From this computer: what is in front of it, only others can tell. */
export const listeners: Step = async ({ helpers, signal, see }) => {
  if (!helpers.listens) return 'no-listener'
  const listener = helpers.listener()
  if (!listener) {
    see('no-listener', {})
    return undefined
  }
  const { host, port } = listener
  const everywhere = host === '::' || host === '0.0.0.0'
  const { result, banner, ms } = await greetedAt({ host: everywhere ? '127.0.0.1' : host, port }, 2_000, signal)
  if (banner) see('listener-alive', { port, everyone: !isLoopback(host), ms: ms ?? 0 })
  else see('listener-dead', { port, result: result === 'connected' ? 'no-answer' : result })
  return undefined
}
