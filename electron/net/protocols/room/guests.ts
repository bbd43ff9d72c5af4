import type { Socket } from 'node:net'
import { AppError } from '../../../../shared/errors.ts'
import type { RoomRules } from '../../../../shared/model/room.ts'
import { safeName } from '../../core/text.ts'
import type { Clock, Logger } from '../../core/types.ts'
import { spkiOf } from '../secure-peer/identity.ts'
import { offeredId, wrapAccepted } from '../secure-peer/tls.ts'
import type { Identity, Stream } from '../secure-peer/types.ts'
import { backMs, callBytes, callsPerMember, callsWithinMs, enterMs, logFrameBytes, mostChains, mostMembers, newcomerEntries, pageEntries } from './constants.ts'
import { type AnyItem, hashOf, Keyring, openPost, type Post } from './entries.ts'
import { type Facts, may, roleOf, words } from './facts.ts'
import { factsData, type RoomFrameOf } from './frames.ts'
import { type Ledger, logFrames } from './ledger.ts'
import { RoomLink } from './link.ts'
import type { LoggedEntry, RoomLog } from './log.ts'

interface Named {
  readonly id: string
  readonly name: string
}

/** A person with a Palabre in the room. */
export interface Guest extends Named {
  readonly link: RoomLink
}

interface Seat extends Guest {
  readonly spki: Uint8Array
  /** The last entry that was sent; null: everything, as it is told. */
  caughtUpTo: number | null
  /** Passed on for them since then. */
  readonly calls: { since: number; count: number }
}

export interface GuestsOptions {
  readonly identity: Identity
  readonly log: RoomLog
  readonly clock: Clock
  readonly logger: Logger
  /** null: this is not the host (any more, or yet). */
  readonly ledger: () => Ledger | null
  /** What is answered to who asks while the room has no host. */
  readonly standing: () => { readonly room: string; readonly epoch: number; readonly seq: number } | null
  readonly allows: (personId: string, rules: RoomRules, ticket: string | null) => boolean
  /** Free for this person among raw-socket programs and people. */
  readonly nameFor: (name: string, personId: string) => string
  /** `before`: they are back, in this epoch or from the one before; nobody was told that they left. */
  readonly onEntered: (guest: Guest, before: 'here' | 'away' | null) => void
  readonly onLeft: (who: Named, why: Why) => void
  readonly onPost: (guest: Guest, post: Post) => void
  /** They have said something, and it is in the ledger. */
  readonly onSaid: (guest: Guest) => void
  /** Somebody opened a connection for another of these protocols. Whether they are in the room is the owner's to judge. */
  readonly streams?: { readonly protocols: readonly string[]; readonly onStream: (stream: Stream) => void }
}

export type Why = 'quit' | 'slow' | 'removed' | 'banned' | 'lost'

/** The people with a Palabre: who they are, what they have, what they may say. */
export class Guests {
  readonly #options: GuestsOptions
  readonly #seats = new Map<string, Seat>()
  /** TLS, or the first frame, is still to come. */
  readonly #arriving = new Set<{ readonly close: () => void }>()
  /** Of another protocol: somebody else's, but the port they came by closes with the room. */
  readonly #streams = new Set<{ readonly close: () => void }>()
  readonly #keys = new Keyring(mostChains)
  /** Their connections broke: they are in until it shows that they do not come back. */
  readonly #expected = new Map<string, { readonly name: string; readonly cancel: () => void }>()
  /** Dropped because they did not read; told when they come back. */
  readonly #slow = new Set<string>()

  constructor(options: GuestsOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#seats.size + this.#arriving.size
  }

  all(): Iterable<Guest> {
    return this.#seats.values()
  }

  get(id: string): Guest | null {
    return this.#seats.get(id) ?? null
  }

  /** Entries that are on disk now. */
  tell(frames: readonly Uint8Array[]): void {
    for (const seat of this.#seats.values()) {
      if (seat.caughtUpTo === null) for (const frame of frames) seat.link.write(frame)
    }
  }

  /** A socket whose first byte begins a TLS record. `onClose`: it takes no place any more. */
  accept(socket: Socket, onClose: () => void): void {
    const { identity, clock, logger, streams } = this.#options
    const tls = wrapAccepted(socket, identity, streams?.protocols)
    const arriving = { close: () => tls.destroy() }
    this.#arriving.add(arriving)
    const cancel = clock.after(enterMs, () => tls.destroy())
    tls.on('error', () => {})
    tls.once('close', () => {
      cancel()
      this.#arriving.delete(arriving)
      this.#streams.delete(arriving)
      onClose()
    })
    tls.once('secure', () => {
      try {
        const id = offeredId(tls)
        if (streams && tls.alpnProtocol) {
          cancel()
          this.#arriving.delete(arriving)
          this.#streams.add(arriving)
          return streams.onStream({ personId: id, socket: tls, protocol: tls.alpnProtocol })
        }
        const certificate = tls.getPeerX509Certificate()
        if (!certificate) throw new AppError('tls-failed')
        const spki = spkiOf(certificate.publicKey)
        let seat: Seat | null = null
        const link = new RoomLink(tls, clock, {
          onFrame: (frame) => {
            if (frame.type === 'ask') this.#answer(link, frame.room)
            else if (frame.type === 'enter' && !seat) {
              cancel()
              this.#arriving.delete(arriving)
              seat = this.#enter(link, id, spki, frame)
            } else if (seat) this.#heard(seat, frame)
            else throw new AppError('protocol-error', { frame: frame.type })
          },
          onClosed: (error) => seat && this.#gone(seat, error?.details['waiting'] !== undefined ? 'slow' : error ? 'lost' : 'quit'),
        })
      } catch (thrown) {
        logger.info('a member was refused', { error: String(thrown) })
        tls.destroy()
      }
    })
  }

  drop(id: string, why: 'removed' | 'banned'): void {
    const seat = this.#seats.get(id)
    const name = seat?.name ?? this.#expected.get(id)?.name
    if (name === undefined) return
    this.#seats.delete(id)
    this.#leaves({ id, name }, why)
    seat?.link.end(why)
  }

  /** `closing`: the room goes on under someone else. */
  stop(reason: 'closing' | 'ended'): void {
    const seats = [...this.#seats.values()]
    // They do not leave the room: it goes on.
    this.#seats.clear()
    for (const { cancel } of this.#expected.values()) cancel()
    this.#expected.clear()
    for (const seat of seats) seat.link.end(reason)
    for (const open of [...this.#arriving, ...this.#streams]) open.close()
  }

  #answer(link: RoomLink, room: string): void {
    const facts = this.#options.ledger()?.facts
    const here = facts ?? this.#options.standing()
    if (here?.room !== room) return void link.end('other-room')
    link.send({ type: 'standing', room, epoch: here.epoch, seq: here.seq, hosting: facts !== undefined })
  }

  #enter(link: RoomLink, id: string, spki: Uint8Array, frame: RoomFrameOf<'enter'>): Seat | null {
    const ledger = this.#options.ledger()
    const refusal = ledger ? this.#refusal(ledger.facts, id, frame) : 'not-host'
    if (!ledger || refusal) {
      link.end(refusal ?? 'not-host')
      return null
    }
    const name = this.#options.nameFor(safeName(frame.name), id)
    const { members, away } = ledger.facts
    const was = members.get(id) ?? away.get(id)
    const before = was?.name !== name ? null : members.has(id) ? 'here' : 'away'
    const replaced = this.#seats.get(id)
    this.#seats.delete(id)
    replaced?.link.end('replaced')
    if (was && !before) this.#leaves({ id, name: was.name }, 'quit')
    this.#expected.get(id)?.cancel()
    this.#expected.delete(id)
    const seat: Seat = { id, spki, link, name, caughtUpTo: 0, calls: { since: 0, count: 0 } }
    this.#seats.set(id, seat)
    this.#options.onEntered(seat, before)
    const { host, port } = link.remote
    const again = before ? { again: true } : {}
    ledger.add({ k: 'in', who: id, name, color: frame.color, host: host.slice(0, 64), port, standby: frame.standby, ...again })
    ledger.flush()
    const { from, fork } = this.#startOf(ledger, frame.have)
    seat.caughtUpTo = from
    const older = this.#options.log.before(from + 1, 1).length > 0
    link.send({ type: 'welcome', facts: factsData(ledger.facts), from, fork, older, slow: this.#slow.delete(id) })
    this.#catchUp(seat, ledger)
    return seat
  }

  #refusal(facts: Facts, id: string, { room, ticket }: RoomFrameOf<'enter'>): string | null {
    if (room !== null && room !== facts.room) return 'other-room'
    if (facts.banned.has(id)) return 'banned'
    if (!this.#seats.has(id) && this.#seats.size >= mostMembers) return 'full'
    const isKnown = id === this.#options.identity.id || roleOf(facts, id) !== 'member'
    return isKnown || this.#options.allows(id, facts.rules, ticket) ? null : 'not-invited'
  }

  /** After which entry they go on: after what they have, if it is this room's; else the last ones. */
  #startOf(ledger: Ledger, have: RoomFrameOf<'enter'>['have']): { readonly from: number; readonly fork: boolean } {
    const { log } = this.#options
    const newest = (newestOf(log.before(ledger.told + 1, newcomerEntries))[0]?.seq ?? ledger.told + 1) - 1
    if (!have || have.seq === 0) return { from: newest, fork: false }
    const mine = log.after(have.seq - 1, 1)[0]
    const isSame = mine?.seq === have.seq && have.hash !== null && Buffer.compare(hashOf(mine.bytes), have.hash) === 0
    return isSame ? { from: have.seq, fork: false } : { from: newest, fork: true }
  }

  /** A part at a time, each once the one before has gone out: nobody's past fills the memory. */
  #catchUp(seat: Seat, ledger: Ledger): void {
    if (seat.link.isClosed || seat.caughtUpTo === null) return
    const entries = withinBytes(this.#options.log.after(seat.caughtUpTo, pageEntries).filter(({ seq }) => seq <= ledger.told))
    for (const frame of logFrames(entries)) seat.link.write(frame)
    const last = entries.at(-1)
    if (last && last.seq < ledger.told) {
      seat.caughtUpTo = last.seq
      seat.link.onceFree(() => this.#catchUp(seat, ledger))
    } else seat.caughtUpTo = null
  }

  #heard(seat: Seat, frame: Parameters<ConstructorParameters<typeof RoomLink>[2]['onFrame']>[0]): void {
    const ledger = this.#options.ledger()
    if (!ledger) return void seat.link.end('not-host')
    switch (frame.type) {
      case 'post':
        return void this.#post(seat, ledger, frame)
      case 'page': {
        const entries = newestOf(this.#options.log.before(frame.before, frame.limit))
        const more = entries.length > 0 && this.#options.log.before(entries[0]?.seq ?? 0, 1).length > 0
        return void seat.link.send({ type: 'older', entries: entries.map(({ bytes }) => bytes), more })
      }
      case 'again':
        if (seat.caughtUpTo !== null) return
        seat.caughtUpTo = Math.min(frame.after, ledger.told)
        return void this.#catchUp(seat, ledger)
      case 'call':
        return void this.#passOn(seat, frame)
      case 'bye':
        this.#gone(seat, 'quit')
        return void seat.link.end('bye')
      default:
        throw new AppError('protocol-error', { frame: frame.type })
    }
  }

  #post(seat: Seat, ledger: Ledger, signed: RoomFrameOf<'post'>): void {
    const { facts } = ledger
    const post = openPost(signed, this.#keys.of(seat.spki).key)
    const chain = facts.chains.get(seat.id)
    const follows = post.n === (chain?.n ?? 0) + 1 && (chain ? post.prev !== null && Buffer.compare(post.prev, chain.hash) === 0 : post.prev === null)
    if (post.room !== facts.room || !follows) return void seat.link.send({ type: 'behind', n: chain?.n ?? 0, hash: chain?.hash ?? null })
    const denied = post.items.find((item) => !may(facts, seat.id, item))
    if (denied) return void seat.link.send({ type: 'denied', code: words.has(denied.k) ? 'muted' : 'not-allowed', n: post.n })
    ledger.add({ k: 'post', key: seat.spki, body: signed.body, sig: signed.sig }, { author: seat.id, post, hash: hashOf(signed.body) })
    this.#options.onPost(seat, post)
    for (const item of post.items) this.carryOut(item)
    this.#options.onSaid(seat)
  }

  /** To whom it is for, as it is; whether it is theirs, the called one sees. What is too much is dropped: whoever calls, calls again. */
  #passOn(seat: Seat, frame: RoomFrameOf<'call'>): void {
    const { calls } = seat
    const now = this.#options.clock.monotonic()
    if (calls.count === 0 || now - calls.since >= callsWithinMs) Object.assign(calls, { since: now, count: 0 })
    if (++calls.count > callsPerMember || frame.body.length > callBytes || Buffer.compare(frame.key, seat.spki) !== 0) return
    this.#seats.get(frame.to)?.link.send(frame)
  }

  /** What was decided of who is here. */
  carryOut(item: AnyItem): void {
    if (item.k === 'remove') this.drop(item.who, 'removed')
    else if (item.k === 'ban' && item.on) this.drop(item.who, 'banned')
  }

  #gone(seat: Seat, why: Why): void {
    const { id, name } = seat
    if (this.#seats.get(id) !== seat) return
    this.#seats.delete(id)
    if (why === 'slow' && this.#slow.size < mostMembers) this.#slow.add(id)
    if (why !== 'lost' || this.#expected.size >= mostMembers) this.#leaves(seat, why)
    else this.#expected.set(id, { name, cancel: this.#options.clock.after(backMs, () => this.#leaves(seat, why)) })
  }

  #leaves({ id, name }: Named, why: Why): void {
    this.#expected.get(id)?.cancel()
    this.#expected.delete(id)
    this.#options.ledger()?.add({ k: 'out', who: id, name, why })
    this.#options.onLeft({ id, name }, why)
  }
}

/** As many from the end. */
const newestOf = (entries: readonly LoggedEntry[]): LoggedEntry[] => withinBytes([...entries].reverse()).reverse()

/** As many from the front as fit into one frame; at least one. */
function withinBytes(entries: readonly LoggedEntry[]): LoggedEntry[] {
  let bytes = 0
  const within = entries.findIndex((entry, index) => {
    bytes += entry.bytes.length
    return index > 0 && bytes > 2 * logFrameBytes
  })
  return within === -1 ? [...entries] : entries.slice(0, within)
}
