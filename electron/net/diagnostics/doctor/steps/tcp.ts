import { randomInt } from 'node:crypto'
import { toErrorData } from '../../../../../shared/errors.ts'
import type { Address, Attempt } from '../../../../../shared/model/address.ts'
import { isOwnAddress, normaliseHost } from '../../../core/addresses.ts'
import { dial } from '../../../core/dial.ts'
import { mostTelling } from '../../../core/errors.ts'
import { BANNER_MARK } from '../../../protocols/listener/constants.ts'
import { doctorLimits as limits, privatePorts } from '../constants.ts'
import { readGreeting } from '../greeted-at.ts'
import { letGo } from '../let-go.ts'
import { outcomeOf } from '../outcome.ts'
import { pause } from '../pause.ts'
import type { Connection, Step, Visit } from '../types.ts'

interface Failed {
  readonly address: Address
  readonly result: string
  readonly ms: number
}

/** A connection to where they listen, each address on its own; and when it is not to be had, another port of the same computer beside it. */
export const tcp: Step = async (visit) => {
  const { patient, helpers, see } = visit
  const ours = helpers.listener()?.port
  const addresses = patient.addresses.filter(({ host, port }) => !(port === ours && isOwnAddress(host)))
  if (addresses.length === 0) return patient.addresses.length > 0 ? 'own-address' : 'not-connected'
  const won = new AbortController()
  const beside = lookBeside(visit, addresses[0] as Address, won.signal)
  const results = await Promise.all(addresses.map((address) => connect(visit, address, won)))
  const sockets = results.filter((each): each is Connection => 'socket' in each)
  const [first, ...spare] = sockets
  for (const { socket } of spare) void readGreeting(socket, limits.greetingMs).then(({ text }) => letGo(socket, text.includes(BANNER_MARK)))
  if (first) {
    const { socket, address, ms } = first
    patient.connection = first
    patient.at = address
    see('connected', { ...address, local: normaliseHost(socket.localAddress ?? ''), localPort: socket.localPort ?? 0, ms })
    return undefined
  }
  const failures = results.filter((each): each is Failed => !('socket' in each))
  const code = mostTelling(failures.map(({ result }) => result))
  for (const { address, result, ms } of failures.sort((a, b) => Number(b.result === code) - Number(a.result === code))) {
    patient.at ??= address
    see('not-connected', { ...address, result, ms })
  }
  await beside
  return undefined
}

async function connect({ signal, see }: Visit, address: Address, won: AbortController): Promise<Failed | Connection> {
  const startMs = performance.now()
  let attempts: readonly Attempt[] = []
  try {
    const socket = await dial(address, {
      timeoutMs: limits.dialMs,
      role: 'test-client',
      signal: AbortSignal.any([signal, won.signal]),
      onAttempts: (all) => (attempts = all),
    })
    won.abort()
    socket.on('error', () => {})
    return { socket, address, ms: performance.now() - startMs }
  } catch (thrown) {
    const { code } = toErrorData(thrown)
    return { address, result: code === 'ECONNABORTED' ? 'no-answer' : code, ms: performance.now() - startMs }
  } finally {
    for (const { host, port, family, result, ms } of attempts) see('attempt', { host, port, family, result, ms })
  }
}

/** One that hardly anybody listens on: a computer that is on says no. */
async function lookBeside({ signal, see }: Visit, { host, port }: Address, won: AbortSignal): Promise<void> {
  const over = AbortSignal.any([signal, won])
  await pause(limits.otherPortAfterMs, over)
  if (over.aborted) return
  const other = randomInt(privatePorts.from, privatePorts.to)
  const at = { host, port: other === port ? other + 1 : other }
  const outcome = await outcomeOf(at, limits.otherPortMs, over)
  if (!over.aborted || outcome.ms !== null) see('other-port', { ...at, ...outcome })
}
