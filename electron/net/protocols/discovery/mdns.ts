import {
  answerEveryMs,
  entryMs,
  mdnsBytes,
  mdnsGroup4,
  mdnsGroup6,
  mdnsPort,
  packetsAtOnce,
  packetsAtOnceOfAddress,
  packetsPerSecond,
  packetsPerSecondOfAddress,
  rememberedAddresses,
} from './constants.ts'
import type { Context, LinkState } from './context.ts'
import { announcement, asksFor, mayConcernUs, question, readPacket, roomAnnouncement, roomsToldIn, toldIn } from './dns-sd.ts'
import type { Link } from './links.ts'
import { RateLimit } from './rate.ts'
import { roomKey } from './room-table.ts'
import type { OwnRoom } from './types.ts'
import type { OpenUdp, Udp } from './udp.ts'

interface Source {
  readonly host: string
  readonly port: number
}

/** DNS-SD over multicast DNS: announces, asks, answers. Nothing in it is signed. */
export class Mdns {
  readonly #context: Context
  readonly #packets = new RateLimit(
    { perSecond: packetsPerSecond, atOnce: packetsAtOnce },
    { perSecond: packetsPerSecondOfAddress, atOnce: packetsAtOnceOfAddress },
    rememberedAddresses,
  )
  /** Links where a question is being answered, or just was. */
  readonly #answering = new Set<string>()
  readonly #port: number
  readonly udp: Udp

  constructor(context: Context, openUdp: OpenUdp) {
    this.#context = context
    this.#port = context.options.mdnsPort ?? mdnsPort
    this.udp = openUdp({
      port: this.#port,
      group4: mdnsGroup4,
      group6: mdnsGroup6,
      ttl: 255,
      maxBytes: mdnsBytes,
      onDatagram: (bytes, source, link) => this.#came(bytes, source, context.stateOf(link)),
    })
  }

  async ask(link: Link): Promise<void> {
    await this.udp.send(link, question())
  }

  async announce(state: LinkState): Promise<void> {
    await this.#send(state, [...this.#announcement(state.link), ...this.#roomAnnouncements(state.link)])
  }

  async announceRooms(state: LinkState): Promise<void> {
    await this.#send(state, this.#roomAnnouncements(state.link))
  }

  async goodbye(link: Link): Promise<void> {
    for (const bytes of [...this.#roomAnnouncements(link, this.#context.ownRooms(), true), ...this.#announcement(link, true)]) await this.udp.send(link, bytes)
  }

  async goodbyeRooms(link: Link, rooms: readonly OwnRoom[]): Promise<void> {
    for (const bytes of this.#roomAnnouncements(link, rooms, true)) await this.udp.send(link, bytes)
  }

  async #send(state: LinkState, packets: readonly Buffer[]): Promise<void> {
    if (packets.length > 0) state.mdns.sent()
    for (const bytes of packets) this.#context.sent(state, await this.udp.send(state.link, bytes))
  }

  /** Nothing where nothing listens. */
  #announcement(link: Link, goodbye = false): Buffer[] {
    const own = this.#context.own()
    return own.port === 0 ? [] : [announcement(own, withoutScope(link), { goodbye })]
  }

  #roomAnnouncements(link: Link, rooms = this.#context.ownRooms(), goodbye = false): Buffer[] {
    const { id, instance, name: hostName } = this.#context.own()
    return rooms.map((room) => roomAnnouncement({ hostId: id, instance, hostName, ...room }, withoutScope(link), { goodbye }))
  }

  #came(bytes: Buffer, source: Source, state: LinkState | undefined): void {
    const { options, own, ownRooms, refuse } = this.#context
    // RFC 6762 section 11: only from this link, only from the port itself.
    if (!state || source.port !== this.#port || !mayConcernUs(bytes)) return
    if (!this.#packets.allows(source.host, options.clock.monotonic())) refuse('too-many')
    else {
      const packet = readPacket(bytes)
      if (!packet) refuse('malformed')
      else if (asksFor(packet, own(), ownRooms())) this.#answer(state)
      else {
        this.#hear(toldIn(packet), source.host, state)
        this.#hearRooms(roomsToldIn(packet), source.host, state)
      }
    }
  }

  /** The address is where it came from: what a record says could point at anybody. */
  #hear(told: ReturnType<typeof toldIn>, host: string, state: LinkState): void {
    const { options, table, own, changed } = this.#context
    const me = own()
    let news = false
    for (const { id, instance, port, name, ttl } of told) {
      if (id === me.id) {
        if (me.instance.startsWith(instance)) state.mdns.heard()
      } else if (ttl === 0) news = table.leave(id, host) || news
      else {
        const times = { seenAt: options.clock.now(), until: options.clock.monotonic() + Math.min(entryMs, ttl * 1_000) }
        news = table.see({ id, via: 'mdns', host, port, instance: null, name, interface: state.link.interface, ...times }) || news
      }
    }
    if (news) changed()
  }

  #hearRooms(told: ReturnType<typeof roomsToldIn>, host: string, state: LinkState): void {
    const { options, rooms, own, changed } = this.#context
    const me = own()
    let news = false
    for (const { instance, ttl, ...said } of told) {
      const id = roomKey(said.hostId, said.room)
      if (said.hostId === me.id) {
        if (me.instance.startsWith(instance)) state.mdns.heard()
      } else if (ttl === 0) news = rooms.leave(id, host) || news
      else {
        const times = { seenAt: options.clock.now(), until: options.clock.monotonic() + Math.min(entryMs, ttl * 1_000) }
        news = rooms.see({ ...said, id, via: 'mdns', host, instance: null, interface: state.link.interface, ...times }) || news
      }
    }
    if (news) changed()
  }

  /** RFC 6762 section 6: 20 to 120 ms later, and not more than once a second. */
  #answer(state: LinkState): void {
    const { options, random, stateOf } = this.#context
    const { key } = state.link
    if (this.#answering.has(key)) return
    this.#answering.add(key)
    options.clock.after(20 + 100 * random(), () => {
      if (stateOf(state.link)) void this.announce(state)
    })
    options.clock.after(answerEveryMs, () => this.#answering.delete(key))
  }
}

const withoutScope = ({ host }: Link): string => host.replace(/%.*$/, '')
