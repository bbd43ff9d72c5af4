import { safeName } from '../../core/text.ts'
import type { Facts } from '../../protocols/room/index.ts'
import type { Conversations } from '../conversations.ts'

/** Who comes and goes under ever new names takes no more memory than this. */
const mostNames = 4_096

/** What those of a room are called, also once they have left; who came longest ago is forgotten first. */
export class Names {
  readonly #conversations: Pick<Conversations, 'ofPerson'>
  readonly #names = new Map<string, string>()

  constructor(conversations: Pick<Conversations, 'ofPerson'>) {
    this.#conversations = conversations
  }

  of(who: string): string {
    const known = this.#names.get(who)
    if (known !== undefined) return known
    return who.startsWith('name:') ? safeName(who.slice(5)) : (this.#conversations.ofPerson(who)?.title ?? who.slice(0, 7))
  }

  came(who: string, name: string): void {
    this.#names.delete(who)
    this.#names.set(who, safeName(name))
    const [oldest] = this.#names.keys()
    if (this.#names.size > mostNames && oldest !== undefined) this.#names.delete(oldest)
  }

  /** On a page of before: what they are called now is known better. */
  wasCalled(who: string, name: string): void {
    if (!this.#names.has(who)) this.came(who, name)
  }

  /** Everyone who is there; and the host, who may say something without being a member. */
  follow(facts: Facts | null): void {
    if (facts?.hostName) this.came(facts.hostId, facts.hostName)
    for (const { key, name } of facts?.members.values() ?? []) this.came(key, name)
  }
}
