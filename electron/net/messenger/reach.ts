import type { Socket } from 'node:net'
import { AppError } from '../../../shared/errors.ts'
import type { Address } from '../../../shared/model/address.ts'
import type { ConversationId } from '../../../shared/model/conversation.ts'
import type { PersonId } from '../../../shared/model/person.ts'
import { isOwnAddress } from '../core/addresses.ts'
import { errorAt } from '../core/errors.ts'
import { probe } from '../protocols/listener/index.ts'
import { acceptSecure, connectSecure } from '../protocols/secure-peer/index.ts'
import type { Hello, SecureOptions, Session } from '../protocols/secure-peer/types.ts'
import type { Conversations } from './conversations.ts'
import type { Core } from './core.ts'
import { profileFor } from './pictures.ts'

/** What answered at an address. */
export type Answer = { readonly type: 'secure'; readonly session: Session } | { readonly type: 'plain'; readonly socket: Socket }

/** Opens connections: the one place where a socket becomes a session. */
export class Reach {
  readonly #core: Core
  readonly #conversations: Conversations

  constructor(core: Core, conversations: Conversations) {
    this.#core = core
    this.#conversations = conversations
  }

  /** A known person: TLS and the pinned key, never anything less. */
  async person(conversationId: ConversationId, personId: PersonId, address: Address, signal: AbortSignal): Promise<Session> {
    return named(address, async () => {
      const socket = await this.#dial(conversationId, address, signal)
      if ((await probe(socket)) !== 'secure') {
        socket.destroy()
        throw new AppError('tls-failed', { cause: 'no palabre at this address' })
      }
      return connectSecure(socket, { ...this.#options(), expected: personId })
    })
  }

  /** An address: the banner decides. */
  async address(conversationId: ConversationId, address: Address, expected: PersonId | null, signal: AbortSignal): Promise<Answer> {
    return named(address, async () => {
      const socket = await this.#dial(conversationId, address, signal)
      if ((await probe(socket)) === 'secure') return { type: 'secure', session: await connectSecure(socket, { ...this.#options(), expected }) }
      if (expected === null) return { type: 'plain', socket }
      socket.destroy()
      throw new AppError('tls-failed', { cause: 'no palabre at this address' })
    })
  }

  inbound(socket: Socket): Promise<Session> {
    return acceptSecure(socket, this.#options())
  }

  #dial(conversationId: ConversationId, address: Address, signal: AbortSignal): Promise<Socket> {
    if (address.port === this.#core.port() && isOwnAddress(address.host)) throw new AppError('own-address', { host: address.host, port: address.port })
    return this.#core.dial(address, { signal, onAttempts: (attempts) => this.#core.links.update(conversationId, { attempts }) })
  }

  #options(): SecureOptions {
    return { identity: this.#core.identity, clock: this.#core.clock, logger: this.#core.logger, hello: (personId) => this.#hello(personId) }
  }

  #hello(personId: PersonId): Hello {
    const conversation = this.#conversations.ofPerson(personId)
    if (conversation?.blocked) throw new AppError('blocked')
    const log = conversation && this.#core.store.read.log(conversation.id)
    return {
      profile: profileFor(this.#core, conversation),
      epoch: log?.myEpoch ?? this.#conversations.epochFor(personId),
      haveEpoch: log?.theirEpoch ?? null,
      haveSeq: log?.theirSeq ?? 0,
      haveHash: log?.theirHash ?? null,
      port: this.#core.port(),
    }
  }
}

/** Whatever goes wrong, the words can say where. */
async function named<T>(address: Address, open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (thrown) {
    throw errorAt(address, thrown)
  }
}
