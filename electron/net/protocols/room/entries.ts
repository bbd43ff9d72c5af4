import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify, X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import { personIdPattern } from '../../../../shared/model/person.ts'
import { roomEntryRules, roomRoles } from '../../../../shared/model/room.ts'
import { uuidPattern } from '../../../../shared/uuid.ts'
import { decodeFrame, encodeFrame } from '../secure-peer/codec.ts'
import { personIdOf, spkiOf } from '../secure-peer/identity.ts'
import type { Identity } from '../secure-peer/types.ts'
import { fileNameLength, itemsPerPost, reactionLength, spkiBytes } from './constants.ts'

const name = z.string().min(1).max(64)
const title = z.string().max(200)
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)
const digest = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 32)
const key = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === spkiBytes)
const personId = z.string().regex(personIdPattern)
/** A person by their identity, a raw-socket program by `name:` and its pseudonym. */
const who = z.string().min(1).max(80)
const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER)
const host = z.string().max(64)
const port = z.int().min(0).max(65_535)

/** Rooms from before there was `announced` are. */
export const rulesSchema = z.object({ entry: z.enum(roomEntryRules), plain: z.boolean(), announced: z.boolean().default(true) })

const messageId = z.string().regex(uuidPattern)

const known = z.discriminatedUnion('k', [
  z.object({ k: z.literal('text'), id: messageId, text: z.string().min(1).max(limits.messageText), re: messageId.nullable() }),
  /** Changes of a message that is there: its author's, or a moderator's for `delete`. */
  z.object({ k: z.literal('edit'), of: messageId, text: z.string().min(1).max(limits.messageText) }),
  z.object({ k: z.literal('delete'), of: messageId }),
  z.object({ k: z.literal('react'), of: messageId, emoji: z.string().min(1).max(reactionLength), on: z.boolean() }),
  /** An offer, as `file` of `secure-peer`; fetched from its author. */
  z.object({
    k: z.literal('file'),
    id: messageId,
    name: z.string().min(1).max(fileNameLength),
    size: z.int().min(0).max(limits.fileBytes),
    mime: z.string().max(128),
    files: z.int().min(1).max(limits.folderFiles).nullable(),
    manifest: digest.nullable(),
  }),
  /** It is not to be had any more. */
  z.object({ k: z.literal('withdraw'), of: messageId }),
  z.object({ k: z.literal('name'), name: title.min(1) }),
  z.object({ k: z.literal('topic'), topic: title }),
  z.object({ k: z.literal('rules'), rules: rulesSchema }),
  z.object({ k: z.literal('mute'), who, on: z.boolean() }),
  z.object({ k: z.literal('ban'), who, on: z.boolean() }),
  z.object({ k: z.literal('remove'), who }),
  z.object({ k: z.literal('role'), who: personId, role: z.enum(roomRoles) }),
])

/** Of a later version: it has its place in its author's chain, and means nothing here. */
export interface OtherItem {
  readonly k: 'other'
}
const otherSchema = z.object({ k: z.literal('other') })
const item = z.discriminatedUnion('k', [...known.options, otherSchema])
const kinds: ReadonlySet<string> = new Set(known.options.map((option) => option.shape.k.value))

const isOther = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'k' in value && typeof value.k === 'string' && value.k.length <= 32 && !kinds.has(value.k)

/** Before the schema looks, not as one more branch of it: that would cost each text twice as much again. */
function withOthers(post: unknown): unknown {
  if (typeof post !== 'object' || post === null || !('items' in post) || !Array.isArray(post.items) || !post.items.some(isOther)) return post
  return { ...post, items: post.items.map((value: unknown) => (isOther(value) ? { k: 'other' } : value)) }
}

const postSchema = z.object({
  room: z.string().min(1).max(64),
  /** The author's own count in this room, and the hash of their post before: what a host leaves out shows. */
  n: z.int().min(1),
  prev: digest.nullable(),
  at: count,
  items: z.array(item).min(1).max(itemsPerPost),
})

/** What an author says in one turn: one signature for all of it. */
export type Post = z.infer<typeof postSchema>
/** What this version can say, and what it can read. */
export type PostItem = z.infer<typeof known>
export type AnyItem = PostItem | OtherItem
/** What changes a message. */
export type ChangeItem = Extract<PostItem, { readonly of: string }>
export type FileItem = Extract<PostItem, { readonly k: 'file' }>

export const isChange = (item: AnyItem): item is ChangeItem => 'of' in item

const bodySchema = z.discriminatedUnion('k', [
  z.object({ k: z.literal('post'), key, body: bytes, sig: bytes }),
  z.object({ k: z.literal('plain'), lines: z.array(z.tuple([name, z.string().max(limits.messageText)])).min(1) }),
  /** `again`: they were in before, and nobody was told that they left. */
  z.object({ k: z.literal('in'), who, name, color: z.string().max(32), host, port, standby: port, again: z.boolean().optional() }),
  z.object({ k: z.literal('out'), who, name, why: z.enum(['quit', 'slow', 'removed', 'banned', 'lost']) }),
  /** `port`: where this host listens for all. */
  z.object({ k: z.literal('epoch'), host: personId, name, from: digest.nullable(), port: port.optional() }),
])

/** What the host writes down under a number. Only `post` is its author's word; the others are the host's. */
export type EntryBody = z.infer<typeof bodySchema>

const entrySchema = z.object({ e: z.int().min(1), q: z.int().min(1), p: digest.nullable(), at: count, b: bodySchema })

/** One numbered entry of a room's log: epoch, number, hash of the entry before, the host's clock. */
export type Entry = z.infer<typeof entrySchema>

export const encodeEntry = (entry: Entry): Uint8Array => encodeFrame(entry)
export const hashOf = (encoded: Uint8Array): Uint8Array => hash('sha256', encoded, 'buffer')

/** Throws `AppError` protocol-error. */
export function decodeEntry(encoded: Uint8Array): Entry {
  const parsed = entrySchema.safeParse(decodeWhole(encoded))
  if (!parsed.success) throw new AppError('protocol-error', { frame: 'entry', field: String(parsed.error.issues[0]?.path[0] ?? '') })
  return parsed.data
}

/** A frame carries its length in front; one inside an entry must be whole. */
function decodeWhole(encoded: Uint8Array): unknown {
  const view = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength)
  if (view.length < 5 || view.readUInt32BE(0) !== view.length - 4) throw new AppError('protocol-error', { frame: 'entry', field: 'length' })
  return decodeFrame(encoded)
}

export interface Signed {
  readonly body: Uint8Array
  readonly sig: Uint8Array
}

/** So that a signature for one thing is one for nothing else. */
const purposes = { post: Buffer.from('palabre-room/1\0'), call: Buffer.from('palabre-room-call/1\0') } as const
type Purpose = keyof typeof purposes
const algorithm = 'sha256'
const dsaEncoding = 'ieee-p1363'

/** Signs what I say. The key is parsed once. */
export class Signer {
  readonly spki: Uint8Array
  readonly #key: KeyObject

  constructor(identity: Identity) {
    this.#key = createPrivateKey(identity.keyPem)
    this.spki = spkiOf(new X509Certificate(identity.certPem).publicKey)
  }

  sign(post: Post): Signed {
    return this.signFor('post', encodeFrame(post))
  }

  signFor(purpose: Purpose, body: Uint8Array): Signed {
    return { body, sig: sign(algorithm, Buffer.concat([purposes[purpose], body]), { key: this.#key, dsaEncoding }) }
  }
}

/** Keys of authors, parsed once each; the oldest go. */
export class Keyring {
  readonly #keys = new Map<string, { readonly id: string; readonly key: KeyObject }>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  /** Throws `AppError` protocol-error: not a P-256 key. */
  of(spki: Uint8Array): { readonly id: string; readonly key: KeyObject } {
    const text = Buffer.from(spki).toString('latin1')
    const known = this.#keys.get(text)
    if (known) return known
    const key = parseKey(spki)
    const [oldest] = this.#keys.keys()
    if (this.#keys.size >= this.#most && oldest !== undefined) this.#keys.delete(oldest)
    const found = { id: personIdOf(spki), key }
    this.#keys.set(text, found)
    return found
  }
}

function parseKey(spki: Uint8Array): KeyObject {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key
  } catch {}
  throw new AppError('protocol-error', { frame: 'entry', field: 'key' })
}

/** Throws `AppError` protocol-error: not signed by this key, or not a post. */
export function openPost(signed: Signed, key: KeyObject): Post {
  if (!isSigned('post', signed, key)) throw new AppError('protocol-error', { frame: 'post', field: 'sig' })
  return readPost(signed.body)
}

export const isSigned = (purpose: Purpose, { body, sig }: Signed, key: KeyObject): boolean =>
  sig.length === 64 && verify(algorithm, Buffer.concat([purposes[purpose], body]), { key, dsaEncoding }, sig)

/** Without its signature: what was checked before. Throws `AppError` protocol-error. */
export function readPost(body: Uint8Array): Post {
  const parsed = postSchema.safeParse(withOthers(decodeWhole(body)))
  if (!parsed.success) throw new AppError('protocol-error', { frame: 'post', field: String(parsed.error.issues[0]?.path.join('.') ?? '') })
  return parsed.data
}
