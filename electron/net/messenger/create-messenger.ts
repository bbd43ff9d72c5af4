import { AppError, toErrorData } from '../../../shared/errors.ts'
import type { Snapshot } from '../../../shared/events.ts'
import { formatInvitation } from '../../../shared/invitation.ts'
import { limits } from '../../../shared/limits.ts'
import { formatAddress } from '../../../shared/model/address.ts'
import type { ConversationId } from '../../../shared/model/conversation.ts'
import type { Card } from '../../../shared/model/person.ts'
import type { Settings } from '../../../shared/model/settings.ts'
import type { ListenerStatus } from '../../../shared/model/status.ts'
import type { Store } from '../../store/types.ts'
import { lanAddresses } from '../core/addresses.ts'
import { pictureOf } from '../core/picture.ts'
import type { Clock, Dial, Logger } from '../core/types.ts'
import { Favours } from '../diagnostics/doctor/index.ts'
import { banner, listen } from '../protocols/listener/index.ts'
import type { Listener } from '../protocols/listener/types.ts'
import { formatId } from '../protocols/secure-peer/index.ts'
import type { Identity } from '../protocols/secure-peer/types.ts'
import { createCommands } from './commands.ts'
import { Conversations } from './conversations.ts'
import { type Core, emit, Stamps, wallOf } from './core.ts'
import { examine } from './doctor.ts'
import { EventStream } from './event-stream.ts'
import { expireOutbox } from './expiry.ts'
import { Files } from './files/index.ts'
import { Links } from './links.ts'
import { Passive } from './passive.ts'
import { createPeople, type MakeDiscovery } from './people/index.ts'
import { Rooms } from './rooms/index.ts'
import { runHistoryOf } from './run-history.ts'
import type { SettingsService } from './settings-service.ts'
import { Switchboard } from './switchboard.ts'
import { transcriptOf } from './transcript.ts'
import type { Messenger } from './types.ts'

export interface MessengerDeps {
  readonly store: Store
  readonly settings: SettingsService
  readonly identity: Identity
  readonly clock: Clock
  readonly logger: Logger
  readonly dial: Dial
  /** The profile's. */
  readonly folder: string
  /** Where what is received goes unless the settings say otherwise. */
  readonly downloads: string
  /** Who is near: of the system unless a test brings its own. */
  readonly makeDiscovery?: MakeDiscovery
}

const hourMs = 3_600_000

/** Builds the messenger from its parts; nothing opens before `start`. */
export function createMessenger(deps: MessengerDeps): Messenger {
  const { store, settings, identity, clock, logger, dial } = deps
  const events = new EventStream()
  const links = new Links(events)
  let listener: Listener | null = null
  let status: ListenerStatus = { state: 'starting' }
  let open = true
  let cancelHourly = () => {}

  const stamps = new Stamps(clock, identity.id, lastWall(store, clock))
  const favours = new Favours(clock)
  const passive = new Passive({ store, clock, onChange: (conversationId, bucket) => events.emit({ type: 'passive', conversationId, bucket }) })
  const core: Core = {
    store,
    identity,
    clock,
    logger,
    dial,
    events,
    links,
    favours,
    passive,
    stamps,
    settings: () => settings.get(),
    port: () => listener?.address.port ?? 0,
    isNamed: () => settings.get().name !== '',
    isOpen: () => open,
    whereabouts: (id) => people.whereabouts(id),
  }
  const conversations = new Conversations(core)
  const rooms = new Rooms(core, conversations)
  const switchboard = new Switchboard(core, conversations, (socket, address, from, waiting) => rooms.adopt(socket, address, from, waiting))
  const files = new Files({ core, conversations, switchboard, rooms, downloads: () => settings.get().downloads ?? deps.downloads })
  switchboard.onStream = (stream) => files.inbound(stream)
  rooms.onStream = (id, stream) => files.inboundRoom(id, stream)
  rooms.onCall = (id, call) => files.called(id, call)
  const { folder, makeDiscovery } = deps
  const addresses = () => card().addresses.map(({ host, port }) => ({ host, port }))
  const people = createPeople({ core, conversations, switchboard, rooms, folder, addresses, updateSettings, ...(makeDiscovery ? { makeDiscovery } : {}) })
  const followPeople = () => void people.follow().catch((thrown) => logger.error('finding people failed', { error: String(thrown) }))
  const stopWatching = store.onStatus((storage) => emit(core, { type: 'storage', storage }))

  events.subscribe(({ event }) => event.type === 'conversation' && switchboard.followTrust(event.conversation.id))

  events.subscribe(({ event }) => event.type === 'room' && people.roomsChanged())

  const card = (): Card => cardOf(core)
  const emitCard = () => emit(core, { type: 'card', card: card() })

  async function openListener(): Promise<void> {
    const { host, port } = settings.get()
    setStatus({ state: 'starting' })
    try {
      const bound = await listen({
        host,
        port,
        banner,
        onSecure: (socket) =>
          void switchboard.inboundSecure(socket).catch((thrown) => logger.info('an inbound session failed', { error: toErrorData(thrown) })),
        onPlain: (socket) =>
          void switchboard.inboundPlain(socket).catch((thrown) => {
            logger.warn('an inbound conversation failed', { error: String(thrown) })
            socket.destroy()
          }),
        onRefused: (from, error) => logger.warn('an inbound connection was refused', { from, error }),
      })
      listener = bound
      setStatus({ state: 'listening', ...bound.address, wantedPort: port })
    } catch (thrown) {
      listener = null
      setStatus({ state: 'failed', error: toErrorData(thrown) })
    }
    emitCard()
  }

  function setStatus(next: ListenerStatus): void {
    status = next
    emit(core, { type: 'listener', listener: status })
  }

  async function updateSettings(patch: Partial<Settings>): Promise<Settings> {
    const before = settings.get()
    const now = await settings.update(patch)
    emit(core, { type: 'settings', settings: now })
    if (now.name !== before.name || now.color !== before.color) {
      switchboard.tellProfile()
      emitCard()
    }
    if (now.port !== before.port || now.host !== before.host) {
      await listener?.stop()
      listener = null
      await openListener()
    }
    begin()
    followPeople()
    return now
  }

  let begun = false
  /** From now on people are reached: once it listens, and there is a pseudonym. */
  function begin(): void {
    if (begun || !open || status.state === 'starting' || !core.isNamed()) return
    begun = true
    switchboard.start()
    files.start()
    rooms.start()
  }

  async function setMyPicture(bytes: Uint8Array | null): Promise<Card> {
    const picture = bytes && pictureOf(bytes)
    if (bytes && !picture) throw new AppError('bad-picture')
    await store.write((tx) => tx.setPicture('me', picture))
    switchboard.tellProfile()
    emitCard()
    return card()
  }

  const snapshot = (): Snapshot => ({
    number: events.number,
    card: card(),
    settings: settings.get(),
    listener: status,
    storage: store.status(),
    conversations: conversations.all(),
    links: links.all(),
    rooms: rooms.views(),
    nearby: people.nearby(),
    network: people.network(),
  })

  function hourly(): void {
    void expireOutbox(core).catch((thrown) => logger.error('expiry failed', { error: String(thrown) }))
    cancelHourly = clock.after(hourMs, hourly)
  }

  return {
    commands: createCommands({ core, conversations, switchboard, snapshot, updateSettings, setMyPicture, people, files, rooms }),
    events: { subscribe: (listener) => events.subscribe(listener) },
    async start() {
      await openListener()
      hourly()
      begin()
      followPeople()
    },
    async stop() {
      if (!open) return
      cancelHourly()
      await people.stop()
      files.stop()
      await rooms.stop()
      switchboard.stop()
      favours.stop()
      passive.stop()
      await listener?.stop()
      stopWatching()
      open = false
      await store.close()
    },
    picture: (id) => {
      const bytes = open ? store.read.picture(id) : null
      const picture = bytes && pictureOf(bytes)
      return picture?.id === id ? picture : null
    },
    transcript: (id) => transcriptOf(core, conversations.get(id)),
    runs: runHistoryOf(store),
    tell: (event) => open && emit(core, event),
    conversationsByRemote: () => conversationsByRemote(links),
    drained: (timeoutMs) => drained(core, switchboard, timeoutMs),
    examine: (target, loadPort, hooks = {}) =>
      examine({ core, conversations, switchboard, people, listener: () => listener?.address ?? null }, target, loadPort, hooks),
    suspend() {},
    offerFiles: (to, paths) => files.offer(typeof to === 'string' ? [to] : to, paths),
    onItsWay: (id, path) => files.onItsWay(id, path),
    fileOf: (id, messageId) => files.pathOf(id, messageId),
    isOffered: (path) => !open || store.read.isOffered(path),
    downloads: () => settings.get().downloads ?? deps.downloads,
    setDownloads: (folder) => updateSettings({ downloads: folder }),
    resume() {
      people.wake()
      files.wake()
      switchboard.wake()
    },
    networkChanged() {
      emitCard()
      people.wake()
      followPeople()
      files.wake()
      switchboard.wake()
    },
  }
}

function cardOf(core: Core): Card {
  const { name, color } = core.settings()
  const { id } = core.identity
  const port = core.port()
  const addresses = port === 0 ? [] : reachable(core.settings().host).map((address) => ({ ...address, port }))
  const first = addresses[0]
  return {
    name,
    color,
    picture: core.store.read.myPicture(),
    id,
    idText: formatId(id),
    invitation: formatInvitation(first ?? null, id, name),
    addresses,
  }
}

/** Where others can reach the listener: the address it is bound to, or every one of this computer. */
function reachable(host: string): readonly { readonly host: string; readonly interface: string }[] {
  if (host !== '::' && host !== '0.0.0.0') return [{ host, interface: '' }]
  return lanAddresses().map((address) => ({ host: address.host, interface: address.interface }))
}

/** The clock never goes behind what is on disk already (but a file from a wrong future is not believed). */
function lastWall(store: Store, clock: Clock): number {
  return Math.min(wallOf(store.read.greatestOrder() ?? ''), clock.now() + limits.clockAheadMs)
}

function conversationsByRemote(links: Links): ReadonlyMap<string, ConversationId> {
  return new Map(links.all().flatMap(({ conversationId, remote, state }) => (remote && state !== 'offline' ? [[formatAddress(remote), conversationId]] : [])))
}

/** Resolves as soon as nothing waits: checked after each event that can end the waiting. */
function drained(core: Core, switchboard: Switchboard, timeoutMs: number): Promise<boolean> {
  const idle = () => switchboard.plainIdle && core.store.read.conversationsWithOutbox().length === 0
  if (idle()) return Promise.resolve(true)
  return new Promise((resolve) => {
    const end = (result: boolean) => {
      cancel()
      unsubscribe()
      resolve(result)
    }
    const cancel = core.clock.after(timeoutMs, () => end(false))
    const unsubscribe = core.events.subscribe(({ event }) => {
      if (event.type === 'message' || event.type === 'conversation') setImmediate(() => core.isOpen() && idle() && end(true))
    })
  })
}
