import { z } from 'zod'
import type { ErrorData } from '../errors.ts'
import type { Snapshot } from '../events.ts'
import { limits } from '../limits.ts'
import type { Address } from '../model/address.ts'
import type { Conversation } from '../model/conversation.ts'
import type { Message, SearchHit } from '../model/message.ts'
import { isName } from '../model/name.ts'
import type { FoundBy, NearbyPerson } from '../model/nearby.ts'
import { type Card, personIdPattern, profileColors, type SafetyNumber } from '../model/person.ts'
import type { Settings } from '../model/settings.ts'
import { uuidPattern } from '../uuid.ts'
import type { Channel } from './channels.ts'

const conversationId = z.string().min(1).max(64)
const messageId = z.string().regex(uuidPattern)
const order = z.string().min(1).max(128)
const time = z.number().int().nonnegative()
const text = z.string().min(1).max(limits.messageText)
const emoji = z.string().min(1).max(32)
const address = z.strictObject({ host: z.string().trim().min(1).max(253), port: z.number().int().min(1).max(65535) })
const inConversation = z.strictObject({ id: conversationId })
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
  'message.search': call(
    z.strictObject({ query: z.string().trim().min(1).max(200), conversationId: conversationId.optional() }),
    result<readonly SearchHit[]>(),
  ),
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

/** What the core implements: one function per channel, arguments already parsed. Throws `AppError`. */
export type Commands = {
  readonly [C in Exclude<Channel, `window.${string}` | 'app.about' | 'app.licences'>]: (args: CallArgs<C>) => CallAnswer<C> | Promise<CallAnswer<C>>
}
