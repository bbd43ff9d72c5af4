import type { RoomRole, RoomRules } from '../../../../shared/model/room.ts'
import { mostChains, mostLost, mostMarked, mostMembers, mostPresent } from './constants.ts'
import type { AnyItem, ChangeItem, Entry, Post } from './entries.ts'

export interface Present {
  readonly key: string
  readonly name: string
  readonly color: string
  readonly host: string
  readonly port: number
  /** Where they would listen if the room fell to them; 0: nowhere. */
  readonly standby: number
}

/** How far someone's own chain of posts has come. */
export interface Chain {
  readonly n: number
  readonly hash: Uint8Array
}

/** What a room's log adds up to. Plain data: it travels to newcomers and lies on disk. */
export interface Facts {
  readonly room: string
  name: string
  topic: string
  rules: RoomRules
  epoch: number
  seq: number
  /** Of the entry `seq`; null: none yet. */
  hash: Uint8Array | null
  at: number
  hostId: string
  /** As its epoch says; '': not known. */
  hostName: string
  /** Where it listens for all, as its epoch says; 0: not known. */
  hostPort: number
  readonly members: Map<string, Present>
  /** Were in when this epoch began, and are neither back nor known to have left. */
  readonly away: Map<string, Present>
  /** Left without a word: beyond a cut of the network the room may go on under one of them. */
  readonly lost: Map<string, Present>
  readonly roles: Map<string, RoomRole>
  readonly muted: Set<string>
  readonly banned: Set<string>
  readonly chains: Map<string, Chain>
}

export interface NewRoom {
  readonly room: string
  readonly name: string
  readonly rules: RoomRules
  readonly owner: string
}

export function newFacts({ room, name, rules, owner }: NewRoom): Facts {
  return {
    room,
    name,
    topic: '',
    rules,
    epoch: 0,
    seq: 0,
    hash: null,
    at: 0,
    hostId: owner,
    hostName: '',
    hostPort: 0,
    members: new Map(),
    away: new Map(),
    lost: new Map(),
    roles: new Map([[owner, 'owner' as const]]),
    muted: new Set(),
    banned: new Set(),
    chains: new Map(),
  }
}

export const roleOf = (facts: Facts, key: string): RoomRole => facts.roles.get(key) ?? 'member'

const rank: Readonly<Record<RoomRole, number>> = { owner: 2, moderator: 1, member: 0 }

/** Above 0: the first decides more. Pure. */
export const outranks = (facts: Facts, one: string, other: string): number => rank[roleOf(facts, one)] - rank[roleOf(facts, other)]

/**
 * A log that parts from ours: who decides, and who is kept out, stays as it was known here. What its host says of that, nobody here has seen signed. Pure.
 */
export const beyondFork = (theirs: Facts, { roles, muted, banned }: Facts): Facts => ({
  ...theirs,
  roles: new Map(roles),
  muted: new Set(muted),
  banned: new Set(banned),
})

/** Words, and what changes them: whose message it is, is for those to judge who have it (`mayChange`). */
export const words: ReadonlySet<AnyItem['k']> = new Set(['text', 'file', 'edit', 'delete', 'react', 'withdraw', 'other'])

/** Whether someone may do this. Words: unless muted. Order: moderators, and only over those below them. Roles, rules and the name: the owner. Pure. */
export function may(facts: Facts, author: string, item: AnyItem): boolean {
  const role = roleOf(facts, author)
  switch (item.k) {
    case 'text':
    case 'file':
    case 'edit':
    case 'delete':
    case 'react':
    case 'withdraw':
    case 'other':
      return !facts.muted.has(author) && !facts.banned.has(author)
    case 'topic':
      return role !== 'member'
    case 'mute':
    case 'ban':
    case 'remove':
      return role !== 'member' && rank[role] > rank[roleOf(facts, item.who)]
    case 'name':
    case 'rules':
      return role === 'owner'
    case 'role':
      return role === 'owner' && item.who !== author && item.role !== 'owner'
  }
}

/**
 * Whether `author`, with this role, may change a message of `whose` (null: a raw-socket program's). Moderators may take away what those below them said.
 * Pure.
 */
export function mayChange(
  item: ChangeItem,
  { author, role }: { readonly author: string; readonly role: RoomRole },
  whose: string | null,
  theirs: RoomRole,
): boolean {
  if (item.k === 'react' || author === whose) return true
  return item.k === 'delete' && role !== 'member' && rank[role] > rank[theirs]
}

/** The room after this entry. `post`: of a signed one, opened. Whoever calls has checked the entry. */
export function apply(
  facts: Facts,
  entry: Entry,
  hash: Uint8Array,
  opened: { readonly author: string; readonly post: Post; readonly hash: Uint8Array } | null,
): void {
  facts.seq = entry.q
  facts.hash = hash
  facts.at = entry.at
  const body = entry.b
  switch (body.k) {
    case 'epoch':
      facts.epoch = entry.e
      facts.hostId = body.host
      facts.hostName = body.name
      facts.hostPort = body.port ?? 0
      for (const [key, member] of facts.members) if (facts.away.size < mostMembers) facts.away.set(key, member)
      return void facts.members.clear()
    case 'in':
      facts.away.delete(body.who)
      facts.lost.delete(body.who)
      // A host that keeps to the protocol never has as many.
      if (!facts.members.has(body.who) && facts.members.size >= mostPresent) return
      facts.members.set(body.who, { key: body.who, name: body.name, color: body.color, host: body.host, port: body.port, standby: body.standby })
      return
    case 'out':
      if (body.why === 'lost') lose(facts, body.who)
      facts.away.delete(body.who)
      facts.members.delete(body.who)
      return
    case 'plain':
      return
    case 'post': {
      if (!opened) return
      const { author, post } = opened
      chain(facts, author, { n: post.n, hash: opened.hash })
      for (const item of post.items) if (may(facts, author, item)) act(facts, item)
    }
  }
}

function lose({ members, away, lost, banned }: Facts, who: string): void {
  const gone = members.get(who) ?? away.get(who)
  if (gone && gone.standby !== 0 && !banned.has(who)) lost.set(who, gone)
  const [oldest] = lost.keys()
  if (lost.size > mostLost && oldest !== undefined) lost.delete(oldest)
}

function chain(facts: Facts, author: string, at: Chain): void {
  facts.chains.delete(author)
  facts.chains.set(author, at)
  const [oldest] = facts.chains.keys()
  if (facts.chains.size > mostChains && oldest !== undefined) facts.chains.delete(oldest)
}

function act(facts: Facts, item: AnyItem): void {
  switch (item.k) {
    case 'name':
      facts.name = item.name
      return
    case 'topic':
      facts.topic = item.topic
      return
    case 'rules':
      facts.rules = item.rules
      return
    case 'mute':
      return void mark(facts.muted, item.who, item.on)
    case 'ban':
      if (item.on) for (const absent of [facts.away, facts.lost]) absent.delete(item.who)
      return void mark(facts.banned, item.who, item.on)
    case 'role':
      if (item.role === 'member') facts.roles.delete(item.who)
      else if (facts.roles.has(item.who) || facts.roles.size < mostMarked) facts.roles.set(item.who, item.role)
      return
    default:
  }
}

function mark(set: Set<string>, who: string, on: boolean): void {
  if (!on) set.delete(who)
  else if (set.size < mostMarked) set.add(who)
}
