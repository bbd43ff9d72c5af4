import type { PersonId } from '../../../../shared/model/person.ts'
import { type Beacon, decodeBeacon, plainAddress } from './beacon.ts'
import {
  checksAtOnce,
  checksAtOnceOfAddress,
  checksPerSecond,
  checksPerSecondOfAddress,
  clockOffMs,
  rememberedAddresses,
  rememberedDatagrams,
  rememberedInstances,
} from './constants.ts'
import { RateLimit } from './rate.ts'
import { Recent } from './recent.ts'
import { idOfPoint, isSigned } from './signature.ts'
import type { Refusal } from './types.ts'

export type Verdict = { readonly type: 'believed'; readonly id: PersonId; readonly beacon: Beacon } | { readonly type: 'refused'; readonly why: Refusal }

const checks = () =>
  new RateLimit(
    { perSecond: checksPerSecond, atOnce: checksAtOnce },
    { perSecond: checksPerSecondOfAddress, atOnce: checksAtOnceOfAddress },
    rememberedAddresses,
  )

const refused = (why: Refusal): Verdict => ({ type: 'refused', why })

/** Decides which beacons are believed. The cheap questions come first, so that a flood is turned away before a signature is checked. */
export class Gate {
  /** Who was believed before, and newcomers by family: a crowd of invented newcomers leaves the others their share. */
  readonly #checks = { known: checks(), newcomer4: checks(), newcomer6: checks() }
  readonly #forged = new Recent<string, true>(rememberedDatagrams)
  /** Last sequence by key, instance and address. */
  readonly #sequences = new Recent<string, number>(rememberedInstances)
  /** Signatures checked so far. */
  checked = 0

  /** @param host where it came from @param now wall clock, ms @param monotonic ms */
  judge(bytes: Buffer, host: string, now: number, monotonic: number): Verdict {
    const read = decodeBeacon(bytes)
    if (!read) return refused('malformed')
    const { beacon } = read
    if (beacon.address !== plainAddress(host)) return refused('wrong-address')
    if (Math.abs(now - beacon.sentAt) > clockOffMs) return refused('expired')
    const sender = `${beacon.key.toString('latin1')}${beacon.instance}${beacon.address}`
    const last = this.#sequences.get(sender)
    if (last !== undefined && beacon.sequence <= last) return refused('replayed')
    const whole = bytes.toString('latin1')
    if (this.#forged.get(whole)) return refused('forged')
    const share = last !== undefined ? 'known' : beacon.address.includes(':') ? 'newcomer6' : 'newcomer4'
    if (!this.#checks[share].allows(beacon.address, monotonic)) return refused('too-many')
    this.checked++
    if (!isSigned(read)) {
      this.#forged.set(whole, true)
      return refused('forged')
    }
    this.#sequences.set(sender, beacon.sequence)
    return { type: 'believed', id: idOfPoint(beacon.key), beacon: { ...beacon, key: Buffer.from(beacon.key) } }
  }

  /** How much is remembered, for the tests of the limits. */
  get remembered(): { readonly addresses: number; readonly forged: number; readonly instances: number } {
    const { known, newcomer4, newcomer6 } = this.#checks
    return { addresses: Math.max(known.addresses, newcomer4.addresses, newcomer6.addresses), forged: this.#forged.size, instances: this.#sequences.size }
  }
}
