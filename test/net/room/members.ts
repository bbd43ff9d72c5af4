import { once } from 'node:events'
import { connect } from 'node:net'
import { systemClock } from '../../../electron/net/core/clock.ts'
import type { Call } from '../../../electron/net/protocols/room/calls.ts'
import type { Have } from '../../../electron/net/protocols/room/client.ts'
import {
  enterRoom,
  type Facts,
  type Fault,
  greet,
  type PostItem,
  type RoomClient,
  type Seen,
  type Welcome,
} from '../../../electron/net/protocols/room/index.ts'
import { createIdentity, identityOf } from '../../../electron/net/protocols/secure-peer/index.ts'
import type { Identity } from '../../../electron/net/protocols/secure-peer/types.ts'
import { uuidv7 } from '../../../shared/uuid.ts'

export const newIdentity = async (): Promise<Identity> => identityOf(await createIdentity())

export interface Guest {
  readonly client: RoomClient
  readonly welcome: () => Welcome | null
  readonly facts: () => Facts
  readonly seen: Seen[]
  readonly older: Seen[]
  readonly faults: Fault[]
  readonly denied: string[]
  readonly calls: Call[]
  closed: string | null | undefined
  readonly say: (text: string) => void
  readonly act: (...items: PostItem[]) => void
  /** Texts with their author's name, as far as it was here. */
  readonly texts: () => string[]
  readonly until: (ready: () => boolean) => Promise<void>
  readonly have: () => Have
}

export interface GuestOptions {
  readonly port: number
  readonly name: string
  readonly identity: Identity
  readonly have?: Have | null
  readonly known?: boolean
  readonly expected?: string | null
  readonly room?: string | null
  readonly ticket?: string | null
  readonly standby?: number
}

export const textItem = (text: string): PostItem => ({ k: 'text', id: uuidv7(), text, re: null })

export async function guest(options: GuestOptions): Promise<Guest> {
  const { port, name, identity, have = null, known = false, expected = null, room = null, ticket = null, standby = 0 } = options
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  await once(socket, 'connect')
  const greeted = await greet(socket, name, known, systemClock)
  if (greeted.type !== 'palabre') throw new Error('only the course’s room')
  const waiting = new Set<() => void>()
  const changed = () => {
    for (const look of waiting) look()
  }
  let welcome: Welcome | null = null
  const names = new Map<string, string>()
  const made = {
    seen: [] as Seen[],
    older: [] as Seen[],
    faults: [] as Fault[],
    denied: [] as string[],
    calls: [] as Call[],
    closed: undefined as string | null | undefined,
  }
  const client = await enterRoom(
    greeted.socket,
    { identity, clock: systemClock, name, color: 'teal', room, have, facts: null, standby, ticket, expected },
    {
      onWelcome: (how, facts) => {
        welcome = how
        for (const { key, name } of facts.members.values()) names.set(key, name)
        changed()
      },
      onEntries: (seen, faults) => {
        made.seen.push(...seen)
        for (const { entry } of seen) if (entry.b.k === 'in') names.set(entry.b.who, entry.b.name)
        made.faults.push(...faults)
        changed()
      },
      onOlder: (seen, faults) => {
        made.older.unshift(...seen)
        made.faults.push(...faults)
        changed()
      },
      onDenied: (code) => {
        made.denied.push(code)
        changed()
      },
      onUnsaid: (items) => client.post(items),
      onCall: (call) => {
        made.calls.push(call)
        changed()
      },
      onClosed: (reason) => {
        made.closed = reason
        changed()
      },
    },
  )
  const self: Guest = Object.assign(made, {
    client,
    welcome: () => welcome,
    facts: () => {
      if (!client.facts) throw new Error('not inside')
      return client.facts
    },
    say: (text: string) => client.post([textItem(text)]),
    act: (...items: PostItem[]) => client.post(items),
    texts: () => made.seen.flatMap((seen) => textsOf(seen, names)),
    until: (ready: () => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!ready()) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    have: () => {
      const last = made.seen.at(-1)
      return { epoch: last?.entry.e ?? 0, seq: last?.entry.q ?? 0, hash: last?.hash ?? null }
    },
  })
  return self
}

export async function inside(options: GuestOptions): Promise<Guest> {
  const one = await guest(options)
  await one.until(() => one.welcome() !== null && (one.seen.at(-1)?.entry.q ?? 0) >= one.facts().seq)
  return one
}

function textsOf({ entry, opened }: Seen, names: ReadonlyMap<string, string>): string[] {
  if (entry.b.k === 'plain') return entry.b.lines.map(([name, text]) => `${name}: ${text}`)
  if (!opened) return []
  return opened.post.items.flatMap((item) => (item.k === 'text' ? [`${names.get(opened.author) ?? '?'}: ${item.text}`] : []))
}
