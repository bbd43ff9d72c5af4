import { z } from 'zod'
import { personIdPattern } from '../../../../shared/model/person.ts'
import { nameMax, pageMax, proofBytes, recordBytes, watchBatch, watchesMax } from './constants.ts'
import { addressSchema, hostSchema, portSchema } from './record.ts'
import { type DirectoryMessage, type DirectoryRequest, directoryErrorCodes } from './types.ts'

const n = z.int().min(0)
const id = z.string().regex(personIdPattern)
/** As typed: what can't be a name is `bad-name`, not a protocol error; only its length ends here. */
const name = z.string().max(8 * nameMax)
const cursor = z.string().max(8 * nameMax)
const page = { after: cursor.optional(), limit: z.int().min(1).max(pageMax).optional(), online: z.boolean().optional() }
const watched = { ids: z.array(id).max(watchBatch).optional(), names: z.array(name).max(watchBatch).optional() }

const requestSchema = z.union([
  z.object({ type: z.literal('find'), n, name, id: z.undefined().optional() }),
  z.object({ type: z.literal('find'), n, id, name: z.undefined().optional() }),
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('claim'), n, record: z.string().max(recordBytes), proof: z.string().max(proofBytes) }),
    z.object({ type: z.literal('update'), n, record: z.string().max(recordBytes) }),
    z.object({ type: z.literal('list'), n, ...page }),
    z.object({ type: z.literal('search'), n, prefix: name, ...page }),
    z.object({ type: z.literal('watch'), n, ...watched }),
    z.object({ type: z.literal('unwatch'), n, ...watched }),
    z.object({ type: z.literal('observed'), n }),
    z.object({ type: z.literal('dialback'), n, port: portSchema }),
  ]),
])

/** A person as a directory tells of them: the JSON of the HTTP answers too. */
export const personSchema = z.object({
  id,
  name: z.string().max(4 * nameMax),
  state: z.enum(['online', 'offline']),
  seenAt: z.number(),
  record: z.string().max(recordBytes),
})

const answerNumber = { n }

const messageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('challenge'),
    version: z.int().min(1),
    nonce: z.string().min(16).max(64),
    directory: id,
    observed: addressSchema,
    now: z.number(),
  }),
  z.object({ type: z.literal('claimed'), ...answerNumber, person: personSchema }),
  z.object({ type: z.literal('found'), ...answerNumber, person: personSchema.nullable() }),
  z.object({ type: z.literal('people'), ...answerNumber, people: z.array(personSchema).max(pageMax), next: cursor.nullable() }),
  z.object({ type: z.literal('watching'), ...answerNumber, people: z.array(personSchema).max(2 * watchBatch), count: z.int().min(0).max(watchesMax) }),
  z.object({ type: z.literal('observed'), ...answerNumber, host: hostSchema, port: portSchema }),
  z.object({
    type: z.literal('dialback'),
    ...answerNumber,
    host: hostSchema,
    port: portSchema,
    result: z.enum(['connected', 'refused', 'timeout', 'unreachable']),
    code: z.string().max(64).nullable(),
    banner: z.boolean(),
    ms: z.number(),
  }),
  z.object({ type: z.literal('error'), n: n.nullable(), code: z.enum(directoryErrorCodes), retryMs: z.int().min(0).optional() }),
  z.object({ type: z.literal('presence'), person: personSchema }),
  z.object({ type: z.literal('released'), name: z.string().max(4 * nameMax) }),
])

/** For the directory: a request, or the number of one that could not be understood (null when not even that). */
export type ReadRequest = { readonly request: DirectoryRequest; readonly n: number } | { readonly request: null; readonly n: number | null }

const numbered = z.object({ n })

export function readRequest(text: string): ReadRequest {
  const value = parse(text)
  if (isFindByName(value)) return { request: { type: 'find', n: value.n, name: value.name }, n: value.n }
  const request = requestSchema.safeParse(value)
  if (request.success) return { request: request.data as DirectoryRequest, n: request.data.n }
  const seen = numbered.safeParse(value)
  return { request: null, n: seen.success ? seen.data.n : null }
}

/**
 * For the client: what a directory says. null: of a type that is not known, to be ignored. Throws `SyntaxError` for what is no message at all
 * or has wrong fields. Records inside are not yet read: `readRecord`.
 */
export function readMessage(text: string): DirectoryMessage | null {
  const value = parse(text)
  const message = messageSchema.safeParse(value)
  if (message.success) return message.data as DirectoryMessage
  const type = z.object({ type: z.string() }).safeParse(value)
  if (type.success && !knownTypes.has(type.data.type)) return null
  throw new SyntaxError('not a message of a directory')
}

const knownTypes: ReadonlySet<string> = new Set(messageSchema.options.map((option) => option.shape.type.value))

/** By far the most asked, and judged as `requestSchema` judges it. */
function isFindByName(value: unknown): value is { readonly n: number; readonly name: string } {
  const { type, n, name, id } = (value ?? {}) as Record<string, unknown>
  return (
    type === 'find' && id === undefined && typeof n === 'number' && Number.isSafeInteger(n) && n >= 0 && typeof name === 'string' && name.length <= 8 * nameMax
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
