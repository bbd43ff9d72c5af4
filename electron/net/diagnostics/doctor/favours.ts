import { createSocket, type Socket } from 'node:dgram'
import { isIP } from 'node:net'
import { toErrorData } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import { normaliseHost } from '../../core/addresses.ts'
import { fromNodeError } from '../../core/errors.ts'
import { announceDatagrams } from '../../core/sockets.ts'
import type { Clock } from '../../core/types.ts'
import type { CheckAsked, Checked } from '../../protocols/secure-peer/types.ts'
import { isFreshProbe, reflect } from '../udp-echo/packet.ts'
import { leastPort, doctorLimits as limits } from './constants.ts'
import { greetedAt } from './greeted-at.ts'
import { pause } from './pause.ts'
import { tokenDatagram } from './token.ts'

type Result = Partial<Omit<Checked, 'host' | 'port'>> & { readonly result: string }

/**
 * What people that one has accepted may ask: to be dialled back, to be sent some datagrams, to find a reflector; each at the address that their
 * connection comes from. So much a minute, so many at once, and nothing that would be larger than what was asked.
 */
export class Favours {
  readonly #clock: Clock
  /** When each person was last served. */
  readonly #served = new Map<PersonId, readonly number[]>()
  readonly #busy = new Set<PersonId>()
  readonly #reflectors = new Set<Socket>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Never rejects. `from`: their end of the connection. */
  async do(who: PersonId, from: Address, ask: CheckAsked): Promise<Checked> {
    const nothing = { host: from.host, port: from.port, banner: false, ms: 0, sent: 0, opened: 0 }
    if (!this.#take(who)) return { ...nothing, result: 'busy' }
    const startMs = this.#clock.monotonic()
    try {
      const result = await this.#serve(from.host, ask)
      return { ...nothing, ms: Math.min(limits.favourMs, this.#clock.monotonic() - startMs), ...result }
    } catch (thrown) {
      return { ...nothing, result: toErrorData(fromNodeError(thrown)).code }
    } finally {
      this.#busy.delete(who)
    }
  }

  stop(): void {
    for (const socket of this.#reflectors) closeQuietly(socket)
    this.#reflectors.clear()
  }

  #take(who: PersonId): boolean {
    const now = this.#clock.monotonic()
    const recent = (this.#served.get(who) ?? []).filter((at) => at > now - 60_000)
    if (recent.length >= limits.favoursPerMinute || this.#busy.has(who) || this.#busy.size >= limits.favoursAtOnce) return false
    this.#served.delete(who)
    this.#served.set(who, [...recent, now])
    const [oldest] = this.#served.keys()
    if (this.#served.size > limits.people && oldest !== undefined) this.#served.delete(oldest)
    this.#busy.add(who)
    return true
  }

  #serve(host: string, { what, port, token }: CheckAsked): Promise<Result> {
    if (what === 'observed') return Promise.resolve({ result: 'seen' })
    if (what === 'reflector') return this.#openReflector(host)
    if (what !== 'tcp' && what !== 'udp') return Promise.resolve({ result: 'unknown' })
    if (port < leastPort) return Promise.resolve({ result: 'bad-port' })
    return what === 'tcp' ? this.#dial({ host, port }) : this.#send({ host, port }, token)
  }

  async #dial(to: Address): Promise<Result> {
    const { result, banner, ms } = await greetedAt(to, limits.favourMs)
    return { result, banner, ms: ms ?? limits.favourMs }
  }

  async #send({ host, port }: Address, token: number): Promise<Result> {
    const socket = await openSocket(host)
    const datagram = tokenDatagram(token, limits.datagramBytes)
    try {
      let sent = 0
      for (; sent < limits.datagrams; sent++) {
        await new Promise<void>((done, failed) => socket.send(datagram, port, host, (error) => (error ? failed(error) : done())))
        await pause(limits.datagramGapMs)
      }
      return { result: 'sent', sent }
    } finally {
      closeQuietly(socket)
    }
  }

  async #openReflector(host: string): Promise<Result> {
    const socket = await openSocket(host)
    this.#reflectors.add(socket)
    let left: number = limits.reflections
    const close = () => {
      cancel()
      closeQuietly(socket)
      this.#reflectors.delete(socket)
    }
    const cancel = this.#clock.after(limits.reflectorMs, close)
    socket.on('message', (bytes, from) => {
      const arrivedMs = this.#clock.monotonic()
      if (normaliseHost(from.address) !== normaliseHost(host) || !isFreshProbe(bytes) || bytes.length > limits.reflectedBytes || left-- <= 0) return
      reflect(bytes, arrivedMs, limits.reflections - left, () => this.#clock.monotonic())
      socket.send(bytes, from.port, from.address, () => {})
    })
    return { result: 'opened', opened: socket.address().port }
  }
}

/** On every address, any free port, of the family of that host. */
function openSocket(host: string): Promise<Socket> {
  const socket = announceDatagrams(createSocket(isIP(host) === 6 ? 'udp6' : 'udp4'), 'test-server')
  return new Promise((opened, failed) => {
    socket.once('error', failed)
    socket.bind(0, () => {
      socket.off('error', failed).on('error', () => {})
      opened(socket)
    })
  })
}

function closeQuietly(socket: Socket): void {
  try {
    socket.close()
  } catch {
    // closed already
  }
}
