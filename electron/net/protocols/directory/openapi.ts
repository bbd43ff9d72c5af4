import { z } from 'zod'
import { nameMax, pageDefault, pageMax } from './constants.ts'
import { personSchema } from './messages.ts'
import { addressSchema } from './record.ts'
import { directoryErrorCodes } from './types.ts'

const name = z
  .string()
  .min(1)
  .max(8 * nameMax)

const personParams = z.object({ name })

/** The route validates by it, and the document shows it. */
export const peopleQuery = z.object({
  search: z
    .string()
    .max(8 * nameMax)
    .default(''),
  after: z
    .string()
    .max(8 * nameMax)
    .default(''),
  limit: z.coerce.number().int().min(1).max(pageMax).default(pageDefault),
  online: z.enum(['true', 'false']).default('false'),
})

const peopleAnswer = z.object({ people: z.array(personSchema), next: z.string().nullable() })
const healthAnswer = z.object({ status: z.enum(['ok', 'failing']), store: z.string().nullable() })
const errorAnswer = z.object({ error: z.enum([...directoryErrorCodes, 'not-found']) })

const schemaOf = (schema: z.ZodType, io: 'input' | 'output' = 'output') => z.toJSONSchema(schema, { target: 'openapi-3.0', io })
const json = (description: string, schema: z.ZodType) => ({ description, content: { 'application/json': { schema: schemaOf(schema) } } })
const parameters = (where: 'path' | 'query', schema: z.ZodObject) =>
  Object.entries((schemaOf(schema, 'input') as { properties: Record<string, object> }).properties).map(([key, value]) => ({
    name: key,
    in: where,
    required: where === 'path',
    schema: value,
  }))

/** OpenAPI 3.0, from the schemas that the routes use. */
export function openApi(version: string): object {
  const limited = { '429': json('Too many requests; see Retry-After', errorAnswer), '503': json('The store is away', errorAnswer) }
  const get = (summary: string, responses: object, given: object[] = []) => ({ get: { summary, parameters: given, responses: { ...responses, ...limited } } })
  return {
    openapi: '3.0.3',
    info: {
      title: 'Palabre directory',
      version,
      description: 'Sessions (claim, watch) are a WebSocket at /v1/session: electron/net/protocols/directory/README.md',
    },
    paths: {
      '/v1/people/{name}': get(
        'Find someone by pseudonym',
        { '200': json('The person', personSchema), '400': json('No pseudonym', errorAnswer), '404': json('Nobody', errorAnswer) },
        parameters('path', personParams),
      ),
      '/v1/people': get(
        'List or search, by folded name',
        { '200': json('A page', peopleAnswer), '400': json('Wrong query', errorAnswer) },
        parameters('query', peopleQuery),
      ),
      '/v1/observed': get('The address that you are seen under', { '200': json('Your address', addressSchema) }),
      '/health': get('Does it work?', { '200': json('It works', healthAnswer), '503': json('The store is away', healthAnswer) }),
      '/metrics': get('Prometheus, text format 0.0.4', { '200': { description: 'Metrics', content: { 'text/plain': {} } } }),
    },
  }
}
