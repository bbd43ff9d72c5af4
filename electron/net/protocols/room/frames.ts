import { z } from 'zod'
import { AppError } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import { roomRoles } from '../../../../shared/model/room.ts'
import { decodeFrame, encodeFrame } from '../secure-peer/codec.ts'
import { mostChains, mostLost, mostMarked, mostMembers, mostPresent, pageEntries, postBytes, roomVersion } from './constants.ts'
import { rulesSchema } from './entries.ts'
import type { Facts } from './facts.ts'

const seq = z.int().min(0)
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)
const digest = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 32)
const who = z.string().min(1).max(80)
const host = z.string().max(64)
const port = z.int().min(0).max(65_535)
const name = z.string().max(64)

const present = z.object({ key: who, name, color: z.string().max(32), host, port, standby: port })

const factsSchema = z.object({
  room: z.string().min(1).max(64),
  name: z.string().max(200),
  topic: z.string().max(200),
  rules: rulesSchema,
  epoch: seq,
  seq,
  hash: digest.nullable(),
  at: seq,
  hostId: z.string().max(64),
  hostName: name.default(''),
  hostPort: port.default(0),
  members: z.array(present).max(mostPresent),
  away: z.array(present).max(mostMembers).default([]),
  lost: z.array(present).max(mostLost).default([]),
  roles: z.array(z.tuple([who, z.enum(roomRoles)])).max(mostMarked),
  muted: z.array(who).max(mostMarked),
  banned: z.array(who).max(mostMarked),
  chains: z.array(z.tuple([who, seq, digest])).max(mostChains),
})
export type FactsData = z.infer<typeof factsSchema>

/** Fields that a version does not know are dropped, frames of an unknown type are `ignored`. */
const schemas = {
  enter: z.object({
    type: z.literal('enter'),
    version: z.literal(roomVersion),
    /** null: whatever room is here. */
    room: z.string().max(64).nullable(),
    name,
    color: z.string().max(32),
    standby: port,
    have: z.object({ epoch: seq, seq, hash: digest.nullable() }).nullable(),
    ticket: z.string().max(128).nullable(),
  }),
  welcome: z.object({
    type: z.literal('welcome'),
    facts: factsSchema,
    /** The number after which entries follow; what the member has beyond it is not this room's. */
    from: seq,
    /** Its log is another than mine. */
    fork: z.boolean(),
    older: z.boolean(),
    slow: z.boolean(),
  }),
  log: z.object({ type: z.literal('log'), entries: z.array(bytes).min(1).max(10_000) }),
  post: z.object({ type: z.literal('post'), body: bytes.refine(({ length }) => length <= postBytes), sig: bytes }),
  /** `post` did not follow on the author's chain: this is where it is. */
  behind: z.object({ type: z.literal('behind'), n: seq, hash: digest.nullable() }),
  denied: z.object({ type: z.literal('denied'), code: z.string().max(32), n: seq }),
  page: z.object({ type: z.literal('page'), before: seq, limit: z.int().min(1).max(pageEntries) }),
  older: z.object({ type: z.literal('older'), entries: z.array(bytes).max(pageEntries), more: z.boolean() }),
  again: z.object({ type: z.literal('again'), after: seq }),
  standing: z.object({ type: z.literal('standing'), room: z.string().max(64), epoch: seq, seq, hosting: z.boolean() }),
  ask: z.object({ type: z.literal('ask'), version: z.literal(roomVersion), room: z.string().max(64) }),
  ping: z.object({ type: z.literal('ping') }),
  pong: z.object({ type: z.literal('pong') }),
  /** From one member to another, see `calls.ts`: the host passes it on as it is. */
  call: z.object({ type: z.literal('call'), to: who, key: bytes, body: bytes, sig: bytes }),
  bye: z.object({ type: z.literal('bye'), reason: z.string().max(32) }),
} as const

type FrameType = keyof typeof schemas
export type RoomFrame = { [T in FrameType]: z.infer<(typeof schemas)[T]> }[FrameType]
export type RoomFrameOf<T extends FrameType> = Extract<RoomFrame, { type: T }>

export const writeFrame = (frame: RoomFrame): Uint8Array => encodeFrame(frame)

/** Throws `AppError` protocol-error. */
export function readFrame(frame: Uint8Array): RoomFrame | { readonly type: 'ignored' } {
  const value = decodeFrame(frame)
  const type = typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' ? value.type : ''
  if (type === '') throw new AppError('protocol-error', { frame: 'room' })
  if (!Object.hasOwn(schemas, type)) return { type: 'ignored' }
  const parsed = schemas[type as FrameType].safeParse(value)
  if (!parsed.success) throw new AppError('protocol-error', { frame: type, field: String(parsed.error.issues[0]?.path[0] ?? '') })
  return parsed.data
}

/** Of one name, key or place among the facts, at most about so many bytes; and left for what is around them in a frame. */
const partBytes = 800
const aroundBytes = 4_096

/** What fits a frame: in a room as full as it gets, whoever was there or spoke longest ago is left out, as if they had been forgotten. */
export function factsData(facts: Facts): FactsData {
  let data = wholeData(facts)
  const parts = (['chains', 'away', 'lost', 'members', 'roles', 'muted', 'banned'] as const).reduce((sum, list) => sum + data[list].length, 0)
  if (parts * partBytes <= limits.frameBytes - aroundBytes) return data
  for (const list of ['chains', 'away', 'lost', 'members'] as const) {
    while (data[list].length > 0 && !fits(data)) data = { ...data, [list]: data[list].slice(Math.ceil(data[list].length / 2)) }
  }
  return data
}

function fits(data: FactsData): boolean {
  try {
    return encodeFrame(data).length <= limits.frameBytes - aroundBytes
  } catch {
    return false
  }
}

function wholeData(facts: Facts): FactsData {
  return {
    ...facts,
    members: [...facts.members.values()],
    away: [...facts.away.values()],
    lost: [...facts.lost.values()],
    roles: [...facts.roles],
    muted: [...facts.muted],
    banned: [...facts.banned],
    chains: [...facts.chains].map(([who, { n, hash }]): [string, number, Uint8Array] => [who, n, hash]),
  }
}

export function factsOf(data: FactsData): Facts {
  return {
    ...data,
    members: new Map(data.members.map((member) => [member.key, member])),
    away: new Map(data.away.map((member) => [member.key, member])),
    lost: new Map(data.lost.map((member) => [member.key, member])),
    roles: new Map(data.roles),
    muted: new Set(data.muted),
    banned: new Set(data.banned),
    chains: new Map(data.chains.map(([who, n, hash]) => [who, { n, hash }])),
  }
}

/** Facts for the disk. */
export const packFacts = (facts: Facts): Uint8Array => encodeFrame(factsData(facts))
/** Throws `AppError` protocol-error. */
export function unpackFacts(bytes: Uint8Array): Facts {
  const parsed = factsSchema.safeParse(decodeFrame(bytes))
  if (!parsed.success) throw new AppError('protocol-error', { frame: 'facts' })
  return factsOf(parsed.data)
}
