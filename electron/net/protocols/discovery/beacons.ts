import { type Beacon, kindOf, plainAddress } from './beacon.ts'
import {
  answerEveryMs,
  answerMs,
  answersAtOnce,
  answersAtOnceOfAddress,
  answersPerSecond,
  answersPerSecondOfAddress,
  beaconBytes,
  beaconGroup6,
  beaconPort,
  entryMs,
  rememberedAddresses,
  rememberedOwn,
} from './constants.ts'
import type { Context, LinkState } from './context.ts'
import { peopleGate, roomsGate } from './gate.ts'
import { isSelf, type Link } from './links.ts'
import { RateLimit } from './rate.ts'
import { Recent } from './recent.ts'
import { type RoomBeacon, roomKind } from './room-beacon.ts'
import { roomKey } from './room-table.ts'
import { BeaconSigner } from './signature.ts'
import type { OwnRoom } from './types.ts'
import type { OpenUdp, Udp } from './udp.ts'

/** The signed beacon: sends one's own, hears one's own, believes or refuses those of others. */
export class Beacons {
  readonly #context: Context
  readonly #signer: BeaconSigner
  readonly #people = peopleGate()
  readonly #rooms = roomsGate()
  readonly #own = new Recent<string, true>(rememberedOwn)
  /** Answers by unicast go to addresses that anybody may have invented. */
  readonly #answers = new RateLimit(
    { perSecond: answersPerSecond, atOnce: answersAtOnce },
    { perSecond: answersPerSecondOfAddress, atOnce: answersAtOnceOfAddress },
    rememberedAddresses,
  )
  /** Links where newcomers get an answer soon, or just got one. */
  readonly #answering = new Set<string>()
  #sequence = 0
  readonly udp: Udp

  constructor(context: Context, openUdp: OpenUdp) {
    this.#context = context
    this.#signer = new BeaconSigner(context.options.identity.keyPem)
    this.udp = openUdp({
      port: context.options.beaconPort ?? beaconPort,
      group4: null,
      group6: beaconGroup6,
      ttl: 1,
      maxBytes: beaconBytes,
      onDatagram: (bytes, { host }, link) => this.#came(bytes, host, context.stateOf(link)),
    })
  }

  /** To all on the link. */
  async call(state: LinkState): Promise<void> {
    await this.#send(state, [...this.#signed(state.link), ...this.#signedRooms(state.link)])
  }

  async callRooms(state: LinkState): Promise<void> {
    await this.#send(state, this.#signedRooms(state.link))
  }

  async goodbye(link: Link): Promise<void> {
    for (const bytes of [...this.#signedRooms(link, this.#context.ownRooms(), true), ...this.#signed(link, true)]) await this.udp.send(link, bytes)
  }

  async goodbyeRooms(link: Link, rooms: readonly OwnRoom[]): Promise<void> {
    for (const bytes of this.#signedRooms(link, rooms, true)) await this.udp.send(link, bytes)
  }

  async #send(state: LinkState, datagrams: readonly Buffer[]): Promise<void> {
    if (datagrams.length > 0) state.beacon.sent()
    for (const bytes of datagrams) this.#context.sent(state, await this.udp.send(state.link, bytes))
  }

  /** Nothing where nothing listens. */
  #signed(link: Link, goodbye = false): Buffer[] {
    const { port, name, instance } = this.#context.own()
    const address = plainAddress(link.host)
    if (port === 0 || address === null) return []
    return [this.#keep(this.#signer.sign({ instance, ...this.#now(), address, port, goodbye, name }))]
  }

  #signedRooms(link: Link, rooms = this.#context.ownRooms(), goodbye = false): Buffer[] {
    const { name: hostName, instance } = this.#context.own()
    const address = plainAddress(link.host)
    if (address === null) return []
    return rooms.map((room) => this.#keep(this.#signer.signRoom({ instance, ...this.#now(), address, goodbye, hostName, ...room })))
  }

  #now(): { readonly sequence: number; readonly sentAt: number } {
    return { sequence: ++this.#sequence, sentAt: this.#context.options.clock.now() }
  }

  /** To be known again when it comes back. */
  #keep(bytes: Buffer): Buffer {
    this.#own.set(bytes.toString('latin1'), true)
    return bytes
  }

  #came(bytes: Buffer, source: string, state: LinkState | undefined): void {
    if (!state) this.#context.refuse('off-link')
    else if (isSelf(state.link, source) && this.#own.get(bytes.toString('latin1'))) state.beacon.heard()
    else if (kindOf(bytes) === roomKind) this.#hearRoom(bytes, source, state)
    else this.#hear(bytes, source, state)
  }

  #hear(bytes: Buffer, source: string, state: LinkState): void {
    const { options, refuse } = this.#context
    const verdict = this.#people.judge(bytes, source, options.clock.now(), options.clock.monotonic())
    if (verdict.type === 'refused') refuse(verdict.why)
    else if (verdict.id !== options.identity.id) this.#believe(verdict, source, state)
  }

  #hearRoom(bytes: Buffer, source: string, state: LinkState): void {
    const { options, refuse } = this.#context
    const verdict = this.#rooms.judge(bytes, source, options.clock.now(), options.clock.monotonic())
    if (verdict.type === 'refused') refuse(verdict.why)
    else if (verdict.id !== options.identity.id) this.#believeRoom(verdict, source, state)
  }

  #believeRoom({ id: hostId, beacon }: { readonly id: string; readonly beacon: RoomBeacon }, host: string, state: LinkState): void {
    const { options, rooms, changed } = this.#context
    const { instance, port, room, name, hostName, entry, plain, people } = beacon
    const id = roomKey(hostId, room)
    const said = { id, hostId, room, name, hostName, entry, plain, people }
    const times = { seenAt: options.clock.now(), until: options.clock.monotonic() + entryMs }
    const isNews = beacon.goodbye
      ? rooms.goodbye(id, instance)
      : rooms.see({ ...said, via: 'beacon', host, port, instance, interface: state.link.interface, ...times })
    if (isNews) changed()
  }

  #believe({ id, beacon }: { readonly id: string; readonly beacon: Beacon }, source: string, state: LinkState): void {
    const { options, table, changed } = this.#context
    const { instance, port, name } = beacon
    if (beacon.goodbye) {
      if (table.goodbye(id, instance)) changed()
      return
    }
    const times = { seenAt: options.clock.now(), until: options.clock.monotonic() + entryMs }
    if (!table.see({ id, via: 'beacon', host: source, port, instance, name, interface: state.link.interface, ...times })) return
    this.#answer(state, source)
    changed()
  }

  /** A newcomer knows us soon: at once, which works even where only unicast does, and all of them together by one call to everybody. */
  #answer(state: LinkState, source: string): void {
    const { options, random } = this.#context
    const { key } = state.link
    if (this.#answers.allows(source, options.clock.monotonic())) void this.#tell(state.link, source)
    if (this.#answering.has(key)) return
    this.#answering.add(key)
    options.clock.after(answerMs * (0.3 + 0.7 * random()), () => {
      if (this.#context.stateOf(state.link)) void this.call(state)
    })
    options.clock.after(answerEveryMs, () => this.#answering.delete(key))
  }

  async #tell(link: Link, host: string): Promise<void> {
    for (const bytes of [...this.#signed(link), ...this.#signedRooms(link)]) await this.udp.sendTo(link, host, bytes)
  }
}
