import { AppError, type ErrorCode } from '../../shared/errors.ts'
import type { Channel } from '../../shared/ipc/channels.ts'
import type { CallArgs } from '../../shared/ipc/contract.ts'
import { formatId } from '../../shared/model/id-text.ts'
import { defaultSettings, type Settings } from '../../shared/model/settings.ts'
import type { Api } from '../api.ts'
import { createFakeCommands } from './fake-commands.ts'
import { FakeCore } from './fake-core.ts'
import { fakeDirectory, fakeDiscovery, fakeHosted } from './fake-network-status.ts'
import { createPeople } from './fake-people.ts'
import { fakeLandscape, fakePictureUrl } from './fake-pictures.ts'
import { addFakeRooms } from './fake-rooms.ts'
import { createRandom, fakePersonId } from './random.ts'
import { createWorld } from './world.ts'

/** lively: every state at once, and a crowd. empty: nobody yet. first-run: before the pseudonym. broken: no listener, no discovery, full disk, slow. rooms: lively, and three rooms. */
export type Scenario = 'lively' | 'empty' | 'first-run' | 'broken' | 'rooms'

export interface FakeOptions {
  readonly seed?: number
  readonly scenario?: Scenario
  readonly settings?: Partial<Settings>
  readonly now?: () => number
  /** How long a call takes, ms. */
  readonly latencyMs?: number
  readonly replies?: boolean
  readonly longest?: number
  readonly crowd?: number
}

/** An `Api` without a network, a disk or a window, and the handles that steer it. */
export interface FakeApi extends Api {
  readonly core: FakeCore
  /** The next call of this channel fails so. */
  readonly failNext: (channel: Channel, code: ErrorCode) => void
  /** Every call so far, in order. */
  readonly calls: readonly { readonly channel: Channel; readonly args: unknown }[]
  /** As a notification or a link would. */
  readonly open: (conversationId: string, messageId?: string) => void
  /** As the system does with a `palabre://` link. */
  readonly openLink: (invitation: string) => void
  readonly idOf: (title: string) => string
  readonly stop: () => void
}

export function createFakeApi(options: FakeOptions = {}): FakeApi {
  const { seed = 1, scenario = 'lively', now = Date.now, latencyMs = scenario === 'broken' ? 800 : 0, replies = false, longest = 3_000, crowd = 12 } = options
  const random = createRandom(seed + 1)
  const core = new FakeCore(createState(scenario, options, seed, now(), longest, crowd))
  if (scenario === 'rooms') addFakeRooms(core, seed, now())
  const timers = new Set<ReturnType<typeof setTimeout>>()
  const later = (ms: number, run: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      try {
        run()
      } catch {
        // The conversation was forgotten meanwhile.
      }
    }, ms)
    timers.add(timer)
  }
  const commands = createFakeCommands({
    core,
    random,
    now,
    replies,
    later,
    seed,
    broken: scenario === 'broken',
    peopled: scenario === 'lively' || scenario === 'broken',
  })
  const failures = new Map<Channel, ErrorCode>()
  const calls: { channel: Channel; args: unknown }[] = []
  const openers = new Set<Parameters<Api['onOpen']>[0]>()
  return {
    core,
    calls,
    call: async <C extends Channel>(channel: C, args: CallArgs<C>) => {
      calls.push({ channel, args })
      if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs))
      const code = failures.get(channel)
      if (code) {
        failures.delete(channel)
        throw new AppError(code)
      }
      return commands[channel](args)
    },
    pictureUrl: fakePictureUrl,
    fileUrl: (_, id) => fakePictureUrl(fakeLandscape(Number.parseInt(id.slice(-6), 16))),
    filesDropped: async (files) => files.map((file) => file.name),
    onEvents: (listener) => core.onEvents(listener),
    onOpen: (listener) => {
      openers.add(listener)
      return () => openers.delete(listener)
    },
    failNext: (channel, code) => failures.set(channel, code),
    open: (conversationId, messageId) => {
      for (const open of openers) open({ conversationId, messageId: messageId ?? null })
    },
    openLink: (invitation) => {
      for (const open of openers) open({ invitation })
    },
    idOf: (title) => {
      const talk = core.state.talks.find((t) => t.conversation.title.startsWith(title))
      if (!talk) throw new Error(`nobody is called ${title}`)
      return talk.conversation.id
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

const directories = [
  { host: 'annuaire.campus.example', port: 3100, id: null },
  { host: '10.0.0.5', port: 3100, id: null },
] as const

function createState(scenario: Scenario, { settings }: FakeOptions, seed: number, now: number, longest: number, crowd: number): FakeCore['state'] {
  const first = scenario === 'first-run'
  const peopled = scenario === 'lively' || scenario === 'rooms' || scenario === 'broken'
  const mine: Settings = {
    ...defaultSettings,
    name: first ? '' : 'Alice',
    color: 'olive',
    onboarded: !first,
    directories: peopled ? directories : [],
    ...settings,
  }
  const id = fakePersonId(createRandom(seed + 2))
  const broken = scenario === 'broken'
  const talks = peopled ? createWorld({ seed, now, longest, crowd }) : []
  return {
    settings: mine,
    card: {
      id,
      name: mine.name,
      color: mine.color,
      picture: first ? null : fakeLandscape(seed + 3),
      idText: formatId(id),
      invitation: `palabre://192.168.1.12:3000/?id=${id}&name=${mine.name}`,
      addresses: [
        { host: '192.168.1.12', port: 3000, interface: 'wlan0' },
        { host: 'fd12:3456:789a::12', port: 3000, interface: 'wlan0' },
      ],
    },
    listener: broken
      ? { state: 'failed', error: { code: 'EADDRINUSE', details: { port: 3000 } } }
      : { state: 'listening', host: '::', port: 3000, wantedPort: 3000 },
    storage: {
      protection: 'keychain',
      error: broken ? { code: 'disk-full', details: {} } : null,
      waiting: broken ? 3 : 0,
      rescued: null,
    },
    nearby: scenario === 'lively' || scenario === 'rooms' ? createPeople(talks, seed, now).nearby : [],
    network: {
      discovery: fakeDiscovery(mine, broken),
      directories: mine.directories.map((directory) => fakeDirectory(directory, mine, now)),
      hosted: fakeHosted(mine, broken),
      scan: null,
      rooms: [],
    },
    rooms: [],
    talks,
  }
}
