import type { Socket } from 'node:net'
import { AppError } from '../../../shared/errors.ts'
import type { Address, Attempt } from '../../../shared/model/address.ts'
import type { ConversationId } from '../../../shared/model/conversation.ts'
import type { PersonId } from '../../../shared/model/person.ts'
import { errorAt } from '../core/errors.ts'
import { AllFailed, race } from '../core/race.ts'
import { filesProtocol } from '../protocols/files/index.ts'
import { probe } from '../protocols/listener/index.ts'
import { acceptAny, connectSecure } from '../protocols/secure-peer/index.ts'
import type { Hello, SecureOptions, Session, Stream } from '../protocols/secure-peer/types.ts'
import type { Conversations } from './conversations.ts'
import type { Core } from './core.ts'
import { refuseOwnAddress } from './own-address.ts'
import { profileFor } from './pictures.ts'

/** Someone's next address is tried this long after the one before, ms. */
const staggerMs = 400

/** Somebody else at an old address says less than why the person is not at their own. */
function telling(failures: readonly unknown[]): unknown {
  const isTelling = (failure: unknown) => !(failure instanceof AppError) || (failure.code !== 'wrong-key' && failure.code !== 'own-address')
  return failures.find(isTelling) ?? failures[0]
}

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

  /** A known person at any of these addresses: TLS and the pinned key, never anything less. */
  async person(conversationId: ConversationId, personId: PersonId, addresses: readonly Address[], signal: AbortSignal): Promise<Session> {
    const attempts: (readonly Attempt[])[] = []
    const reach = (address: Address, index: number, signal: AbortSignal): Promise<Session> =>
      named(address, async () => {
        const socket = await this.#dial(address, signal, (tried) => {
          attempts[index] = tried
          this.#core.links.update(conversationId, { attempts: attempts.flat() })
        })
        if ((await probe(socket)) !== 'secure') {
          socket.destroy()
          throw new AppError('tls-failed', { cause: 'no palabre at this address' })
        }
        return connectSecure(socket, { ...this.#options(), expected: personId })
      })
    const options = { clock: this.#core.clock, signal, staggerMs, discard: (session: Session) => session.close('replaced') }
    return race(addresses, reach, options).catch((thrown: unknown) => {
      throw thrown instanceof AllFailed ? telling(thrown.failures) : thrown
    })
  }

  /** An address: the banner decides. */
  async address(conversationId: ConversationId, address: Address, expected: PersonId | null, signal: AbortSignal): Promise<Answer> {
    return named(address, async () => {
      const socket = await this.#dial(address, signal, (attempts) => this.#core.links.update(conversationId, { attempts }))
      if ((await probe(socket)) === 'secure') return { type: 'secure', session: await connectSecure(socket, { ...this.#options(), expected }) }
      if (expected === null) return { type: 'plain', socket }
      socket.destroy()
      throw new AppError('tls-failed', { cause: 'no palabre at this address' })
    })
  }

  inbound(socket: Socket): Promise<Session | Stream> {
    return acceptAny(socket, [filesProtocol], this.#options())
  }

  #dial(address: Address, signal: AbortSignal, onAttempts: (attempts: readonly Attempt[]) => void): Promise<Socket> {
    refuseOwnAddress(this.#core, address)
    return this.#core.dial(address, { signal, onAttempts })
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
