import { randomBytes, randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { toErrorData } from '../../shared/errors.ts'
import { formatRoomInvitation } from '../../shared/invitation.ts'
import { formatAddress } from '../../shared/model/address.ts'
import type { RoomRules } from '../../shared/model/room.ts'
import { isLoopback, lanAddresses } from '../net/core/addresses.ts'
import { systemClock } from '../net/core/clock.ts'
import { jsonLogger } from '../net/core/logger.ts'
import { isSameText, safeJson, safeName } from '../net/core/text.ts'
import { interfacesOf } from '../net/messenger/people/nearby.ts'
import { storeLog } from '../net/messenger/rooms/store-log.ts'
import { createDiscovery } from '../net/protocols/discovery/index.ts'
import type { Discovery } from '../net/protocols/discovery/types.ts'
import { createRoom, memoryLog, newFacts, packFacts, type Room, replay, type SecureRoom, unpackFacts } from '../net/protocols/room/index.ts'
import { createIdentity, formatId, identityOf } from '../net/protocols/secure-peer/index.ts'
import type { Identity } from '../net/protocols/secure-peer/types.ts'
import { fileVault, inProfile, loadSecrets, lockProfile, openStore, type Store } from '../store/index.ts'
import type { RoomArguments } from './arguments.ts'
import { profileFolder } from './profile-folder.ts'
import type { Report } from './reports.ts'
import { completeHostCommand } from './room-commands.ts'
import { RoomConsole } from './room-console.ts'
import { openScreen } from './screen.ts'
import { stopSignal } from './stop-signal.ts'
import { errorInWords, roomEventInWords } from './words.ts'

/** Until what happened is told, all of it in one write; ms. */
const sayMs = 10

/** `palabre room`: a room, the course's and an encrypted one on the same port, until it is told to stop. Answers the exit code. */
export async function room(args: RoomArguments): Promise<number> {
  // A write of its own for each would cost more than the room does.
  let said = ''
  const screen = openScreen({ input: process.stdin, output: process.stdout, errors: process.stderr }, completeHostCommand)
  const write = () => {
    if (said !== '') screen.print({ to: 'out', text: said.slice(0, -1) })
    said = ''
  }
  const say = (fields: { readonly event: string }, words: string) => {
    if (said === '') setTimeout(write, sayMs)
    said += `${args.json ? safeJson(fields) : words}\n`
  }
  const stopped = stopSignal()
  const logger = jsonLogger((line) => process.stderr.write(line), 'info', 'room')
  let running: Room
  let kept: Kept
  let discovery: Discovery | null = null
  try {
    kept = args.data === null ? await forNow(args) : await fromDisk(profileFolder(args.data), args)
    const { secure } = kept
    running = await createRoom({
      host: args.host ?? '::',
      port: args.port,
      clock: systemClock,
      logger,
      secure,
      onEvent(event) {
        // What the host typed is on their terminal already.
        if (args.json || event.event !== 'said' || event.name !== kept.secure.hostName) say(event, args.json ? '' : roomEventInWords(event))
        discovery?.roomsChanged()
      },
    }).catch(async (thrown) => {
      await kept.close()
      throw thrown
    })
  } catch (thrown) {
    const error = toErrorData(thrown)
    const message = errorInWords(error)
    if (args.json) say({ event: 'error', ...{ code: error.code, message, ...error.details } }, '')
    else process.stderr.write(`${message}\n`)
    write()
    screen.close()
    return 1
  }
  const tell = (report: Report, words: string) => {
    if (!args.json && report.event === 'error') screen.print({ to: 'err', text: words })
    else say(report, words)
  }
  const { address } = running
  const everywhere = address.host === '::' || address.host === '0.0.0.0'
  const hosts = everywhere ? lanAddresses().map(({ host }) => host) : [address.host]
  const shown = (hosts.length > 0 ? hosts : ['127.0.0.1']).map((host) => formatAddress({ host, port: address.port }))
  const { identity } = kept.secure
  const { id } = identity
  const facts = running.facts()
  const [first = '127.0.0.1'] = hosts
  const invitation = formatRoomInvitation({ host: first, port: address.port }, { room: facts?.room ?? null, id, ticket: kept.ticket, name: facts?.name ?? '' })
  if (!args.quiet && !isLoopback(address.host)) discovery = announce(running, identity, args.host)
  void discovery?.start()
  say(
    { event: 'listening', ...address, id, room: facts?.room, name: facts?.name, announced: discovery !== null, invitation } as { event: string },
    [
      `Room open: ${shown.join(', ')}`,
      ...(facts?.rules.plain ? [`Programs, not encrypted: nc ${first} ${address.port}`] : []),
      ...(facts?.rules.entry === 'anyone' ? [`Palabre, encrypted: /room ${first} ${address.port}`] : []),
      `By invitation: ${invitation}`,
      formatId(id),
    ].join('\n'),
  )
  await Promise.race([stopped, converse(screen.lines, new RoomConsole(running, tell), process.stdin.isTTY)])
  screen.close()
  await discovery?.stop()
  await running.stop('closing')
  if (facts) await kept.save(packFacts(facts))
  await kept.close()
  say({ event: 'stopped' }, 'Stopped.')
  write()
  return 0
}

/** Until the host says so, or closes their terminal; the end of a pipe closes no room. */
async function converse(lines: AsyncIterable<string>, console: RoomConsole, isTerminal: boolean): Promise<void> {
  for await (const line of lines) {
    if (!console.execute(line)) return
    // What a pipe says goes out before more is read.
    await new Promise((resolve) => setImmediate(resolve))
  }
  if (!isTerminal) await new Promise(() => {})
}

interface Kept {
  readonly secure: SecureRoom
  /** Lets in whoever has it. */
  readonly ticket: string
  readonly save: (facts: Uint8Array) => Promise<void>
  readonly close: () => Promise<void>
}

const rulesOf = ({ rules, quiet }: RoomArguments): RoomRules => ({ ...rules, announced: !quiet })
const newTicket = (): string => randomBytes(16).toString('base64url')

/** It knows nobody: its contacts are those with an invitation. */
const allowsWith =
  (mine: string): SecureRoom['allows'] =>
  (_, { entry }, ticket) =>
    entry === 'anyone' || (ticket !== null && isSameText(ticket, mine))

async function forNow(args: RoomArguments): Promise<Kept> {
  const identity = identityOf(await createIdentity())
  const title = args.name ?? safeName(hostname())
  const facts = newFacts({ room: randomUUID(), name: title, rules: rulesOf(args), owner: identity.id })
  const ticket = newTicket()
  return {
    secure: { identity, log: memoryLog(), facts, hostName: title, allows: allowsWith(ticket) },
    ticket,
    save: async () => {},
    close: async () => {},
  }
}

/** One room a folder: its key, its log, what it adds up to. */
const fromDisk = (folder: string, args: RoomArguments): Promise<Kept> => inProfile(folder, () => openFolder(folder, args))

async function openFolder(folder: string, args: RoomArguments): Promise<Kept> {
  const lock = lockProfile(folder)
  let store: Store | null = null
  try {
    const secrets = await loadSecrets(folder, fileVault(), createIdentity)
    const opened = await openStore({ folder, key: secrets.dbKey, protection: secrets.protection })
    store = opened
    const identity = identityOf(secrets)
    const known = opened.read.rooms().find(({ hosting }) => hosting !== null)
    const conversationId = known?.conversationId ?? randomUUID()
    const title = args.name ?? (known ? (opened.read.conversation(conversationId)?.title ?? '') : safeName(hostname()))
    const facts = known?.facts
      ? unpackFacts(known.facts)
      : newFacts({ room: known?.room ?? randomUUID(), name: title, rules: rulesOf(args), owner: identity.id })
    const ticket = known?.ticket ?? newTicket()
    for (
      let entries = opened.read.roomEntriesAfter(conversationId, facts.seq, 1_000);
      entries.length > 0;
      entries = opened.read.roomEntriesAfter(conversationId, facts.seq, 1_000)
    ) {
      replay(facts, entries)
    }
    const save = (packed: Uint8Array) =>
      opened.write((tx) => {
        if (!tx.read.conversation(conversationId)) {
          tx.addConversation({
            id: conversationId,
            kind: 'room',
            title,
            color: 'indigo',
            personId: null,
            address: null,
            openedBy: 'me',
            request: false,
            lineEnd: 'lf',
            createdAt: Date.now(),
          })
        }
        tx.setRoom({ conversationId, mode: 'palabre', room: facts.room, hostId: identity.id, facts: packed, hosting: 0, ticket, joined: false })
      })
    await save(packFacts(facts))
    const log = storeLog(opened, conversationId, (thrown) => process.stderr.write(`${String(thrown)}\n`))
    return {
      secure: { identity, log, facts, hostName: title, allows: allowsWith(ticket) },
      ticket,
      save,
      close: async () => {
        await opened.close()
        lock.release()
      },
    }
  } catch (error) {
    await store?.close()
    lock.release()
    throw error
  }
}

/** Tells this network of it, as of now; nobody can be talked with here. */
function announce(running: Room, identity: Identity, host: string | null): Discovery {
  return createDiscovery({
    identity,
    clock: systemClock,
    // Which networks there are is no news to who reads a terminal.
    logger: jsonLogger((line) => process.stderr.write(line), 'warn', 'discovery'),
    port: () => 0,
    name: () => safeName(hostname()),
    hidden: () => false,
    interfaces: () => interfacesOf({ host: host ?? '::', interfaces: null }),
    rooms() {
      const facts = running.facts()
      if (!facts?.rules.announced) return []
      const { room, name, rules } = facts
      return [{ room, name, port: running.address.port, entry: rules.entry, plain: rules.plain, people: running.members().length }]
    },
  })
}
