import { AppError } from '../../../../shared/errors.ts'
import { parseHostPort, parseInvitation } from '../../../../shared/invitation.ts'
import type { Talk } from '../../../../shared/ipc/contract.ts'
import { limits } from '../../../../shared/limits.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { Conversation } from '../../../../shared/model/conversation.ts'
import type { FoundPerson } from '../../../../shared/model/directory.ts'
import type { NearbyPerson } from '../../../../shared/model/nearby.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import { parseId } from '../../protocols/secure-peer/index.ts'
import type { Conversations } from '../conversations.ts'
import type { Core } from '../core.ts'
import { findConversation, foldName } from '../find.ts'
import { refuseOwnAddress } from '../own-address.ts'
import type { Switchboard } from '../switchboard.ts'
import type { MyDirectories } from './directories.ts'
import { mergePeople } from './merge.ts'
import type { Nearby } from './nearby.ts'

export interface ResolveDeps {
  readonly core: Core
  readonly conversations: Conversations
  readonly switchboard: Switchboard
  readonly nearby: Nearby
  readonly directories: MyDirectories
  /** Somebody says that this person can be reached there. */
  readonly onInvited: (id: PersonId, address: Address) => void
}

export interface Found {
  readonly id: PersonId
  readonly name: string | null
  readonly addresses: readonly Address[]
}

/** From a pseudonym, an identity or an invitation to the one conversation with that person. */
export class Resolver {
  readonly #deps: ResolveDeps

  constructor(deps: ResolveDeps) {
    this.#deps = deps
  }

  /** Contact, nearby, directory, in that order. Throws `AppError` unknown-name, own-name, own-address, ambiguous-name {name, count}. */
  async talk(name: string): Promise<Talk> {
    const contact = this.#contact(name)
    if (contact) return { conversation: this.#connect(contact), foundBy: 'contact', ...noDirectory }
    const near = this.#one(
      name,
      this.#deps.nearby.people().filter((p) => isNear(p) && isCalled(p, name)),
    )
    if (near) return { conversation: await this.#open(near), foundBy: 'nearby', ...noDirectory }
    const far = await this.#far(name)
    return { conversation: await this.#open(far), foundBy: 'directory', directory: far.directory, asOf: far.asOf }
  }

  /** The same, without a conversation being opened or anyone dialled. */
  async find(name: string): Promise<Found | Conversation> {
    const contact = this.#contact(name)
    if (contact) return contact
    const near = this.#one(
      name,
      this.#deps.nearby.people().filter((p) => isNear(p) && isCalled(p, name)),
    )
    return near ?? this.#far(name)
  }

  /** Somebody else may have my pseudonym: only where nobody is known by it, it is me who was meant. */
  async #far(name: string): Promise<FoundPerson> {
    const { core, directories } = this.#deps
    const isMine = foldName(core.settings().name) === foldName(name)
    const told = await directories.lookup(name).catch((thrown: unknown) => {
      if (isMine) return []
      throw thrown
    })
    const far = this.#one(name, told)
    if (far) return far
    const address = parseHostPort(name, 0)
    if (address) refuseOwnAddress(core, address)
    throw new AppError(isMine ? 'own-name' : 'unknown-name', { name })
  }

  /** Someone whose identity was shown before. Throws `AppError` unknown-name. */
  async open(id: PersonId): Promise<Conversation> {
    const known = this.#deps.conversations.ofPerson(id)
    if (known) return this.#connect(known)
    const found = this.#deps.nearby.person(id)
    if (!found) throw new AppError('unknown-name', { name: id.slice(0, 8) })
    return this.#open(found)
  }

  /** Everyone whose pseudonym begins so; an empty one: everybody who is online. */
  async search(prefix: string): Promise<readonly NearbyPerson[]> {
    const conversationOf = (id: PersonId) => this.#deps.core.store.read.conversationIdOfPerson(id)
    const isCalledSo = ({ name }: NearbyPerson) => foldName(name ?? '').startsWith(foldName(prefix))
    const told = await this.#deps.directories.search(prefix).catch((thrown: unknown) => {
      // Who is on this network is an answer, whatever became of the directories.
      if (this.#deps.nearby.people().some(isCalledSo)) return []
      throw thrown
    })
    const near = this.#deps.nearby.people().filter(isCalledSo)
    const isNew = ({ id }: FoundPerson) => near.every((p) => p.id !== id)
    return [...near, ...mergePeople([], told.filter(isNew), { conversationOf, limit: limits.nearby })].slice(0, limits.nearby)
  }

  /** Throws `AppError` bad-address, bad-argument (the identity in it), own-address. */
  async invitation(url: string): Promise<Conversation> {
    const { core, conversations, switchboard } = this.#deps
    const invitation = parseInvitation(url)
    if (!invitation) throw new AppError('bad-address', { host: url.slice(0, 64) })
    const { address, name } = invitation
    if (invitation.id !== null) {
      const id = parseId(invitation.id)
      if (id === core.identity.id) throw new AppError('own-address')
      if (address) this.#deps.onInvited(id, address)
      return this.#open({ id, name, addresses: address ? [address] : [] })
    }
    if (!address) throw new AppError('bad-address', { host: url.slice(0, 64) })
    refuseOwnAddress(core, address)
    const conversation = conversations.atAddress(address) ?? (await conversations.createPlain(address, 'me'))
    switchboard.connect(conversation)
    return conversation
  }

  #contact(name: string): Conversation | null {
    try {
      return findConversation(this.#deps.conversations.all(), name)
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.code === 'unknown-name') return null
      throw thrown
    }
  }

  #one<T extends Found>(name: string, found: readonly T[]): T | null {
    const ids = new Set(found.map((p) => p.id))
    ids.delete(this.#deps.core.identity.id)
    if (ids.size > 1) throw new AppError('ambiguous-name', { name, count: ids.size })
    return found.find((p) => ids.has(p.id)) ?? null
  }

  async #open({ id, name, addresses }: Found): Promise<Conversation> {
    const { conversations } = this.#deps
    const known = conversations.ofPerson(id)
    if (!known) return this.#connect(await conversations.createPerson(id, name ?? id.slice(0, 8), addresses[0] ?? null))
    if (!known.address && addresses[0]) await conversations.patch(known.id, { address: addresses[0] })
    return this.#connect(conversations.get(known.id))
  }

  #connect(conversation: Conversation): Conversation {
    this.#deps.switchboard.connect(conversation)
    return conversation
  }
}

const noDirectory = { directory: null, asOf: null } as const
const isNear = ({ sources }: NearbyPerson): boolean => sources.some((source) => source !== 'directory')
const isCalled = ({ name }: NearbyPerson, wanted: string): boolean => name !== null && foldName(name) === foldName(wanted)
