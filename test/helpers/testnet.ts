import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { type Messenger, type OpenOptions, openMessenger } from '../../electron/net/messenger/index.ts'
import { fileVault } from '../../electron/store/index.ts'
import type { NetEvent, NumberedEvent } from '../../shared/events.ts'
import type { Conversation, ConversationId } from '../../shared/model/conversation.ts'
import type { Message } from '../../shared/model/message.ts'
import type { Settings } from '../../shared/model/settings.ts'
import { uuidv7 } from '../../shared/uuid.ts'

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
  readonly conversations: () => Promise<readonly Conversation[]>
  readonly send: (conversationId: ConversationId, text: string) => Promise<Message>
  readonly stop: () => Promise<void>
  /** Stops and opens the same profile again. */
  readonly restart: (overrides?: Partial<Settings>) => Promise<void>
}

export interface Testnet {
  readonly root: string
  readonly node: (name: string, overrides?: Partial<Settings>, more?: Partial<OpenOptions>) => Promise<Node>
  /** Runs before it closes; what came last first. */
  readonly atEnd: (end: () => unknown) => void
  readonly close: () => Promise<void>
}

/** One for each test of the file. */
export function eachTestnet(): Testnet {
  let net: Testnet
  beforeEach(async () => {
    net = await createTestnet()
  })
  afterEach(() => net.close())
  return {
    get root() {
      return net.root
    },
    node: (...args) => net.node(...args),
    atEnd: (end) => net.atEnd(end),
    close: () => net.close(),
  }
}

/** Real messengers, real sockets on 127.0.0.1:0, real files in temporary folders. */
export async function createTestnet(): Promise<Testnet> {
  const root = await mkdtemp(join(tmpdir(), 'palabre-test-'))
  const nodes: Node[] = []
  const ends: (() => unknown)[] = []
  return {
    root,
    node: async (name, overrides = {}, more = {}) => {
      const node = await createNode(join(root, name), name, overrides, more)
      nodes.push(node)
      return node
    },
    atEnd: (end) => void ends.push(end),
    close: async () => {
      for (const end of ends.splice(0).reverse()) await end()
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
    conversations: async () => (await node.messenger.commands['app.snapshot']({})).conversations,
    send: async (conversationId, text) => node.messenger.commands['message.send']({ conversationId, id: uuidv7(), text, replyTo: null }),
    stop: () => node.messenger.stop(),
    restart: async (more = {}) => {
      await node.messenger.stop()
      events.length = 0
      node.messenger = await open(more)
    },
  }
  return node
}
