import { z } from 'zod'
import { askLimits as limits } from '../diagnostic-limits.ts'
import { uuidPattern } from '../uuid.ts'

const whole = (least: number, most: number) => z.number().int().min(least).max(most)
const host = z.string().trim().min(1).max(253)
/** Of a server: 0 is any free one. */
const anyPort = whole(0, 65_535)
const port = whole(1, 65_535)

const payload = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1).max(limits.payloadCharacters) }),
  z.strictObject({
    type: z.literal('hex'),
    hex: z
      .string()
      .max(limits.payloadCharacters)
      .regex(/^([0-9a-f]{2})+$/i),
  }),
  z.strictObject({ type: z.literal('base64'), base64: z.base64().min(4).max(limits.payloadCharacters) }),
  z.strictObject({ type: z.literal('size'), bytes: whole(1, limits.payloadBytes) }),
])

const answerText = z.string().min(1).max(limits.answerText)
const answer = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('echo') }),
  z.strictObject({ type: z.literal('prefix'), text: answerText }),
  z.strictObject({ type: z.literal('text'), text: answerText }),
  z.strictObject({ type: z.literal('upper') }),
  z.strictObject({ type: z.literal('delay'), ms: whole(0, limits.delayMs) }),
  z.strictObject({ type: z.literal('discard') }),
])

const echoTest = {
  host,
  port,
  payload,
  count: whole(1, limits.probes),
  rate: z.number().min(0.01).max(limits.ratePerSecond),
  replyTimeoutMs: whole(10, limits.replyTimeoutMs),
}
const echoServer = { host, port: anyPort, answer }
const headerName = z.string().regex(/^[!#$%&'*+.^_`|~\w-]{1,256}$/)
const headerValue = z
  .string()
  .max(limits.httpHeaderCharacters)
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/)

/** What can be started: one line per kind, its options bounded. */
export const startSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('doctor'),
    options: z.strictObject({
      target: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('conversation'), conversationId: z.string().min(1).max(64) }),
        z.strictObject({ type: z.literal('name'), name: z.string().trim().min(1).max(300) }),
        z.strictObject({ type: z.literal('address'), host, port }),
      ]),
      /** A throughput server over there; null: that step is skipped. */
      loadPort: port.nullable(),
    }),
  }),
  z.strictObject({
    kind: z.literal('tcp-echo'),
    options: z.strictObject({
      ...echoTest,
      clients: whole(1, limits.testClients),
      noDelay: z.boolean(),
      split: z.boolean(),
      ending: z.enum(['answered', 'half-close', 'reset']),
      connectTimeoutMs: whole(10, limits.replyTimeoutMs),
      warmUp: whole(0, limits.warmUp),
    }),
  }),
  z.strictObject({ kind: z.literal('udp-echo'), options: z.strictObject(echoTest) }),
  z.strictObject({
    kind: z.literal('http'),
    options: z.strictObject({
      url: z
        .string()
        .trim()
        .max(limits.httpUrlCharacters)
        .regex(/^https?:\/\/[^\s/]/i),
      method: z.string().regex(/^[!#$%&'*+.^_`|~\w-]{1,32}$/),
      headers: z.array(z.tuple([headerName, headerValue])).max(limits.httpHeaders),
      body: payload.nullable(),
      repeat: whole(1, limits.httpRepeat),
      follow: z.boolean(),
      keepAlive: z.boolean(),
      timeoutMs: whole(10, limits.httpTimeoutMs),
      insecure: z.boolean(),
    }),
  }),
  z.strictObject({ kind: z.literal('mtu'), options: z.strictObject({ host, port, most: whole(1, limits.datagramBytes) }) }),
  z.strictObject({
    kind: z.literal('throughput'),
    options: z.strictObject({
      host,
      port,
      direction: z.enum(['up', 'down', 'both']),
      seconds: whole(3, limits.throughputSeconds),
      connections: whole(1, limits.throughputConnections),
    }),
  }),
  z.strictObject({
    kind: z.literal('tcp-echo-server'),
    options: z.strictObject({
      ...echoServer,
      once: z.boolean(),
      untilFin: z.boolean(),
      maxClients: whole(1, limits.clientsMax),
      idleMs: whole(1_000, limits.idleMsMax),
    }),
  }),
  z.strictObject({ kind: z.literal('udp-echo-server'), options: z.strictObject(echoServer) }),
  /** `folder`: one that the person chose by `diagnostics.chooseFolder`; any other is `forbidden`. */
  z.strictObject({ kind: z.literal('http-server'), options: z.strictObject({ host, port: anyPort, folder: z.string().min(1).max(4_096).nullable() }) }),
  z.strictObject({ kind: z.literal('throughput-server'), options: z.strictObject({ host, port: anyPort }) }),
])

export type StartArguments = z.infer<typeof startSchema>

export const runIdSchema = z.string().regex(uuidPattern)
