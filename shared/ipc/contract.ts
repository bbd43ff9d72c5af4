import { z } from 'zod'
import { historyLimits, wireLimits } from '../diagnostic-limits.ts'
import type { ErrorData } from '../errors.ts'
import type { Snapshot } from '../events.ts'
import { limits } from '../limits.ts'
import type { Address } from '../model/address.ts'
import type { Conversation } from '../model/conversation.ts'
import type { WaitingOffers } from '../model/file.ts'
import type { Message, SearchHit } from '../model/message.ts'
import { isName } from '../model/name.ts'
import type { FoundBy, NearbyPerson } from '../model/nearby.ts'
import type { PassiveStrip } from '../model/passive.ts'
import { type Card, personIdPattern, profileColors, type SafetyNumber } from '../model/person.ts'
import { roomEntryRules, roomIdPattern, roomRoles } from '../model/room.ts'
import { type RunDigest, type RunView, runKinds, type SampleBytes } from '../model/runs.ts'
import type { Settings } from '../model/settings.ts'
import type { WireRecording, WireState, WireTraffic } from '../model/wire.ts'
import { uuidPattern } from '../uuid.ts'
import type { Channel } from './channels.ts'
import { runIdSchema, startSchema } from './diagnostics-arguments.ts'

const conversationId = z.string().min(1).max(64)
/** Whom one gesture goes to. */
const conversationIds = z.array(conversationId).min(1).max(limits.sendTo)
const messageId = z.string().regex(uuidPattern)
const order = z.string().min(1).max(128)
const time = z.number().int().nonnegative()
const text = z.string().min(1).max(limits.messageText)
const emoji = z.string().min(1).max(32)
const address = z.strictObject({ host: z.string().trim().min(1).max(253), port: z.number().int().min(1).max(65535) })
const roomRules = z.strictObject({ entry: z.enum(roomEntryRules), plain: z.boolean(), announced: z.boolean() })
const who = z.string().min(1).max(80)
const inConversation = z.strictObject({ id: conversationId })
const aRun = z.strictObject({ runId: runIdSchema })
/** `addresses`: those of people and computers are in it; otherwise none is, anywhere. */
const aReport = z.strictObject({ runId: runIdSchema, format: z.enum(['markdown', 'json']), addresses: z.boolean(), language: z.enum(['en', 'fr']) })
const socketId = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)
const aMessage = z.strictObject({ conversationId, id: messageId })

/** A pseudonym, trimmed. */
export const nameSchema = z.string().max(1_000).trim().refine(isName)

export const settingsPatchSchema = z
  .strictObject({
    name: nameSchema,
    color: z.enum(profileColors),
    onboarded: z.boolean(),
    language: z.enum(['system', 'en', 'fr']),
    theme: z.enum(['system', 'light', 'dark']),
    textSize: z.number().int().min(12).max(24),
    port: z.number().int().min(0).max(65535),
    host: z.string().min(1).max(64),
    allowPlain: z.boolean(),
    discovery: z.boolean(),
    hideName: z.boolean(),
    interfaces: z.array(z.string().min(1).max(64)).max(32).nullable(),
    directories: z.array(address.extend({ id: z.string().regex(personIdPattern).nullable() })).max(limits.directories),
    hostDirectory: z.boolean(),
    directoryPort: z.number().int().min(0).max(65535),
    sendReadMarks: z.boolean(),
    sendTyping: z.boolean(),
    notifications: z.boolean(),
    sendWithEnter: z.boolean(),
    takeUpTo: z.number().int().min(0).max(limits.fileBytes),
  })
  .partial()

export interface About {
  readonly version: string
  readonly electron: string | null
  readonly chromium: string | null
  readonly node: string
  readonly platform: string
  readonly dataFolder: string
}

/** Who was meant, and how they were found. */
export interface Talk {
  readonly conversation: Conversation
  readonly foundBy: FoundBy
  /** Which directory, if it was one. */
  readonly directory: Address | null
  /** null: it says so now. Else it was remembered of that directory, ms since 1970. */
  readonly asOf: number | null
}

/** Where a file is on this disk. */
export interface Whereabouts {
  readonly path: string | null
  readonly gone: boolean
}

/** How many offers were made; 0: the person thought better of it. */
export interface Offered {
  readonly offered: number
}

export interface MessagePage {
  /** In order, oldest first. */
  readonly messages: readonly Message[]
  readonly hasOlder: boolean
  readonly hasNewer: boolean
}

/** Pins a result type to a channel without a value at run time. */
const result = <T>() => null as unknown as T

/** One channel: what it takes (parsed in main, whoever calls) and what it answers. */
const call = <A extends z.ZodType, R>(args: A, answers: R) => ({ args, answers })

/**
 * THE contract between the window and the core: one value; every type of the bridge is inferred from it.
 * Each call answers `CallResult`: a value, or an error with a code from the closed list.
 */
export const contract = {
  'app.snapshot': call(z.strictObject({}), result<Snapshot>()),
  'app.about': call(z.strictObject({}), result<About>()),
  'app.licences': call(
    z.strictObject({}),
    result<readonly { readonly name: string; readonly version: string; readonly licence: string; readonly text: string }[]>(),
  ),
  'settings.update': call(settingsPatchSchema, result<Settings>()),
  /** My picture, as it will be shown: see `limits.pictureBytes` and `limits.pictureSide`; null: none any more. Error: bad-picture. */
  'profile.setPicture': call(z.strictObject({ bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array).nullable() }), result<Card>()),
  /** Connects; answers as soon as the conversation exists, which is at once; the rest arrives as events. `key`: the identity an invitation promises. */
  'conversation.join': call(
    z.strictObject({ host: z.string().trim().min(1).max(253), port: z.number().int().min(1).max(65535), key: z.string().max(80).optional() }),
    result<Conversation>(),
  ),
  /** The conversation of a pseudonym (or `HOST:PORT`) that is already known; errors: unknown-name, ambiguous-name. */
  'conversation.find': call(z.strictObject({ name: z.string().trim().min(1).max(300) }), result<Conversation>()),
  /** Closes the connection of a plain conversation, or stops trying to reach a person until the next message or reconnect. */
  'conversation.leave': call(inConversation, result<null>()),
  'conversation.reconnect': call(inConversation, result<null>()),
  'conversation.update': call(
    z.strictObject({
      id: conversationId,
      muted: z.boolean().optional(),
      pinned: z.boolean().optional(),
      note: z.string().max(4000).optional(),
      draft: z.string().max(limits.messageText).optional(),
      lineEnd: z.enum(['lf', 'crlf', 'none']).optional(),
    }),
    result<Conversation>(),
  ),
  'conversation.accept': call(inConversation, result<Conversation>()),
  'conversation.block': call(z.strictObject({ id: conversationId, blocked: z.boolean() }), result<Conversation>()),
  /** Removes it with all its messages. The window offers an undo before it calls this. */
  'conversation.forget': call(inConversation, result<null>()),
  /** Hides what is there now (`/clear`); with `undo` shows it again. */
  'conversation.clear': call(z.strictObject({ id: conversationId, undo: z.boolean() }), result<Conversation>()),
  'conversation.read': call(z.strictObject({ id: conversationId, upTo: order }), result<null>()),
  'conversation.typing': call(z.strictObject({ id: conversationId, typing: z.boolean() }), result<null>()),
  /** Secure: an application round trip, in ms. Plain: the time of a fresh TCP connection to the same address. */
  'conversation.ping': call(inConversation, result<{ readonly rttMs: number }>()),
  'conversation.verify': call(z.strictObject({ id: conversationId, verified: z.boolean() }), result<Conversation>()),
  /** accept: talk with the key that answers now. refuse: keep the old one and stop. */
  'conversation.decideKey': call(z.strictObject({ id: conversationId, decision: z.enum(['accept', 'refuse']) }), result<Conversation>()),
  'conversation.safetyNumber': call(inConversation, result<SafetyNumber>()),
  /** Someone by pseudonym: contact, nearby, directory, in that order; connects. Errors: unknown-name, ambiguous-name. */
  'people.talk': call(z.strictObject({ name: z.string().trim().min(1).max(300) }), result<Talk>()),
  /** Someone who is nearby or was found by `people.search`. Errors: unknown-name. */
  'people.open': call(z.strictObject({ id: z.string().regex(personIdPattern) }), result<Conversation>()),
  /** Whose pseudonym begins so, by all that is known and by every directory that answers; an empty one: who is online. */
  'people.search': call(z.strictObject({ prefix: z.string().trim().max(64) }), result<readonly NearbyPerson[]>()),
  /** A `palabre://HOST:PORT/?id=…&name=…` that was opened or pasted; connects. Errors: bad-address, own-address. */
  'people.invitation': call(z.strictObject({ url: z.string().trim().min(1).max(2_000) }), result<Conversation>()),
  /** Looks at each address of the local network of this size, only because someone asks; `on: false` stops. Progress: `network` events. */
  'discovery.scan': call(z.strictObject({ on: z.boolean() }), result<null>()),
  /** accept: the directory's new key is its key from now on. refuse: it stays away. */
  'directory.decideKey': call(z.strictObject({ address, decision: z.enum(['accept', 'refuse']) }), result<null>()),
  /** Answers when it is on disk (`queued`). Sending the same id again is the same message. */
  /** A room of mine, which I am in at once; its own port, 0: any free one. Errors: EADDRINUSE and its like. */
  'room.host': call(z.strictObject({ name: nameSchema, port: z.number().int().min(0).max(65535), rules: roomRules }), result<Conversation>()),
  /** Enters; answers as soon as the conversation exists. It may be the course's, which is not encrypted: the `room` event tells. */
  'room.join': call(address, result<Conversation>()),
  /** One that is announced on this network: its host must have that key. Errors: room-gone. */
  'room.enter': call(z.strictObject({ room: z.string().regex(roomIdPattern), hostId: z.string().regex(personIdPattern) }), result<Conversation>()),
  /** Errors: not-connected. What may not be done comes back as a `not-allowed`. */
  'room.act': call(
    z.strictObject({
      id: conversationId,
      action: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('name'), name: nameSchema }),
        z.strictObject({ type: z.literal('topic'), topic: z.string().trim().max(200) }),
        z.strictObject({ type: z.literal('rules'), rules: roomRules }),
        z.strictObject({ type: z.literal('mute'), who, on: z.boolean() }),
        z.strictObject({ type: z.literal('ban'), who, on: z.boolean() }),
        z.strictObject({ type: z.literal('remove'), who }),
        z.strictObject({ type: z.literal('role'), who, role: z.enum(roomRoles) }),
      ]),
    }),
    result<null>(),
  ),
  /** Asks the host for what was said before my time; answers when it is in the conversation. */
  'room.invitation': call(inConversation, result<{ readonly url: string }>()),
  'message.send': call(z.strictObject({ conversationId, id: messageId, text, replyTo: messageId.nullable() }), result<Message>()),
  'message.retry': call(aMessage, result<Message>()),
  'message.edit': call(z.strictObject({ conversationId, id: messageId, text }), result<Message>()),
  'message.delete': call(aMessage, result<Message>()),
  'message.react': call(z.strictObject({ conversationId, id: messageId, emoji, on: z.boolean() }), result<Message>()),
  /** No cursor: the newest. `before`/`after`: next to an `order`. `around`: centred on a message id. `at`: the first at or after a time. */
  'message.page': call(
    z.strictObject({
      conversationId,
      limit: z.number().int().min(1).max(limits.pageSize),
      cursor: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('newest') }),
        z.strictObject({ type: z.literal('before'), order }),
        z.strictObject({ type: z.literal('after'), order }),
        z.strictObject({ type: z.literal('around'), id: messageId }),
        z.strictObject({ type: z.literal('at'), time }),
      ]),
    }),
    result<MessagePage>(),
  ),
  /** What to do with a file; answers its message, for `retry` of one of mine a new one. Error: forbidden while its sender is a request. */
  'file.decide': call(aMessage.extend({ decision: z.enum(['accept', 'decline', 'pause', 'resume', 'cancel', 'retry']) }), result<Message>()),
  /** Offers of theirs that wait for an answer, of each sender who has more than one waiting. */
  'file.waiting': call(inConversation, result<readonly WaitingOffers[]>()),
  /** Answers the offers of one sender up to `last`, a message of theirs; how many those were. Errors: forbidden (a request), no-room for all of them, and none is taken. */
  'file.decideAll': call(z.strictObject({ conversationId, last: messageId, decision: z.enum(['accept', 'decline']) }), result<{ readonly decided: number }>()),
  /** Files of a conversation, newest first, older than an `order`. */
  'file.list': call(
    z.strictObject({ conversationId, before: order.nullable(), limit: z.number().int().min(1).max(limits.pageSize) }),
    result<readonly Message[]>(),
  ),
  'message.search': call(
    z.strictObject({ query: z.string().trim().min(1).max(200), conversationId: conversationId.optional() }),
    result<readonly SearchHit[]>(),
  ),
  /** Round trips and losses of the last 24 h, from the keepalives. What comes after arrives as `passive` events. */
  'conversation.passive': call(inConversation, result<PassiveStrip>()),
  /**
   * Begins a test or a server, and answers at once: it goes on as `run` and `run-progress` events. What goes wrong later is in the run.
   * Errors: bad-argument, bad-port, too-many-runs, unknown-name and ambiguous-name (doctor), forbidden (a folder that was not chosen).
   */
  'diagnostics.start': call(z.strictObject({ test: startSchema }), result<RunDigest>()),
  /** Ends it; answers when it is over. One that is over already is left as it is. Error: unknown-run. */
  'diagnostics.stop': call(aRun, result<RunDigest>()),
  /** Lets go of one client of a server, by the number of its row. `kicked` false: it was gone already. Error: unknown-run. */
  'diagnostics.kick': call(
    z.strictObject({ runId: runIdSchema, number: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER) }),
    result<{ readonly kicked: boolean }>(),
  ),
  /** Those that run and those that were, newest first. `kind` null: of every kind. */
  'diagnostics.runs': call(
    z.strictObject({ kind: z.enum(runKinds).nullable(), limit: z.number().int().min(1).max(historyLimits.runs) }),
    result<readonly RunDigest[]>(),
  ),
  /** With its samples, and beside the last good one before it. Error: unknown-run. */
  'diagnostics.run': call(aRun, result<RunView>()),
  /** For the byte inspector: of the last answers of runs that are still in memory. */
  'diagnostics.bytes': call(z.strictObject({ runId: runIdSchema, seq: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }), result<SampleBytes>()),
  /** Removes it from the history; null: all that are over. Stops nothing. */
  'diagnostics.forget': call(z.strictObject({ runId: runIdSchema.nullable() }), result<null>()),
  /** The text as it would be saved. Error: unknown-run. */
  'diagnostics.report': call(aReport, result<{ readonly text: string }>()),
  /** Asks where to write it; the name of the file, null: cancelled. Errors: unknown-run, save-failed {cause}. */
  'diagnostics.save': call(aReport, result<{ readonly file: string | null }>()),
  /** The system's own dialog; null: cancelled. What was chosen may be served until the app ends. */
  'diagnostics.chooseFolder': call(z.strictObject({}), result<{ readonly folder: string | null }>()),
  /** Every socket of the app now, and those that closed lately. */
  'wire.sockets': call(z.strictObject({}), result<WireState>()),
  /** While on, changes arrive as `wire` events. */
  'wire.watch': call(z.strictObject({ on: z.boolean() }), result<WireState>()),
  /** On: what passes is kept, bounded, in memory only. Off: it stays until recording begins anew. */
  'wire.record': call(z.strictObject({ on: z.boolean() }), result<WireRecording>()),
  /** What passed through one socket, or all (null), after a `seq` (0: from the oldest that is kept). */
  'wire.traffic': call(
    z.strictObject({
      socket: socketId.nullable(),
      after: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
      limit: z.number().int().min(1).max(wireLimits.pagePieces),
    }),
    result<WireTraffic>(),
  ),
  /** As pcapng, for Wireshark: of one socket, or all (null). The name of the file, null: cancelled. Error: save-failed {cause}. */
  'wire.export': call(z.strictObject({ socket: socketId.nullable() }), result<{ readonly file: string | null }>()),
  /** Asks with the system's dialog which files, or which folder, and offers them to each. Errors: of the first that can't be offered; the others are. */
  'window.sendFiles': call(z.strictObject({ ids: conversationIds, what: z.enum(['files', 'folder']) }), result<Offered>()),
  /** What was dropped or pasted and is a file of this computer; tokens are the preload's, each is good once. */
  'window.sendDropped': call(
    z.strictObject({ ids: conversationIds, tokens: z.array(z.string().regex(uuidPattern)).min(1).max(limits.dropped) }),
    result<Offered>(),
  ),
  /** What was pasted and is no file: a picture of the clipboard. */
  'window.sendPasted': call(
    z.strictObject({
      ids: conversationIds,
      name: z.string().min(1).max(200),
      bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= limits.pastedBytes),
    }),
    result<Offered>(),
  ),
  /** Shows it in the system's file manager, or the folder where it was; it is never opened from here. Error: file-gone. */
  'window.showFile': call(aMessage, result<null>()),
  /** Where it is on this disk, to be read by people; null: not here. `gone`: it was there, and is not any more. */
  'window.whereFile': call(aMessage, result<Whereabouts>()),
  /** Asks for the folder of downloads. */
  'window.chooseDownloads': call(z.strictObject({}), result<Settings>()),
  /** Where what is received goes now, to be read by people. */
  'window.whereDownloads': call(z.strictObject({}), result<{ readonly path: string }>()),
  /** Opens that folder in the system's file manager, and makes it if it is not there yet. Error: file-not-written {cause}. */
  'window.showDownloads': call(z.strictObject({}), result<null>()),
  /** Asks where to write it; the name of the file, null: cancelled. Error: export-failed {cause}. */
  'window.export': call(z.strictObject({ id: conversationId, format: z.enum(['text', 'json']) }), result<{ readonly file: string | null }>()),
  /** Only http and https; opens the system's browser. */
  'window.openLink': call(z.strictObject({ url: z.string().max(4000) }), result<null>()),
  'window.copy': call(z.strictObject({ text: z.string().max(1_000_000) }), result<null>()),
  'window.setBadge': call(z.strictObject({ unread: z.number().int().min(0).max(1_000_000) }), result<null>()),
} satisfies Record<Channel, { args: z.ZodType; answers: unknown }>

export type Contract = typeof contract
export type CallArgs<C extends Channel> = z.infer<Contract[C]['args']>
export type CallAnswer<C extends Channel> = Contract[C]['answers']
export type CallResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorData }

/** What the shell answers itself, and what the diagnostics do beside the messenger. */
type OutsideMessenger = `window.${string}` | `diagnostics.${string}` | `wire.${string}` | 'app.about' | 'app.licences'

/** What the messenger implements: one function per channel, arguments already parsed. Throws `AppError`. */
export type Commands = {
  readonly [C in Exclude<Channel, OutsideMessenger>]: (args: CallArgs<C>) => CallAnswer<C> | Promise<CallAnswer<C>>
}

/** What the diagnostics implement, wherever they run. */
export type DiagnosticCommands = {
  readonly [C in Extract<Channel, `diagnostics.${string}` | `wire.${string}`>]: (args: CallArgs<C>) => CallAnswer<C> | Promise<CallAnswer<C>>
}
