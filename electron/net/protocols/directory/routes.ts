import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Address } from '../../../../shared/model/address.ts'
import { shownMax } from './constants.ts'
import type { Desk } from './desk.ts'
import type { Door } from './door.ts'
import { metricsText } from './metrics.ts'
import { lookupKey, nameKey } from './names.ts'
import { openApi, peopleQuery } from './openapi.ts'
import { originOf } from './origin.ts'
import { languageOf, page, pagePolicy } from './page.ts'
import type { DirectoryErrorCode } from './types.ts'

interface Needs {
  readonly desk: Desk
  readonly door: () => Door
  readonly version: string
  readonly observed: (request: FastifyRequest['raw']) => Address
}

const json = 'application/json; charset=utf-8'
const safe = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' }

/** Everything that is asked over plain HTTP. */
export function addRoutes(app: FastifyInstance, { desk, door, version, observed }: Needs): void {
  const document = JSON.stringify(openApi(version))

  // By route and not for all: asking Fastify for the route of a request costs more than answering it.
  const onRoute = (route: string, { always = false } = {}) => ({
    onRequest: (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      desk.counters.count('requests', route)
      reply.headers(safe)
      const retryMs = always ? 0 : desk.budget(originOf(observed(request.raw).host), null)
      if (retryMs === 0) done()
      else refuse(reply.header('retry-after', Math.ceil(retryMs / 1_000)), 429, 'too-many-requests')
    },
  })

  app.get<{ Params: { name: string } }>('/v1/people/:name', onRoute('/v1/people/:name'), (request, reply) => {
    const key = lookupKey(request.params.name)
    if (key === null) return void refuse(reply, 400, 'bad-name')
    const tell = (person: string) => (person === 'null' ? refuse(reply, 404, 'not-found') : reply.header('content-type', json).send(person))
    const found = desk.people.byKey(key)
    if (typeof found === 'string') tell(found)
    else found.then(tell, () => refuse(reply, 503, 'unavailable'))
  })

  app.get('/v1/people', onRoute('/v1/people'), async (request, reply) => {
    const { success, data } = peopleQuery.safeParse(request.query)
    if (!success) return refuse(reply, 400, 'bad-request')
    const { search, after, limit, online } = data
    const found = await desk.store.page({ prefix: nameKey(search), after: nameKey(after), limit, online: online === 'true' })
    return reply.header('content-type', json).send(JSON.stringify(found))
  })

  app.get('/v1/observed', onRoute('/v1/observed'), async (request) => observed(request.raw))

  app.get('/health', onRoute('/health', { always: true }), async (_, reply) => {
    const { trouble } = desk.store
    return reply.code(trouble ? 503 : 200).send({ status: trouble ? 'failing' : 'ok', store: trouble })
  })

  app.get('/metrics', onRoute('/metrics', { always: true }), async (_, reply) => {
    const { people, online } = await desk.counts().catch(() => ({ people: 0, online: 0 }))
    const { connections, waiting: handshakesWaiting, refused: connectionsRefused } = door()
    const process_ = { storeWorks: desk.store.trouble === null, residentBytes: process.memoryUsage.rss() }
    const text = metricsText({ people, online, sessions: desk.sessions.size, connections, handshakesWaiting, connectionsRefused, ...process_ }, desk.counters)
    return reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(text)
  })

  app.get('/openapi.json', onRoute('/openapi.json'), async (_, reply) => reply.header('content-type', json).send(document))

  app.get('/', onRoute('/'), async (request, reply) => {
    const shown = await desk.store.page({ prefix: '', after: '', limit: shownMax, online: true }).catch(() => null)
    const online = shown ? (await desk.counts()).online : 0
    const host = String(request.headers.host ?? '').slice(0, 300)
    reply.headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': pagePolicy,
      vary: 'accept-language',
      'referrer-policy': 'no-referrer',
    })
    return reply.send(page({ people: shown?.people ?? null, online, id: desk.id, host }, languageOf(request.headers['accept-language'])))
  })

  app.setNotFoundHandler({ preHandler: onRoute('unknown').onRequest }, (_, reply) => refuse(reply, 404, 'not-found'))
  app.setErrorHandler<Error & { readonly statusCode?: number }>((error, _, reply) => {
    const isTheirs = error.statusCode !== undefined && error.statusCode < 500
    return isTheirs ? refuse(reply, error.statusCode, 'bad-request') : refuse(reply, 503, 'unavailable')
  })
}

function refuse(reply: FastifyReply, status: number, error: DirectoryErrorCode | 'not-found'): FastifyReply {
  return reply.code(status).header('content-type', json).send(JSON.stringify({ error }))
}
