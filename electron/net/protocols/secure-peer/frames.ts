import { z } from 'zod'
import { AppError } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import { transferChanges } from '../../../../shared/model/file.ts'
import { type Profile, pictureIdPattern } from '../../../../shared/model/person.ts'
import { uuidPattern } from '../../../../shared/uuid.ts'
import { decodeFrame, encodeFrame } from './codec.ts'
import { maxCount, maxSeq, maxWall, protocolVersion } from './constants.ts'
import { quickText } from './quick-text.ts'
import type { Entry, EntryBody, ReceivedEntry, UnreadableBody } from './types.ts'

const seq = z.int().min(1).max(maxSeq)
const upTo = z.int().min(0).max(maxSeq)
const messageId = z.string().regex(uuidPattern)
const epoch = z.string().min(1).max(64)
const nonce = z.int().min(0).max(0xffff_ffff)
const text = z.string().min(1).max(limits.messageText)
const pictureId = z.string().regex(pictureIdPattern)
/** Bounded here, made safe for display by who shows it. */
const profile = z.object({ name: z.string().max(256), color: z.string().max(32), picture: pictureId.nullable().optional() })
const hash = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 32)

const bodySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text, replyTo: messageId.nullable() }),
  z.object({ kind: z.literal('edit'), text }),
  z.object({ kind: z.literal('delete') }),
  z.object({ kind: z.literal('reaction'), emoji: z.string().min(1).max(32), on: z.boolean() }),
  z.object({
    kind: z.literal('file'),
    name: z.string().min(1).max(4_096),
    size: z.int().min(0).max(limits.fileBytes),
    mime: z.string().max(128),
    files: z.int().min(1).max(limits.folderFiles).nullable(),
    manifest: hash.nullable(),
  }),
  z.object({ kind: z.literal('transfer'), change: z.enum(transferChanges), code: z.string().max(64).nullable() }),
])

/** Fields that a version does not know are dropped, not refused. */
const schemas = {
  hello: z.object({
    type: z.literal('hello'),
    version: z.literal(protocolVersion),
    profile,
    epoch,
    haveEpoch: epoch.nullable(),
    haveSeq: upTo,
    /** These two are absent from the first versions. */
    haveHash: hash.nullish(),
    now: z.int().min(0).max(maxWall).nullish(),
    port: z.int().min(0).max(65_535),
    dial: z.object({ run: z.string().min(1).max(64), at: z.number().nonnegative() }).nullable(),
  }),
  entry: z.object({
    type: z.literal('entry'),
    seq,
    prev: hash.nullable(),
    wall: z.int().min(0).max(maxWall),
    count: z.int().min(0).max(maxCount),
    messageId,
    /** See `bodyOf`. */
    body: z.unknown(),
  }),
  ack: z.object({ type: z.literal('ack'), seq }),
  resend: z.object({ type: z.literal('resend'), from: seq }),
  gone: z.object({ type: z.literal('gone'), upTo: seq }),
  read: z.object({ type: z.literal('read'), messageId }),
  typing: z.object({ type: z.literal('typing'), typing: z.boolean() }),
  profile: z.object({ type: z.literal('profile'), profile }),
  wanted: z.object({ type: z.literal('wanted'), picture: pictureId }),
  picture: z.object({ type: z.literal('picture'), id: pictureId, bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array).nullable() }),
  ping: z.object({ type: z.literal('ping'), nonce }),
  pong: z.object({ type: z.literal('pong'), nonce }),
  check: z.object({ type: z.literal('check'), nonce, what: z.string().max(16), port: z.int().min(0).max(65_535), token: nonce }),
  checked: z.object({
    type: z.literal('checked'),
    nonce,
    host: z.string().max(64),
    port: z.int().min(0).max(65_535),
    result: z.string().regex(/^[A-Za-z_-]{1,32}$/),
    banner: z.boolean(),
    ms: z.number().min(0).max(60_000),
    sent: z.int().min(0).max(1_000),
    opened: z.int().min(0).max(65_535),
  }),
  bye: z.object({ type: z.literal('bye'), reason: z.string().max(32).nullable() }),
  error: z.object({ type: z.literal('error'), code: z.string().max(64), version: z.int().nullable() }),
} as const

type FrameType = keyof typeof schemas

export type Frame = { [T in FrameType]: z.infer<(typeof schemas)[T]> }[FrameType]
export type FrameOf<T extends FrameType> = Extract<Frame, { type: T }>
/** What is read: an entry comes with its bytes and its body checked; `ignored` is of a type from a later version. */
export type Incoming = Exclude<Frame, { type: 'entry' }> | { readonly type: 'entry'; readonly received: ReceivedEntry } | { readonly type: 'ignored' }

/** Bytes of one frame to what it says. Throws `AppError` protocol-error or protocol-version. */
export function readFrame(bytes: Uint8Array): Incoming {
  const value = decodeFrame(bytes)
  const entry = typeof value === 'object' && value !== null ? quickText(value) : null
  return entry ? { type: 'entry', received: { entry, frame: bytes } } : judge(value, bytes)
}

/** By the schemas alone. */
export function judge(value: unknown, bytes: Uint8Array): Incoming {
  const type = typeOf(value)
  if (!Object.hasOwn(schemas, type)) return { type: 'ignored' }
  if (type === 'hello') checkVersion(value)
  const parsed = schemas[type as FrameType].safeParse(value)
  if (!parsed.success) throw malformed(type, parsed.error.issues[0]?.path ?? [])
  return parsed.data.type === 'entry' ? { type: 'entry', received: { entry: entryOf(parsed.data), frame: bytes } } : parsed.data
}

/** A profile without a picture field comes from a Palabre that knows none. */
export function profileOf({ name, color, picture = null }: FrameOf<'profile'>['profile']): Profile {
  return { name, color, picture }
}

/** A frame ready to write. */
export function writeFrame(frame: Exclude<Frame, { type: 'entry' }>): Uint8Array {
  return encodeFrame(frame)
}

/** An entry of my log as one frame ready to write (length prefix included): kept as it is, resent as it is, hashed as it is. */
export function encodeEntry({ seq, prev, wall, count, messageId, body }: Entry): Uint8Array {
  return encodeFrame({ type: 'entry', seq, prev, wall, count, messageId, body })
}

/** An entry from its frame, e.g. one of mine from disk. Throws `AppError` protocol-error. */
export function decodeEntry(frame: Uint8Array): ReceivedEntry['entry'] {
  const read = readFrame(frame)
  if (read.type !== 'entry') throw new AppError('protocol-error', { problem: 'not an entry' })
  return read.received.entry
}

function entryOf({ seq, prev, wall, count, messageId, body }: FrameOf<'entry'>): ReceivedEntry['entry'] {
  return { seq, prev, wall, count, messageId, body: bodyOf(body) }
}

/** A body that can't be read does not make the entry unreadable: it has its place in the log. */
function bodyOf(body: unknown): EntryBody | UnreadableBody {
  const known = bodySchema.safeParse(body)
  if (known.success) return known.data
  const kind = typeof body === 'object' && body !== null && 'kind' in body ? body.kind : null
  if (typeof kind !== 'string') throw malformed('entry', ['body'])
  return { kind: 'unreadable', name: kind.slice(0, 32) }
}

function typeOf(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string') return value.type
  throw new AppError('protocol-error', { problem: 'no type' })
}

function checkVersion(value: unknown): void {
  const { version } = value as { version?: unknown }
  if (version !== protocolVersion) throw new AppError('protocol-version', { ours: protocolVersion, theirs: typeof version === 'number' ? version : null })
}

function malformed(type: string, path: readonly PropertyKey[]): AppError {
  return new AppError('protocol-error', { frame: type, field: path.join('.').slice(0, 64) })
}
