import type { ErrorData } from '../../../../shared/errors.ts'
import { type Beacon, plainAddress } from './beacon.ts'
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
import { Gate } from './gate.ts'
import { isSelf, type Link } from './links.ts'
import { RateLimit } from './rate.ts'
import { Recent } from './recent.ts'
import { BeaconSigner } from './signature.ts'
import type { OpenUdp, Udp } from './udp.ts'

/** The signed beacon: sends one's own, hears one's own, believes or refuses those of others. */
export class Beacons {
  readonly #context: Context
  readonly #signer: BeaconSigner
  readonly #gate = new Gate()
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
    const bytes = this.#signed(state.link)
    if (!bytes) return
    state.beacon.sent()
    this.#context.sent(state, await this.udp.send(state.link, bytes))
  }

  async goodbye(link: Link): Promise<void> {
    const bytes = this.#signed(link, true)
    if (bytes) await this.udp.send(link, bytes)
  }

  #signed(link: Link, goodbye = false): Buffer | null {
    const { port, name, instance } = this.#context.own()
    const address = plainAddress(link.host)
    if (port === 0 || address === null) return null
    const sentAt = this.#context.options.clock.now()
    const bytes = this.#signer.sign({ instance, sequence: ++this.#sequence, sentAt, address, port, goodbye, name })
    this.#own.set(bytes.toString('latin1'), true)
    return bytes
  }

  #came(bytes: Buffer, source: string, state: LinkState | undefined): void {
    const { options, refuse } = this.#context
    if (!state) refuse('off-link')
    else if (isSelf(state.link, source) && this.#own.get(bytes.toString('latin1'))) state.beacon.heard()
    else {
      const verdict = this.#gate.judge(bytes, source, options.clock.now(), options.clock.monotonic())
      if (verdict.type === 'refused') refuse(verdict.why)
      else if (verdict.id !== options.identity.id) this.#believe(verdict, source, state)
    }
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

  async #tell(link: Link, host: string): Promise<ErrorData | null> {
    const bytes = this.#signed(link)
    return bytes && this.udp.sendTo(link, host, bytes)
  }
}
