import type { AddressInfo, Socket } from 'node:net'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { silentLogger } from '../../../electron/net/core/logger.ts'
import type { Clock, Closed } from '../../../electron/net/core/types.ts'
import { acceptSecure, connectSecure, createIdentity, encodeEntry, hashEntry, identityOf } from '../../../electron/net/protocols/secure-peer/index.ts'
import type {
  Entry,
  EntryBody,
  Hello,
  Identity,
  ReceivedEntry,
  SecureOptions,
  Session,
  SessionHandlers,
} from '../../../electron/net/protocols/secure-peer/types.ts'
import { uuidv7 } from '../../../shared/uuid.ts'
import { duplexPair } from '../../helpers/duplex-pair.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'

/** Identities take 10 ms each: made once a test file. */
export const people = async () => ({
  alice: identityOf(await createIdentity()),
  bob: identityOf(await createIdentity()),
  eve: identityOf(await createIdentity()),
})

export const helloOf = (name: string): Hello => ({
  profile: { name, color: 'teal', picture: null },
  epoch: `epoch-of-${name}`,
  haveEpoch: null,
  haveSeq: 0,
  haveHash: null,
  port: 3000,
})

export const optionsOf = (identity: Identity, clock: Clock, name: string): SecureOptions => ({
  identity,
  clock,
  logger: silentLogger,
  hello: () => helloOf(name),
})

export type Wire = 'memory' | 'TCP'

/** Two connected ends: [dialled, accepted]. */
export async function connectedPair(wire: Wire): Promise<readonly [Socket, Socket]> {
  if (wire === 'memory') {
    const [one, other] = duplexPair()
    return [asSocket(one), asSocket(other)]
  }
  const server = net.createServer({ pauseOnConnect: true })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve))
  const dialled = net.connect((server.address() as AddressInfo).port, '127.0.0.1')
  const pair = [dialled, await accepted] as const
  server.close()
  return pair
}

const asSocket = (stream: Duplex): Socket => stream as Socket

export interface Meeting {
  readonly clock: FakeClock
  readonly dialled: Session
  readonly accepted: Session
}

/** Alice dials Bob. */
export async function meet(alice: Identity, bob: Identity, wire: Wire = 'memory', clock = new FakeClock()): Promise<Meeting> {
  const [near, far] = await connectedPair(wire)
  const [accepted, dialled] = await Promise.all([
    acceptSecure(far, optionsOf(bob, clock, 'bob')),
    connectSecure(near, { ...optionsOf(alice, clock, 'alice'), expected: bob.id }),
  ])
  return { clock, dialled, accepted }
}

export type Told = { [K in keyof SessionHandlers]: Parameters<SessionHandlers[K]>[0][] }

/** Handlers that remember, in `told` by kind and in `log` in order. */
export function listener(onEntries: (entries: readonly ReceivedEntry[]) => Promise<void> = async () => {}) {
  const told: Told = {
    onEntries: [],
    onAcknowledged: [],
    onResend: [],
    onGone: [],
    onRead: [],
    onTyping: [],
    onProfile: [],
    onWanted: [],
    onPicture: [],
    onRtt: [],
    onUnanswered: [],
    onCheck: [],
    onUnstable: [],
    onClosed: [],
  }
  const log: string[] = []
  let wake = () => {}
  const keep =
    <K extends keyof Told>(kind: K) =>
    (value: Told[K][number]) => {
      ;(told[kind] as unknown[]).push(value)
      log.push(kind)
      wake()
    }
  const handlers: SessionHandlers = {
    onEntries: (entries) => {
      keep('onEntries')(entries)
      return onEntries(entries)
    },
    onAcknowledged: keep('onAcknowledged'),
    onResend: keep('onResend'),
    onGone: keep('onGone'),
    onRead: keep('onRead'),
    onTyping: keep('onTyping'),
    onProfile: keep('onProfile'),
    onWanted: keep('onWanted'),
    onPicture: keep('onPicture'),
    onRtt: keep('onRtt'),
    onUnanswered: () => keep('onUnanswered')(null as never),
    onCheck: async (check) => {
      keep('onCheck')(check)
      return null
    },
    onUnstable: keep('onUnstable'),
    onClosed: keep('onClosed'),
  }
  /** Fulfils as soon as `ready` holds. */
  const until = async (ready: () => boolean): Promise<void> => {
    while (!ready()) await new Promise<void>((resolve) => (wake = resolve))
  }
  const closed = async (): Promise<Closed> => {
    await until(() => told.onClosed.length > 0)
    return told.onClosed[0] as Closed
  }
  const entries = (): ReceivedEntry[] => told.onEntries.flat()
  return { handlers, told, log, until, closed, entries }
}

/** A log of texts, chained. */
export function logOf(texts: readonly string[], from = 1, prev: Uint8Array | null = null): Uint8Array[] {
  let hash = prev
  return texts.map((text, index) => {
    const frame = encodeEntry(entry(from + index, hash, { kind: 'text', text, replyTo: null }))
    hash = hashEntry(frame)
    return frame
  })
}

export const entry = (seq: number, prev: Uint8Array | null, body: EntryBody): Entry => ({
  seq,
  prev,
  wall: 1_700_000_000_000 + seq,
  count: 0,
  messageId: uuidv7(1_700_000_000_000 + seq),
  body,
})

/** Lets what is under way arrive: a few turns of the event loop. */
export async function turns(count = 20): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}
