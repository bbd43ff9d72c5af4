import { randomBytes } from 'node:crypto'
import { type ErrorData, toErrorData } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import { type Facts, outranks, type Present } from '../../protocols/room/index.ts'
import type { Core } from '../core.ts'
import { Absence } from './absence.ts'
import type { Kept } from './kept.ts'
import { reachableHost } from './member-way.ts'
import type { Standby } from './standby.ts'
import { type Answered, standingsOf, whoseTurn } from './standings.ts'
import { type Aim, Whereabouts } from './whereabouts.ts'

/** Members that are asked whether the room has moved have this long, ms. */
const movedMs = 5_000

/** What a host says to those who need not come back. */
const forGood: ReadonlySet<string> = new Set(['removed', 'banned', 'not-invited', 'full', 'other-room', 'replaced', 'name-refused'])

export interface HostSearchDeps {
  readonly core: Pick<Core, 'identity' | 'clock' | 'logger' | 'dial' | 'settings'>
  readonly kept: Pick<Kept, 'stored' | 'facts' | 'keep'>
  readonly standby: Pick<Standby, 'isHosting' | 'isListening' | 'address' | 'moveTo' | 'promote'>
  /** Where it was found the last time. */
  readonly knownAddress: () => Address | null
  /** The host that I am connected with. */
  readonly remote: () => Address | null
  /** Enters there, or rejects. */
  readonly enter: (aim: Aim, signal: AbortSignal) => Promise<void>
}

/** Where the host of a room is: where it is said to be, where it was, whoever goes on without it, or this computer, should that fall to me. */
export class HostSearch {
  readonly #deps: HostSearchDeps
  readonly #absence = new Absence()
  readonly #whereabouts = new Whereabouts()

  constructor(deps: HostSearchDeps) {
    this.#deps = deps
  }

  /** Someone under this key may be believed to host it: the host, a member, or who has a role. */
  mayHost(personId: string): boolean {
    const { facts, stored } = this.#deps.kept
    if (facts?.banned.has(personId)) return false
    return (
      personId === (facts?.hostId ?? stored.hostId) ||
      (facts !== null && (facts.members.has(personId) || facts.away.has(personId) || facts.lost.has(personId) || facts.roles.has(personId)))
    )
  }

  /** Looked for there first, the next time. */
  aim(addresses: readonly Address[], expected: string): void {
    this.#whereabouts.set(addresses, expected)
  }

  /** Its host was heard of. false: that is no news. */
  hear(addresses: readonly Address[], hostId: string): boolean {
    return this.#whereabouts.hear(addresses, hostId)
  }

  /** What is being entered is only said to be there. */
  get isAim(): boolean {
    return this.#whereabouts.isAim
  }

  /** Fulfils once inside, or where nobody knows yet who goes on with it. */
  async find(signal: AbortSignal): Promise<void> {
    if (await this.#tryAims(signal)) return
    const target = await this.#target(signal)
    if (target) await this.#deps.enter(target, signal)
  }

  /** true: inside. Nothing that was only said to be there keeps it from being looked for where it was. */
  async #tryAims(signal: AbortSignal): Promise<boolean> {
    const { core, standby, enter } = this.#deps
    for (const aim of standby.isHosting ? [] : this.#whereabouts.take()) {
      try {
        this.#whereabouts.triesAim(aim.address)
        await enter(aim, signal)
        return true
      } catch (thrown) {
        if (signal.aborted) throw thrown
        this.#whereabouts.triesBefore()
        core.logger.info('a room is not where it was said to be', { error: toErrorData(thrown) })
      }
    }
    return false
  }

  /** null: not yet known. */
  async #target(signal: AbortSignal): Promise<Aim | null> {
    const { core, kept, standby, knownAddress } = this.#deps
    if (standby.isHosting) return this.#here()
    const { facts, stored } = kept
    const address = knownAddress()
    this.#whereabouts.triesBefore()
    const before = address && { address, expected: facts?.hostId ?? stored.hostId }
    if (!this.#absence.isLong(core.clock.monotonic()) || !facts) return before
    const answers = await standingsOf(facts, address, core, signal)
    const turn = whoseTurn(answers, standby.isListening ? { id: core.identity.id, epoch: facts.epoch, seq: facts.seq, hosting: false } : null)
    if (turn === null) return before
    if (turn === 'theirs') return null
    if (turn !== 'mine') {
      if (turn.address !== address) this.#whereabouts.triesStandby()
      return { address: turn.address, expected: turn.id }
    }
    await standby.moveTo(facts.hostPort || (address?.port ?? 0))
    if (signal.aborted) return null
    this.promote(facts)
    return this.#here()
  }

  #here(): Aim {
    const { core, standby } = this.#deps
    return { address: { host: '127.0.0.1', port: standby.address?.port ?? 0 }, expected: core.identity.id }
  }

  /** The room falls to me, or begins here. */
  promote(facts: Facts): void {
    const { core, kept, standby } = this.#deps
    standby.promote(facts)
    this.#absence.ends()
    // Whoever goes on with a room that takes only who was invited can invite too; those who came with a ticket bring theirs.
    const ticket = kept.stored.ticket ?? randomBytes(16).toString('base64url')
    kept.keep({ mode: 'palabre', room: facts.room, hostId: core.identity.id, hosting: standby.address?.port ?? null, ticket })
  }

  /** The host has welcomed me: the address to look for it the next time; null: the one that is known. */
  found(hostPort: number): Address | null {
    this.#absence.ends()
    this.#absence.forgetTries()
    return this.#whereabouts.found(this.#hostAtPort(hostPort))
  }

  /** Where the host of this epoch is for everybody; null: not known. */
  hostAt(epoch: number, port: number): Address | null {
    return epoch === this.#deps.kept.facts?.epoch ? this.#hostAtPort(port) : null
  }

  #hostAtPort(port: number): Address | null {
    if (port === 0) return null
    const { standby, remote } = this.#deps
    const host = standby.isHosting ? reachableHost(standby.address?.host ?? '') : remote()?.host
    return host ? { host, port } : null
  }

  /** The connection ended. `reason`: what the host said. `wasIn`: it had welcomed me. false: nobody need look for it again. */
  lost(reason: string | null, wasIn: boolean): boolean {
    this.#whereabouts.triesBefore()
    if (reason !== null && forGood.has(reason)) return false
    this.#gone(reason === 'closing')
    if (wasIn) this.#absence.forgetTries()
    return true
  }

  /** It could not be entered. false: nor will it be another time. */
  failed(error: ErrorData): boolean {
    const isMoved = error.code === 'wrong-key' && this.mayHost(String(error.details['offered']))
    this.#gone(isMoved)
    const { room, mode } = this.#deps.kept.stored
    if (mode === 'course') return error.code !== 'room-refused'
    return room !== null && (error.code !== 'wrong-key' || isMoved)
  }

  /** For good: it said goodbye, or somebody else of the room answers at its port, who say themselves whether it is theirs now. */
  #gone(isForGood: boolean): void {
    const now = this.#deps.core.clock.monotonic()
    if (isForGood) this.#absence.isForGood(now)
    else this.#absence.begins(now)
  }

  /** Someone else hosts it under a later epoch than what was hosted here. */
  hasMoved(): Promise<boolean> {
    return this.#isAnothers(({ epoch, id }, facts) => isLater({ epoch, id }, facts, this.#deps.core.identity.id))
  }

  /**
   * Of two who host it now, the other stays: whoever decides more, so that no member takes a room from its owner by saying so; then the later epoch, then
   * the lower key. Both come to the same. `among`: those who are asked.
   */
  givesWay(among: readonly Present[]): Promise<boolean> {
    const me = this.#deps.core.identity.id
    return this.#isAnothers(({ epoch, id }, facts) => {
      const more = outranks(facts, id, me)
      return more === 0 ? isLater({ epoch, id }, facts, me) : more > 0
    }, among)
  }

  async #isAnothers(isTheirs: (host: Answered, facts: Facts) => boolean, among?: readonly Present[]): Promise<boolean> {
    const { core, kept } = this.#deps
    const { facts } = kept
    if (!facts) return false
    const answers = await standingsOf(facts, null, core, AbortSignal.timeout(movedMs), among)
    if (!answers.some((answer) => answer.hosting && isTheirs(answer, facts))) return false
    kept.keep({ hosting: null })
    this.#gone(true)
    return true
  }

  /** The next try comes soon again. */
  forgetTries(): void {
    this.#absence.forgetTries()
  }

  /** The wait before the next try, ms. */
  nextWait(): number {
    return this.#absence.nextWait(this.#deps.kept.facts !== null)
  }
}

/** Of two under the same epoch, both must come to the same. */
const isLater = ({ epoch, id }: Pick<Answered, 'epoch' | 'id'>, facts: Facts, me: string): boolean => epoch > facts.epoch || (epoch === facts.epoch && id < me)
