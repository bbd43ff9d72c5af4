import { AppError } from '../../shared/errors.ts'
import type { Channel } from '../../shared/ipc/channels.ts'
import type { CallAnswer, CallArgs } from '../../shared/ipc/contract.ts'
import { formatAddress } from '../../shared/model/address.ts'
import { isAttempt } from '../../shared/model/conversation.ts'
import type { Message } from '../../shared/model/message.ts'
import type { FakeCore } from './fake-core.ts'
import { fakeDay } from './fake-day.ts'
import { createFakeDiagnostics } from './fake-diagnostics.ts'
import { createFakeFiles } from './fake-files.ts'
import { fakeMessage } from './fake-message.ts'
import { fakeRoute } from './fake-network.ts'
import { fakePage, fakeSearch } from './fake-pages.ts'
import { createFakePeople } from './fake-people-commands.ts'
import { createFakeRooms } from './fake-rooms.ts'
import type { Random } from './random.ts'
import { sentences } from './sentences.ts'
import { fakeConversation } from './world.ts'

export type FakeCommands = { readonly [C in Channel]: (args: CallArgs<C>) => CallAnswer<C> }

export interface FakeCommandDeps {
  readonly core: FakeCore
  readonly random: Random
  readonly now: () => number
  /** People answer what is written to them. */
  readonly replies: boolean
  readonly later: (ms: number, run: () => void) => void
  readonly seed: number
  /** No socket for discovery, no port for a directory. */
  readonly broken: boolean
  /** There is a past: conversations, runs. */
  readonly peopled: boolean
}

export function createFakeCommands(deps: FakeCommandDeps): FakeCommands {
  const { core, random, now, replies, later } = deps
  const connect = (id: string) => {
    const { address, openedBy, kind } = core.talk(id).conversation
    if (!address || (kind === 'plain' && openedBy === 'them')) throw new AppError('not-connected')
    const { attempts, outcome } = fakeRoute(address)
    core.link(id, { state: 'connecting', error: null, nextTryAt: null, attempts: attempts.slice(0, 1).map((a) => ({ ...a, ms: null, result: 'pending' })) })
    let wait = 0
    attempts.forEach((_, i) => {
      wait += Math.min(1_500, Math.max(500, attempts[i]?.ms ?? 0))
      later(wait, () =>
        core.link(id, { attempts: [...attempts.slice(0, i + 1), ...attempts.slice(i + 1, i + 2).map((a) => ({ ...a, ms: null, result: 'pending' }))] }),
      )
    })
    later(wait + 200, () => arrive(id, outcome))
  }

  const arrive = (id: string, outcome: string) => {
    if (outcome !== 'plain' && outcome !== 'secure') {
      const { address, kind } = core.talk(id).conversation
      const error = { code: outcome as 'ECONNREFUSED', details: { ...address } }
      // Only people are tried again by themselves.
      return core.link(id, kind === 'plain' ? { state: 'offline', error } : { state: 'waiting', nextTryAt: now() + 15_000, error })
    }
    const encrypted = outcome === 'secure' || core.talk(id).conversation.personId !== null
    core.conversation(id, { lastSeenAt: now(), ...(encrypted ? { kind: 'secure' as const } : {}) })
    core.link(id, { state: 'open', encrypted, rttMs: 1 + random.int(30) / 10, remote: core.talk(id).conversation.address })
    core.put(
      fakeMessage(random, {
        conversationId: id,
        from: 'system',
        sentAt: now(),
        order: core.nextOrder(now()),
        notice: { code: 'joined', details: { ...core.talk(id).link.remote } as { host: string; port: number } },
      }),
    )
  }

  const change = (id: string, messageId: string, patch: Partial<Message>): Message => core.put({ ...core.message(id, messageId), ...patch })

  const onTheWay = (message: Message) => {
    const { conversationId, id } = message
    const { conversation, link } = core.talk(conversationId)
    if (link.state !== 'open' && link.state !== 'unstable') return
    const step = (ms: number, state: Message['state']) => later(ms, () => change(conversationId, id, { state }))
    step(60, 'sent')
    if (conversation.kind === 'plain') return
    step(180, 'delivered')
    step(900, 'read')
    if (!replies) return
    later(1_200, () => core.typing(conversationId, now()))
    later(3_000, () =>
      core.put(fakeMessage(random, { conversationId, from: 'them', sentAt: now(), order: core.nextOrder(now()), text: random.pick(sentences) })),
    )
  }

  const people = createFakePeople(deps, connect)

  return {
    'app.snapshot': () => core.snapshot(),
    'app.about': () => ({ version: '0.1.0', electron: null, chromium: null, node: 'none', platform: 'browser', dataFolder: '(memory)' }),
    'app.licences': () => [{ name: 'react', version: '19.3.1', licence: 'MIT', text: 'MIT License' }],
    'settings.update': (patch) => {
      const before = core.state.settings
      const settings = core.settings(Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)))
      people.follow(before, settings)
      return settings
    },
    'profile.setPicture': ({ bytes }) => core.myPicture(bytes),
    'conversation.join': ({ host, port }) => {
      if (host === 'localhost' && port === core.state.settings.port) throw new AppError('own-address', { host, port })
      const known = core.state.talks.find((t) => t.conversation.address?.host === host && t.conversation.address.port === port)
      const { conversation } =
        known ??
        core.add(
          fakeConversation(random, now(), {
            title: formatAddress({ host, port }),
            kind: 'plain',
            personId: null,
            address: { host, port },
            trust: 'new',
            createdAt: now(),
            updatedAt: now(),
            lastSeenAt: null,
          }),
        )
      if (core.talk(conversation.id).link.state !== 'open') connect(conversation.id)
      return core.talk(conversation.id).conversation
    },
    'conversation.find': ({ name }) => {
      const found = core.state.talks.filter((t) => t.conversation.title.toLowerCase().startsWith(name.toLowerCase()))
      const exact = found.filter((t) => t.conversation.title.toLowerCase() === name.toLowerCase())
      const [first, second] = exact.length > 0 ? exact : found
      if (!first) throw new AppError('unknown-name', { name })
      if (second) throw new AppError('ambiguous-name', { name, count: found.length })
      return first.conversation
    },
    ...people.commands,
    ...createFakeFiles(deps),
    'conversation.leave': ({ id }) => {
      core.link(id, { state: 'offline', nextTryAt: null, error: null })
      if (isAttempt(core.talk(id).conversation)) core.remove(id)
      return null
    },
    'conversation.reconnect': ({ id }) => {
      connect(id)
      return null
    },
    'conversation.update': ({ id, ...patch }) => core.conversation(id, Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))),
    'conversation.accept': ({ id }) => core.conversation(id, { request: false, trust: 'accepted' }),
    'conversation.block': ({ id, blocked }) => {
      core.link(id, { state: 'offline', rttMs: null })
      return core.conversation(id, { blocked })
    },
    'conversation.forget': ({ id }) => {
      core.remove(id)
      return null
    },
    'conversation.clear': ({ id, undo }) => core.conversation(id, { clearedBefore: undo ? null : (core.talk(id).messages().at(-1)?.order ?? null) }),
    'conversation.read': ({ id, upTo }) => {
      const { conversation, messages } = core.talk(id)
      const unread =
        conversation.unread === 0
          ? 0
          : messages()
              .slice(-2_000)
              .filter((m) => m.from === 'them' && m.order > upTo).length
      core.conversation(id, { readUpTo: upTo, unread })
      return null
    },
    'conversation.typing': () => null,
    'conversation.ping': ({ id }) => {
      const { link } = core.talk(id)
      if (link.state !== 'open') throw new AppError('not-connected')
      const rttMs = 1 + random.int(90) / 10
      core.link(id, { rttMs })
      return { rttMs }
    },
    'conversation.verify': ({ id, verified }) => core.conversation(id, { trust: verified ? 'verified' : 'accepted' }),
    'conversation.decideKey': ({ id, decision }) => {
      const { offeredId } = core.talk(id).link
      core.link(id, decision === 'accept' ? { state: 'open', error: null, offeredId: null, rttMs: 4 } : { state: 'offline', error: null, offeredId: null })
      return core.conversation(id, decision === 'accept' ? { trust: 'accepted', personId: offeredId } : {})
    },
    'conversation.safetyNumber': ({ id }) => {
      if (core.talk(id).conversation.personId === null) throw new AppError('not-connected')
      const digits = Array.from({ length: 12 }, (_, i) => String((id.charCodeAt(i) * 7_919 + i * 104_729) % 100_000).padStart(5, '0')).join(' ')
      return { digits, qr: `palabre-safety:1:${digits.replaceAll(' ', '')}` }
    },
    ...createFakeDiagnostics(deps),
    ...createFakeRooms(deps),
    'conversation.passive': ({ id }) => ({ conversationId: id, buckets: fakeDay(core.talk(id).link.rttMs, random, now()) }),
    'message.send': ({ conversationId, id, text, replyTo }) => {
      if (core.talk(conversationId).conversation.blocked) throw new AppError('blocked')
      const message = core.put(
        fakeMessage(random, { id, conversationId, from: 'me', sentAt: now(), order: core.nextOrder(now()), text, replyTo, state: 'queued' }),
      )
      if (core.talk(conversationId).conversation.request) core.conversation(conversationId, { request: false, trust: 'accepted' })
      onTheWay(message)
      return message
    },
    'message.retry': ({ conversationId, id }) => {
      const message = change(conversationId, id, { state: 'queued', failure: null })
      onTheWay(message)
      return message
    },
    'message.edit': ({ conversationId, id, text }) => change(conversationId, id, { text, editedAt: now() }),
    'message.delete': ({ conversationId, id }) => change(conversationId, id, { text: '', deleted: true, reactions: [] }),
    'message.react': ({ conversationId, id, emoji, on }) => {
      const others = core.message(conversationId, id).reactions.filter((r) => r.from !== 'me' || r.emoji !== emoji)
      return change(conversationId, id, { reactions: on ? [...others, { emoji, from: 'me' }] : others })
    },
    'message.page': (args) => fakePage(core, args),
    'message.search': (args) => fakeSearch(core, args),
    'window.export': ({ id, format }) => ({ file: `${core.talk(id).conversation.title}.${format === 'text' ? 'txt' : 'jsonl'}` }),
    'window.openLink': ({ url }) => {
      globalThis.open?.(url, '_blank', 'noopener')
      return null
    },
    'window.copy': ({ text }) => {
      void globalThis.navigator?.clipboard?.writeText(text).catch(() => undefined)
      return null
    },
    'window.setBadge': () => null,
  }
}
