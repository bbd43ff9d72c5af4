import { z } from 'zod'
import { personIdPattern } from '../../../../shared/model/person.ts'
import { decodeFrame, encodeFrame } from '../secure-peer/codec.ts'
import { callBytes, mostMembers } from './constants.ts'
import { isSigned, Keyring, type Signer } from './entries.ts'
import type { RoomFrameOf } from './frames.ts'

/** What one member has the host tell another: come to me with what you offered (`code` null), or why I could not. */
export interface Call {
  readonly from: string
  readonly code: string | null
}

const bodySchema = z.object({
  room: z.string().min(1).max(64),
  to: z.string().regex(personIdPattern),
  /** The caller's clock, greater with each call. */
  at: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  code: z.string().max(32).nullable(),
})

/** Calls of one member of one room. The host can withhold one, but neither make one up nor say one again: whoever is called judges. */
export class Calls {
  readonly #room: string
  readonly #me: string
  readonly #signer: Signer
  readonly #keys = new Keyring(mostMembers)
  /** When each last called, by their clock. */
  readonly #heard = new Map<string, number>()
  #last = 0

  constructor(room: string, me: string, signer: Signer) {
    this.#room = room
    this.#me = me
    this.#signer = signer
  }

  sign(to: string, code: string | null, now: number): RoomFrameOf<'call'> {
    this.#last = Math.max(this.#last + 1, now)
    return { type: 'call', to, key: this.#signer.spki, ...this.#signer.signFor('call', encodeFrame({ room: this.#room, to, at: this.#last, code })) }
  }

  /** null: not for me, not from a member, or heard before. What a member made up is no reason to leave the host. */
  open({ key, body, sig }: RoomFrameOf<'call'>, isMember: (personId: string) => boolean): Call | null {
    if (body.length > callBytes) return null
    try {
      const { id: from, key: theirs } = this.#keys.of(key)
      // First: whoever makes up identities has nobody's last call forgotten.
      if (!isMember(from) || !isSigned('call', { body, sig }, theirs)) return null
      const parsed = bodySchema.safeParse(decodeFrame(body))
      if (!parsed.success || parsed.data.room !== this.#room || parsed.data.to !== this.#me) return null
      return this.#isNew(from, parsed.data.at) ? { from, code: parsed.data.code } : null
    } catch {
      return null
    }
  }

  #isNew(from: string, at: number): boolean {
    if (at <= (this.#heard.get(from) ?? 0)) return false
    this.#heard.delete(from)
    this.#heard.set(from, at)
    const [oldest] = this.#heard.keys()
    if (this.#heard.size > mostMembers && oldest !== undefined) this.#heard.delete(oldest)
    return true
  }
}
