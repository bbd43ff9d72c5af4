import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Messenger, type OpenOptions, openMessenger } from '../../electron/net/messenger/index.ts'
import { fileVault } from '../../electron/store/index.ts'
import type { NetEvent, NumberedEvent } from '../../shared/events.ts'
import type { Settings } from '../../shared/model/settings.ts'

/** One messenger on loopback, with everything it ever said. */
export interface Node {
  readonly name: string
  readonly folder: string
  messenger: Messenger
  readonly events: NumberedEvent[]
  readonly port: () => number
  /** Resolves with the first event, past or future, that matches. */
  readonly seen: <T extends NetEvent>(match: (event: NetEvent) => event is T) => Promise<T>
  readonly until: (match: (event: NetEvent) => boolean) => Promise<NetEvent>
  /** Only events after this call. */
  readonly next: (match: (event: NetEvent) => boolean) => Promise<NetEvent>
  readonly stop: () => Promise<void>
  /** Stops and opens the same profile again. */
  readonly restart: (overrides?: Partial<Settings>) => Promise<void>
}

export interface Testnet {
  readonly root: string
  readonly node: (name: string, overrides?: Partial<Settings>, more?: Partial<OpenOptions>) => Promise<Node>
  readonly close: () => Promise<void>
}

/** Real messengers, real sockets on 127.0.0.1:0, real files in temporary folders. */
export async function createTestnet(): Promise<Testnet> {
  const root = await mkdtemp(join(tmpdir(), 'palabre-test-'))
  const nodes: Node[] = []
  return {
    root,
    node: async (name, overrides = {}, more = {}) => {
      const node = await createNode(join(root, name), name, overrides, more)
      nodes.push(node)
      return node
    },
    close: async () => {
      await Promise.all(nodes.map((n) => n.stop()))
      await rm(root, { recursive: true, force: true })
    },
  }
}

async function createNode(folder: string, name: string, overrides: Partial<Settings>, options: Partial<OpenOptions>): Promise<Node> {
  const events: NumberedEvent[] = []
  const watchers = new Set<(event: NetEvent) => void>()
  const open = async (more: Partial<Settings>) => {
    const messenger = await openMessenger({ folder, vault: fileVault(), overrides: { name, host: '127.0.0.1', port: 0, ...overrides, ...more }, ...options })
    messenger.events.subscribe((numbered) => {
      events.push(numbered)
      for (const watch of watchers) watch(numbered.event)
    })
    await messenger.start()
    return messenger
  }
  const next = (match: (event: NetEvent) => boolean) =>
    new Promise<NetEvent>((resolve) => {
      const watch = (event: NetEvent) => {
        if (!match(event)) return
        watchers.delete(watch)
        resolve(event)
      }
      watchers.add(watch)
    })
  const until = (match: (event: NetEvent) => boolean) => {
    const past = events.find(({ event }) => match(event))
    return past ? Promise.resolve(past.event) : next(match)
  }
  const node: Node = {
    name,
    folder,
    messenger: await open({}),
    events,
    port: () => {
      const listening = events.findLast(({ event }) => event.type === 'listener' && event.listener.state === 'listening')?.event
      if (listening?.type !== 'listener' || listening.listener.state !== 'listening') throw new Error(`${name} does not listen`)
      return listening.listener.port
    },
    seen: (match) => until(match) as never,
    until,
    next,
    stop: () => node.messenger.stop(),
    restart: async (more = {}) => {
      await node.messenger.stop()
      events.length = 0
      node.messenger = await open(more)
    },
  }
  return node
}
