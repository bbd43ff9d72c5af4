import type { Socket } from 'node:net'
import { AppError } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { Clock } from '../../core/types.ts'
import { offeredId, wrapDialled } from '../secure-peer/tls.ts'
import type { Identity } from '../secure-peer/types.ts'
import { type Call, Calls } from './calls.ts'
import { enterMs, namePrompt, roomVersion, upgradeLine, upgradeMark } from './constants.ts'
import { decodeEntry, hashOf, type PostItem, Signer } from './entries.ts'
import { apply, beyondFork, type Chain, type Facts, roleOf } from './facts.ts'
import { factsOf, type RoomFrame } from './frames.ts'
import { RoomLink } from './link.ts'
import { type Fault, type Seen, Verifier } from './verify.ts'

/** How far I have a room's log. */
export interface Have {
  readonly epoch: number
  readonly seq: number
  readonly hash: Uint8Array | null
}

export interface Entering {
  readonly identity: Identity
  readonly clock: Clock
  readonly name: string
  readonly color: string
  /** null: whatever room is there. */
  readonly room: string | null
  readonly have: Have | null
  /** What the log adds up to at `have`; null: not known. It is gone on with: the host could not make up a role, nor have heard again what was said before. */
  readonly facts: Facts | null
  readonly standby: number
  readonly ticket: string | null
  /** The host's identity, where it is known. */
  readonly expected: string | null
}

export interface Welcome {
  readonly hostId: string
  readonly from: number
  /** The last number when I came in. */
  readonly head: number
  /** Where it says that it listens for all; 0: it does not. */
  readonly hostPort: number
  readonly fork: boolean
  readonly older: boolean
  readonly slow: boolean
}

export interface RoomEvents {
  readonly onWelcome: (welcome: Welcome, facts: Facts) => void
  /** In order, checked; `faults` beside them. The facts are those after them. */
  readonly onEntries: (seen: readonly Seen[], faults: readonly Fault[]) => void
  readonly onOlder: (seen: readonly Seen[], faults: readonly Fault[], more: boolean) => void
  /** Not taken: `muted` or `not-allowed`. What was signed with it comes back. */
  readonly onDenied: (code: string, items: readonly PostItem[]) => void
  /** Signed and not taken: to be said again, each as it was: together they may be more than a post holds, and one be refused for another. */
  readonly onUnsaid: (items: readonly PostItem[]) => void
  /** Another member calls me. */
  readonly onCall: (call: Call) => void
  /** `reason`: what the host said; null: it said nothing. */
  readonly onClosed: (reason: string | null, error: AppError | null) => void
}

/** A member's connection with the host of a room. */
export class RoomClient {
  readonly #entering: Entering
  readonly #events: RoomEvents
  readonly #signer: Signer
  readonly #link: RoomLink
  readonly hostId: string
  facts: Facts | null = null
  #verifier: Verifier | null = null
  #calls: Calls | null = null
  #chain: Chain | null = null
  /** Posts that did not come back yet, oldest first. */
  #unseen: { readonly n: number; readonly before: Chain | null; readonly items: readonly PostItem[] }[] = []
  #asked = 0
  #bye: string | null = null

  constructor(tls: ReturnType<typeof wrapDialled>, hostId: string, entering: Entering, events: RoomEvents) {
    this.#entering = entering
    this.#events = events
    this.hostId = hostId
    this.#signer = new Signer(entering.identity)
    this.#link = new RoomLink(tls, entering.clock, { onFrame: (frame) => this.#heard(frame), onClosed: (error) => events.onClosed(this.#bye, error) })
    const { room, name, color, standby, have, ticket } = entering
    this.#link.send({ type: 'enter', version: roomVersion, room, name, color, standby, have, ticket })
  }

  get remote(): Address {
    return this.#link.remote
  }

  /** Signs and sends; what the host takes comes back numbered. false: not inside yet. */
  post(items: readonly PostItem[]): boolean {
    if (!this.facts || this.#link.isClosed || items.length === 0) return false
    const n = (this.#chain?.n ?? 0) + 1
    const { body, sig } = this.#signer.sign({
      room: this.facts.room,
      n,
      prev: this.#chain?.hash ?? null,
      at: this.#entering.clock.now(),
      items: [...items],
    })
    this.#unseen.push({ n, before: this.#chain, items })
    this.#chain = { n, hash: hashOf(body) }
    this.#link.send({ type: 'post', body, sig })
    return true
  }

  /** Calls another member, see `calls.ts`; whether they hear it is not known. */
  call(to: string, code: string | null): void {
    if (this.#calls) this.#link.send(this.#calls.sign(to, code, this.#entering.clock.now()))
  }

  /** Little waits to be sent: more may be said at once. */
  get isFree(): boolean {
    return this.#link.isFree
  }

  onceFree(then: () => void): void {
    this.#link.onceFree(then)
  }

  /** The round trip to the host, ms. Rejects `AppError` queue-full, not-connected. */
  ping(): Promise<number> {
    return this.#link.ping()
  }

  /** Nothing more is read. */
  pause(): void {
    this.#link.pause()
  }

  resume(): void {
    this.#link.resume()
  }

  page(before: number, limit: number): void {
    this.#link.send({ type: 'page', before, limit })
  }

  leave(): void {
    this.#link.end('quit')
  }

  #heard(frame: RoomFrame): void {
    switch (frame.type) {
      case 'welcome':
        return void this.#welcomed(frame)
      case 'log':
        return void this.#take(frame.entries)
      case 'older':
        return void this.#older(frame.entries, frame.more)
      case 'behind':
        return void this.#startAgain({ n: frame.n, hash: frame.hash })
      case 'denied':
        return void this.#denied(frame.code, frame.n)
      case 'call':
        return void this.#called(frame)
      case 'bye':
        this.#bye = frame.reason
        return void this.#link.end('bye')
      default:
        throw new AppError('protocol-error', { frame: frame.type })
    }
  }

  #welcomed({ facts: data, from, fork, older, slow }: Extract<RoomFrame, { type: 'welcome' }>): void {
    if (this.facts) throw new AppError('protocol-error', { frame: 'welcome' })
    const { room, have, facts: mine } = this.#entering
    if (room !== null && data.room !== room) throw new AppError('protocol-error', { frame: 'welcome', field: 'room' })
    if (have && have.seq > 0 && !fork && from !== have.seq) throw new AppError('protocol-error', { frame: 'welcome', field: 'from' })
    const isOn = have && !fork && have.seq === from
    const theirs = factsOf(data)
    this.facts = mine && isOn ? mine : mine && fork ? beyondFork(theirs, mine) : theirs
    this.#chain = theirs.chains.get(this.#entering.identity.id) ?? null
    this.#calls = new Calls(data.room, this.#entering.identity.id, this.#signer)
    this.#verifier = new Verifier(data.room, { seq: from, hash: isOn ? have.hash : null }, isOn && mine ? mine.chains : new Map())
    this.#events.onWelcome({ hostId: this.hostId, from, head: data.seq, hostPort: data.hostPort, fork, older, slow }, this.facts)
  }

  #called(frame: Extract<RoomFrame, { type: 'call' }>): void {
    const call = this.#calls?.open(frame, (personId) => this.facts?.members.has(personId) === true)
    if (call) this.#events.onCall(call)
  }

  #take(entries: readonly Uint8Array[]): void {
    const [facts, verifier] = [this.facts, this.#verifier]
    if (!facts || !verifier) throw new AppError('protocol-error', { frame: 'log' })
    const seen: Seen[] = []
    const faults: Fault[] = []
    for (const bytes of entries) {
      let judged = verifier.judge(bytes)
      if (!judged.ok && judged.fault === 'gap') {
        if (judged.seq <= verifier.seq) continue
        // Once more, from the host; then it is lost.
        if (this.#asked !== verifier.seq) {
          this.#asked = verifier.seq
          this.#link.send({ type: 'again', after: verifier.seq })
          break
        }
        faults.push('gap')
        verifier.skipTo(judged.seq)
        judged = verifier.judge(bytes)
      }
      if (!judged.ok) {
        faults.push(judged.fault)
        if (judged.fault === 'rewritten') verifier.skipTo(judged.seq)
        if (judged.fault === 'rewritten') judged = verifier.judge(bytes)
      }
      if (!judged.ok) continue
      if (judged.withheld) faults.push('withheld')
      const { opened } = judged.seen
      seen.push(opened ? { ...judged.seen, role: roleOf(facts, opened.author) } : judged.seen)
      this.#fold(facts, judged.seen)
    }
    if (seen.length > 0 || faults.length > 0) this.#events.onEntries(seen, faults)
  }

  #fold(facts: Facts, { entry, hash, opened }: Seen): void {
    if (entry.q > facts.seq) apply(facts, entry, hash, opened)
    if (opened?.author !== this.#entering.identity.id) return
    const { n } = opened.post
    this.#unseen = this.#unseen.filter((post) => post.n > n)
  }

  #older(entries: readonly Uint8Array[], more: boolean): void {
    const first = entries[0]
    if (!first || !this.facts) return void this.#events.onOlder([], [], false)
    const seen: Seen[] = []
    const faults: Fault[] = []
    const verifier = new Verifier(this.facts.room, { seq: 0, hash: null })
    verifier.skipTo(seqOf(first))
    for (const bytes of entries) {
      const judged = verifier.judge(bytes)
      if (judged.ok) seen.push(judged.seen)
      else faults.push(judged.fault)
    }
    this.#events.onOlder(seen, faults, more)
  }

  /** The host has my chain only so far: what came after is said again. */
  #startAgain(at: { readonly n: number; readonly hash: Uint8Array | null }): void {
    this.#chain = at.hash ? { n: at.n, hash: at.hash } : null
    const later = this.#unseen.filter((post) => post.n > at.n)
    this.#unseen = []
    for (const { items } of later) this.#events.onUnsaid(items)
  }

  /** What followed it on my chain was refused with it. */
  #denied(code: string, n: number): void {
    const denied = this.#unseen.find((post) => post.n === n)
    if (!denied) return
    const later = this.#unseen.filter((post) => post.n > n)
    this.#unseen = this.#unseen.filter((post) => post.n < n)
    this.#chain = denied.before
    this.#events.onDenied(code, denied.items)
    for (const { items } of later) this.#events.onUnsaid(items)
  }
}

function seqOf(entry: Uint8Array): number {
  try {
    return decodeEntry(entry).q
  } catch {
    return 1
  }
}

/** What a dialled server turned out to be. The course's knows my pseudonym already. */
export type Greeted = { readonly type: 'palabre'; readonly socket: Socket } | { readonly type: 'course'; readonly socket: Socket; readonly early: Buffer }

/**
 * Reads the prompt of a room. `known`: a Palabre is there, so TLS follows at once. Otherwise the pseudonym goes out with `upgradeMark` behind it, which
 * only a Palabre room answers. Rejects `AppError` not-a-room, ECONNRESET, no-answer. The socket comes back paused, or destroyed.
 */
export function greet(socket: Socket, name: string, known: boolean, clock: Clock): Promise<Greeted> {
  return new Promise((resolve, reject) => {
    let held = Buffer.alloc(0)
    let said = false
    const stop = () => {
      cancel()
      socket.off('data', hear).off('error', broken).off('close', closed).off('end', closed)
      socket.pause()
    }
    const fail = (error: AppError) => {
      stop()
      socket.on('error', () => {})
      socket.destroy()
      reject(error)
    }
    const hear = (chunk: Buffer) => {
      held = Buffer.concat([held, chunk])
      if (!said) {
        const prompt = Buffer.from(namePrompt)
        if (held.length < prompt.length && prompt.subarray(0, held.length).equals(held)) return
        if (!held.subarray(0, prompt.length).equals(prompt)) return fail(new AppError('not-a-room'))
        held = held.subarray(prompt.length)
        if (known) return done({ type: 'palabre', socket })
        said = true
        socket.write(`${name}${upgradeMark}\n`)
      }
      const wanted = Buffer.from(upgradeLine)
      if (held.length < wanted.length && wanted.subarray(0, held.length).equals(held)) return
      if (held.equals(wanted)) done({ type: 'palabre', socket })
      else done({ type: 'course', socket, early: held })
    }
    const done = (greeted: Greeted) => {
      stop()
      if (greeted.type === 'palabre') socket.allowHalfOpen = false
      resolve(greeted)
    }
    const broken = () => fail(new AppError('ECONNRESET'))
    const closed = () => fail(new AppError(said ? 'room-refused' : 'ECONNRESET'))
    const cancel = clock.after(enterMs, () => (said ? done({ type: 'course', socket, early: held }) : fail(new AppError('not-a-room'))))
    socket.on('data', hear).on('error', broken).on('close', closed).on('end', closed)
    socket.resume()
  })
}

/** TLS on a greeted socket, the host's key checked, then `enter`. Rejects `AppError` wrong-key, tls-failed, no-answer. */
export function enterRoom(socket: Socket, entering: Entering, events: RoomEvents): Promise<RoomClient> {
  return new Promise((resolve, reject) => {
    const tls = wrapDialled(socket, entering.identity)
    const fail = (error: AppError) => {
      cancel()
      tls.destroy()
      reject(error)
    }
    const onError = () => fail(new AppError('tls-failed'))
    const cancel = entering.clock.after(enterMs, () => fail(new AppError('no-answer')))
    tls.on('error', onError).on('close', onError)
    tls.once('secure', () => {
      try {
        const offered = offeredId(tls)
        if (entering.expected !== null && offered !== entering.expected) throw new AppError('wrong-key', { expected: entering.expected, offered })
        cancel()
        tls.off('error', onError).off('close', onError)
        resolve(new RoomClient(tls, offered, entering, events))
      } catch (thrown) {
        fail(thrown instanceof AppError ? thrown : new AppError('tls-failed', {}, { cause: thrown }))
      }
    })
  })
}
