import type { PersonId } from '../../../../shared/model/person.ts'
import { type Beacon, type BeaconHead, decodeBeacon, plainAddress, type ReadBeacon } from './beacon.ts'
import {
  checksAtOnce,
  checksAtOnceOfAddress,
  checksPerSecond,
  checksPerSecondOfAddress,
  clockOffMs,
  rememberedAddresses,
  rememberedDatagrams,
  rememberedInstances,
  rememberedRoomDatagrams,
  rememberedRooms,
  roomChecksAtOnce,
  roomChecksAtOnceOfAddress,
  roomChecksPerSecond,
  roomChecksPerSecondOfAddress,
} from './constants.ts'
import { type Rate, RateLimit } from './rate.ts'
import { Recent } from './recent.ts'
import { decodeRoomBeacon, type RoomBeacon } from './room-beacon.ts'
import { idOfPoint, isSigned } from './signature.ts'
import type { Refusal } from './types.ts'

const refused = (why: Refusal): { readonly type: 'refused'; readonly why: Refusal } => ({ type: 'refused', why })

export type Verdict<B extends BeaconHead = Beacon> =
  | { readonly type: 'believed'; readonly id: PersonId; readonly beacon: B }
  | { readonly type: 'refused'; readonly why: Refusal }

export interface GateOptions<B extends BeaconHead> {
  readonly decode: (bytes: Buffer) => ReadBeacon<B> | null
  /** What one key may speak of under sequences of their own. */
  readonly subjectOf: (beacon: B) => string
  readonly all: Rate
  readonly ofAddress: Rate
  readonly remembered: { readonly addresses: number; readonly datagrams: number; readonly instances: number }
}

/** Decides which beacons are believed. The cheap questions come first, so that a flood is turned away before a signature is checked. */
export class Gate<B extends BeaconHead> {
  readonly #options: GateOptions<B>
  /** Who was believed before, and newcomers by family: a crowd of invented newcomers leaves the others their share. */
  readonly #checks: Readonly<Record<'known' | 'newcomer4' | 'newcomer6', RateLimit>>
  readonly #forged: Recent<string, true>
  /** Last sequence by key, instance, address and subject. */
  readonly #sequences: Recent<string, number>
  /** Signatures checked so far. */
  checked = 0

  constructor(options: GateOptions<B>) {
    const { all, ofAddress, remembered } = options
    const checks = () => new RateLimit(all, ofAddress, remembered.addresses)
    this.#options = options
    this.#checks = { known: checks(), newcomer4: checks(), newcomer6: checks() }
    this.#forged = new Recent(remembered.datagrams)
    this.#sequences = new Recent(remembered.instances)
  }

  /** @param host where it came from @param now wall clock, ms @param monotonic ms */
  judge(bytes: Buffer, host: string, now: number, monotonic: number): Verdict<B> {
    const read = this.#options.decode(bytes)
    if (!read) return refused('malformed')
    const { beacon } = read
    if (beacon.address !== plainAddress(host)) return refused('wrong-address')
    if (Math.abs(now - beacon.sentAt) > clockOffMs) return refused('expired')
    const sender = `${beacon.key.toString('latin1')}${beacon.instance}${beacon.address} ${this.#options.subjectOf(beacon)}`
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

export const peopleGate = (): Gate<Beacon> =>
  new Gate({
    decode: decodeBeacon,
    subjectOf: () => '',
    all: { perSecond: checksPerSecond, atOnce: checksAtOnce },
    ofAddress: { perSecond: checksPerSecondOfAddress, atOnce: checksAtOnceOfAddress },
    remembered: { addresses: rememberedAddresses, datagrams: rememberedDatagrams, instances: rememberedInstances },
  })

/** Of its own: rooms, however many somebody makes up, take no share of what people have. */
export const roomsGate = (): Gate<RoomBeacon> =>
  new Gate({
    decode: decodeRoomBeacon,
    subjectOf: ({ room }) => room,
    all: { perSecond: roomChecksPerSecond, atOnce: roomChecksAtOnce },
    ofAddress: { perSecond: roomChecksPerSecondOfAddress, atOnce: roomChecksAtOnceOfAddress },
    remembered: { addresses: rememberedAddresses, datagrams: rememberedRoomDatagrams, instances: rememberedRooms },
  })
