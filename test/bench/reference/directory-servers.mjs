// Servers of the directory bench, one a process: the directory itself, and what it is compared with. Orders come by IPC.
import http from 'node:http'
import tls from 'node:tls'
import Fastify from 'fastify'
import { WebSocketServer } from 'ws'

const core = () => import(new URL('../../../out/node/core.js', import.meta.url).href)
const plenty = { burst: 1e9, perSecond: 1e9 }
/** The code of the limits runs, only nobody reaches them. */
const limits = { anonymous: plenty, claimed: plenty, claimsPerAddress: plenty, claimsPerKey: plenty, dialbacks: plenty }

const servers = {
  async directory({ store, data, secure }) {
    const { createDirectory } = await core()
    const { address, id } = await createDirectory({ host: '0.0.0.0', port: 0, store, data, http: !secure, limits })
    return { port: address.port, id }
  },
  /** Bare `ws`: answers every message with the same text of `bytes`. */
  async echo({ bytes }) {
    const text = 'x'.repeat(bytes)
    const server = new WebSocketServer({ port: 0, host: '0.0.0.0', perMessageDeflate: false, clientTracking: false })
    server.on('connection', (socket) => {
      socket.send('{}')
      socket.on('message', () => socket.send(text))
    })
    await new Promise((resolve) => server.once('listening', resolve))
    return { port: server.address().port }
  },
  /** Bare TLS: holds what connects. */
  async tls() {
    const { createIdentity } = await core()
    const { keyPem: key, certPem: cert } = await createIdentity()
    const held = new Set()
    const server = tls.createServer({ key, cert }, (socket) => held.add(socket.on('error', () => {})))
    await new Promise((resolve) => server.listen({ port: 0, host: '0.0.0.0', backlog: 4096 }, resolve))
    return { port: server.address().port }
  },
  /** Bare Fastify: one route, the same JSON. */
  async fastify({ person }) {
    const app = Fastify({ logger: false, serverFactory: (handle) => http.createServer(handle) })
    app.get('/v1/people/:name', async () => person)
    await app.listen({ port: 0, host: '0.0.0.0' })
    return { port: app.server.address().port }
  },
}

process.once('message', async (job) => process.send(await servers[job.kind](job)))
process.on('message', ({ kind }) => {
  if (kind === 'cpu') process.send(process.cpuUsage())
  if (kind !== 'memory') return
  for (let i = 0; i < 4; i++) globalThis.gc?.()
  process.send({ rss: process.memoryUsage().rss, heap: process.memoryUsage().heapUsed })
})
process.on('disconnect', () => process.exit())
