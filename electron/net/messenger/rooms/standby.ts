import { toErrorData } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import { safeName } from '../../core/text.ts'
import type { OwnRoom } from '../../protocols/discovery/types.ts'
import { filesProtocol } from '../../protocols/files/index.ts'
import { createRoom, type Facts, packFacts, type Room, unpackFacts } from '../../protocols/room/index.ts'
import type { Stream } from '../../protocols/secure-peer/types.ts'
import type { Core } from '../core.ts'
import { storeLog } from './store-log.ts'

export interface StandbyDeps {
  readonly core: Core
  readonly id: string
  readonly facts: () => Facts | null
  readonly allows: (personId: string, entry: string, ticket: string | null) => boolean
  readonly onStream: (stream: Stream) => void
}

/** What listens here: for the room that I host, or in case it falls to me. */
export class Standby {
  readonly #deps: StandbyDeps
  #server: Room | null = null

  constructor(deps: StandbyDeps) {
    this.#deps = deps
  }

  get isListening(): boolean {
    return this.#server !== null
  }

  get isHosting(): boolean {
    return this.#server?.facts() != null
  }

  /** null: nothing listens. */
  get address(): Address | null {
    return this.#server?.address ?? null
  }

  /** What this network may know of it; null: it is not hosted here, or keeps to itself. */
  announced(): OwnRoom | null {
    const facts = this.#server?.facts()
    if (!facts?.rules.announced || !this.address) return null
    const { room, name, rules, members } = facts
    return { room, name: safeName(name), port: this.address.port, entry: rules.entry, plain: rules.plain, people: members.size }
  }

  /** Rejects `AppError` EADDRINUSE and its like. */
  async listen(port: number): Promise<void> {
    const { core, id, facts, allows, onStream } = this.#deps
    const standing = () => {
      const now = facts()
      return now && { room: now.room, epoch: now.epoch, seq: now.seq }
    }
    this.#server = await createRoom({
      host: core.settings().host,
      port,
      clock: core.clock,
      logger: core.logger,
      secure: {
        identity: core.identity,
        hostName: core.settings().name,
        facts: null,
        log: storeLog(core.store, id, (thrown) => core.logger.error('a room’s log was not kept', { error: String(thrown) })),
        standing,
        allows: (personId, { entry }, ticket) => allows(personId, entry, ticket),
        streams: { protocols: [filesProtocol], onStream },
      },
    })
  }

  /** Where everybody knows the room, if that is free here; else it stays where it is, which only who was in it knows. */
  async moveTo(port: number): Promise<void> {
    if (port === 0 || port === this.address?.port) return
    await this.#server?.alsoAt(port).catch((thrown) => this.#deps.core.logger.info('the port of a room is taken here', { error: toErrorData(thrown) }))
  }

  /** From now on it is hosted here. */
  promote(facts: Facts): void {
    this.#server?.promote(unpackFacts(packFacts(facts)))
  }

  async stop(reason: 'closing' | 'ended'): Promise<void> {
    const server = this.#server
    this.#server = null
    await server?.stop(reason)
  }
}
