import { AppError, type ErrorData } from '../../../../../shared/errors.ts'
import type { Address } from '../../../../../shared/model/address.ts'
import type { Clock, Logger } from '../../../core/types.ts'
import type { Identity } from '../../secure-peer/types.ts'
import { addressesMax, recordBytes, recordLifeS } from '../constants.ts'
import { isDirectoryName, normaliseName } from '../names.ts'
import { signProof } from '../proof.ts'
import { addressSchema, signRecord } from '../record.ts'
import { refusedFromMs, refusedToMs, renewFrom, renewTo, settleMs } from './constants.ts'
import type { Judge } from './judge.ts'
import { delayMs } from './reconnect.ts'
import { Refusal } from './requests.ts'
import { saidBy } from './said.ts'
import type { DirectorySession } from './session.ts'

/** `seq` of my records: grows, also when the clock is set back. */
export class Sequence {
  #last = 0

  next(now: number): number {
    this.#last = Math.max(this.#last + 1, Math.floor(now))
    return this.#last
  }

  /** A directory has a newer one of mine, from another run. */
  after(seq: number): void {
    this.#last = Math.max(this.#last, seq)
  }
}

interface RegistrationOptions {
  readonly session: DirectorySession
  readonly address: Address
  readonly identity: Identity
  readonly clock: Clock
  readonly logger: Logger
  readonly random: () => number
  readonly judge: Judge
  readonly sequence: Sequence
  /** By the directory's clock. */
  readonly now: () => number
  readonly name: () => string
  readonly addresses: () => readonly Address[]
  /** The name that was mine there before this session: kept when the one now wanted is refused. */
  readonly before: string | null
  readonly onChange: () => void
}

const refusedNames: ReadonlySet<string> = new Set(['bad-name', 'name-taken', 'name-confusable'])
const staleMax = 3

/** My name and addresses in one session: claimed, kept true, renewed before they run out. */
export class Registration {
  claimed: string | null = null
  error: ErrorData | null = null
  readonly #options: RegistrationOptions
  #before: string | null
  #told = ''
  #failures = 0
  #running = false
  #again = false
  #stopped = false
  #cancel = () => {}

  constructor(options: RegistrationOptions) {
    this.#options = options
    this.#before = options.before
  }

  /** Fulfils when the directory has answered, whatever it said. Never rejects. */
  start(): Promise<void> {
    return this.#run()
  }

  /** Name or addresses may be others. */
  refresh(): void {
    if (this.#stopped || this.#wanted() === this.#told) return
    this.#later(settleMs)
  }

  stop(): void {
    this.#stopped = true
    this.#cancel()
  }

  async #run(): Promise<void> {
    if (this.#running) {
      this.#again = true
      return
    }
    this.#running = true
    this.#cancel()
    const wanted = this.#wanted()
    const nextMs = await this.#register()
    this.#running = false
    if (this.#stopped) return
    this.#told = wanted
    this.#options.onChange()
    this.#later(this.#again || this.#wanted() !== wanted ? settleMs : nextMs)
    this.#again = false
  }

  /** Answers when to do it again, ms. */
  async #register(): Promise<number> {
    const name = normaliseName(this.#options.name())
    const refused = await this.#tell(name)
    // A refused name must not cost the one that is mine already, nor its addresses grow old.
    const kept = this.claimed ?? this.#before
    const fellBack = refused !== null && refusedNames.has(refused.code) && kept !== null && kept !== name
    const alsoRefused = fellBack ? await this.#tell(kept) : refused
    this.error = refused?.toData() ?? null
    if (refused === null || (fellBack && alsoRefused === null)) this.#failures = 0
    if (refused === null) return this.#between(renewFrom * recordLifeS * 1_000, renewTo * recordLifeS * 1_000)
    if (alsoRefused === null || refusedNames.has(alsoRefused.code)) {
      if (alsoRefused) this.#before = null
      return this.#between(refusedFromMs, refusedToMs)
    }
    const asked = alsoRefused.details['retryMs']
    return (typeof asked === 'number' ? asked : 0) + delayMs(++this.#failures, this.#options.random())
  }

  async #tell(name: string, stale = 0): Promise<AppError | null> {
    const { address, identity, session, judge, sequence, logger } = this.#options
    if (!isDirectoryName(name)) return new AppError('bad-name', { ...address, name })
    try {
      await this.#send(name)
      return null
    } catch (thrown) {
      if (thrown instanceof Refusal && thrown.code === 'record-stale' && stale < staleMax) {
        const found = await session.ask({ type: 'find', id: identity.id }).catch(() => null)
        sequence.after(judge.mine(found?.person ?? null, identity.id)?.seq ?? 0)
        return this.#tell(name, stale + 1)
      }
      const error = saidBy(address, thrown, name)
      logger.info('directory claim refused', { ...error.details, code: error.code })
      return error
    }
  }

  async #send(name: string): Promise<void> {
    const { address, session, identity, now, judge } = this.#options
    const record = this.#record(name)
    const answer =
      this.claimed === null
        ? await session.ask({ type: 'claim', record, proof: signProof(identity, session.challenge, now()) })
        : await session.ask({ type: 'update', record })
    if (judge.mine(answer.person, identity.id)?.text !== record) throw new AppError('directory-lies', { ...address, problem: 'claim' })
    this.claimed = name
  }

  #record(name: string): string {
    const { identity, sequence, now } = this.#options
    const seq = sequence.next(now())
    for (let addresses = this.#addresses(); ; addresses = addresses.slice(0, -1)) {
      const text = signRecord(identity, { name, addresses, seq, now: now() })
      if (text.length <= recordBytes || addresses.length === 0) return text
    }
  }

  #addresses(): readonly Address[] {
    return this.#options
      .addresses()
      .filter((each) => addressSchema.safeParse(each).success)
      .slice(0, addressesMax)
  }

  #wanted(): string {
    return JSON.stringify([normaliseName(this.#options.name()), this.#addresses()])
  }

  #between(fromMs: number, toMs: number): number {
    return Math.round(fromMs + this.#options.random() * (toMs - fromMs))
  }

  #later(ms: number): void {
    this.#cancel()
    this.#cancel = this.#options.clock.after(ms, () => void this.#run())
  }
}
