import type { ConversationId } from '../../../shared/model/conversation.ts'
import type { PictureId, Profile } from '../../../shared/model/person.ts'
import { pictureOf } from '../core/picture.ts'
import type { GivenPicture, Session } from '../protocols/secure-peer/types.ts'
import type { Conversations } from './conversations.ts'
import type { Core } from './core.ts'

/** What a person may see of me: my picture only once I have accepted them. */
export function profileFor(core: Core, conversation: { readonly request: boolean; readonly blocked: boolean } | null): Profile {
  const { name, color } = core.settings()
  return { name, color, picture: conversation && isKnown(conversation) ? core.store.read.myPicture() : null }
}

const isKnown = ({ request, blocked }: { readonly request: boolean; readonly blocked: boolean }): boolean => !request && !blocked

/**
 * The pictures of one session. Names mine to a person that I have accepted and gives its bytes once; asks for theirs when it is not here, checks
 * what comes, keeps it. Nothing of someone unknown is asked for, kept or shown.
 */
export class Pictures {
  readonly #core: Core
  readonly #conversations: Conversations
  readonly #id: ConversationId
  readonly #session: Session
  /** What their profile names. */
  #theirs: PictureId | null
  /** Never twice in a session, whatever came. */
  #asked: PictureId | null = null
  /** What my profile has named to them. */
  #named: PictureId | null
  #given: PictureId | null = null

  constructor(core: Core, conversations: Conversations, id: ConversationId, session: Session) {
    this.#core = core
    this.#conversations = conversations
    this.#id = id
    this.#session = session
    this.#theirs = session.hello.profile.picture
    this.#named = session.said.profile.picture
  }

  /** Their profile. */
  named(picture: PictureId | null): void {
    this.#theirs = picture
    this.follow()
  }

  wanted(picture: PictureId): void {
    if (picture !== this.#named || picture === this.#given) return
    this.#given = picture
    this.#session.sendPicture({ id: picture, bytes: this.#core.store.read.picture(picture) })
  }

  arrived({ id, bytes }: GivenPicture): void {
    if (id !== this.#asked || id !== this.#theirs || !isKnown(this.#conversations.peek(this.#id))) return
    const picture = bytes && pictureOf(bytes)
    if (picture?.id !== id) this.#core.logger.warn('a picture was refused', { bytes: bytes?.length ?? 0 })
    this.#keep(picture?.id === id ? picture : null)
  }

  /** My name, colour or picture changed. */
  tellMine(): void {
    const profile = profileFor(this.#core, this.#conversations.peek(this.#id))
    this.#named = profile.picture
    this.#session.sendProfile(profile)
  }

  /** After anything that may change who sees what: they were accepted or blocked, a picture is another. */
  follow(): void {
    const conversation = this.#conversations.peek(this.#id)
    if (profileFor(this.#core, conversation).picture !== this.#named) this.tellMine()
    if (isKnown(conversation) && conversation.picture !== this.#theirs) this.#followTheirs(this.#theirs)
  }

  #followTheirs(id: PictureId | null): void {
    const bytes = id && this.#core.store.read.picture(id)
    if (id === null || bytes) this.#keep(id && bytes ? { id, bytes } : null)
    else if (this.#asked !== id) {
      this.#asked = id
      this.#session.wantPicture(id)
    }
  }

  #keep(picture: { readonly id: PictureId; readonly bytes: Uint8Array } | null): void {
    if (!this.#core.isOpen() || (picture?.id ?? null) === this.#conversations.peek(this.#id).picture) return
    this.#conversations.setPicture(this.#id, picture).catch((thrown) => this.#core.logger.warn('a picture was not kept', { error: String(thrown) }))
  }
}
