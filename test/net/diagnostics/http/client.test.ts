import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecure } from 'node:https'
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { HttpRequestOptions } from '../../../../electron/net/diagnostics/http/client-types.ts'
import { httpLimits } from '../../../../electron/net/diagnostics/http/constants.ts'
import { askHttp, createAgents, figuresOf } from '../../../../electron/net/diagnostics/http/index.ts'
import { Stopwatch } from '../../../../electron/net/diagnostics/http/phases.ts'
import { checkLeaks } from '../../../helpers/leak-check.ts'

checkLeaks()

const servers: Server[] = []
const sockets = new Set<Socket>()
let folder = ''
let tls = { key: '', cert: '' }

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'palabre-tls-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const of = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert]
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30', ...of], { stdio: 'ignore' })
  tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
})
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
  for (const socket of sockets) socket.destroy()
  sockets.clear()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function listen(server: Server): Promise<number> {
  servers.push(server)
  server.on('connection', (socket) => sockets.add(socket.on('error', () => {})))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const http = async (answer: RequestListener): Promise<string> => `http://127.0.0.1:${await listen(createServer(answer))}`
/** Answers every connection with these bytes, whatever it says, and goes on talking if told. */
const raw = async (talk: (socket: Socket) => void): Promise<string> => `http://127.0.0.1:${await listen(createTcp((socket) => talk(socket)))}`

const standard = { method: 'GET', headers: [], body: null, follow: true, timeoutMs: 5_000, keepAlive: false, insecure: false } as const

async function ask(url: string, more: Partial<HttpRequestOptions> = {}) {
  const agents = createAgents(false)
  try {
    return await askHttp({ url, ...standard, ...more }, agents)
  } finally {
    agents.close()
  }
}

describe('an answer', () => {
  it('comes with its phases, sizes and headers', async () => {
    const url = await http((_request, response) => {
      response.writeHead(200, { 'server-timing': 'app;dur=1.5', 'x-a': '1' })
      setTimeout(() => response.end('hello'), 30)
      response.flushHeaders()
    })
    const { hops, body, problem } = await ask(url)
    expect([hops.length, String(body), problem]).toEqual([1, 'hello', null])
    const hop = hops[0]
    expect(hop).toMatchObject({ status: 200, version: '1.1', reused: false, wireBytes: 5, bodyBytes: 5, serverMs: 1.5, remote: { host: '127.0.0.1' } })
    expect(hop?.phases).toMatchObject({ dns: null, tls: null, connect: expect.any(Number), waiting: expect.any(Number) })
    expect(hop?.phases.download ?? 0).toBeGreaterThan(20)
    const { connect, sent, waiting, download, total } = hop?.phases ?? { total: 0 }
    expect((connect ?? 0) + (sent ?? 0) + (waiting ?? 0) + (download ?? 0)).toBeLessThanOrEqual(total)
  })

  it('to any method, headers and body', async () => {
    const url = await http((request, response) => {
      let text = ''
      request.on('data', (part) => {
        text += part
      })
      request.on('end', () => response.end(JSON.stringify([request.method, request.headers['x-a'], request.headers['content-length'], text])))
    })
    const { body } = await ask(url, { method: 'PROPFIND', headers: [['X-A', 'b']], body: Buffer.from('é') })
    expect(JSON.parse(String(body))).toEqual(['PROPFIND', 'b', '2', 'é'])
  })

  it('names the name server’s part, and reuses connections', async () => {
    const url = (await http((_request, response) => response.end('x'))).replace('127.0.0.1', 'localhost')
    const agents = createAgents(true)
    const options = { ...standard, url, keepAlive: true }
    const first = (await askHttp(options, agents)).hops[0]
    const second = (await askHttp(options, agents)).hops[0]
    agents.close()
    expect([first?.reused, first?.phases.dns !== null]).toEqual([false, true])
    expect(second).toMatchObject({ reused: true, phases: { dns: null, connect: null, tls: null, waiting: expect.any(Number) } })
    if (first && second) expect(figuresOf([first, second])).toMatchObject({ runs: 2, failed: 0, reused: 1, phases: { connect: { n: 1 }, total: { n: 2 } } })
  })
})

describe('redirects', () => {
  it('are a chain, and secrets stay with the server they were for', async () => {
    const other = await http((request, response) => response.end(`${request.method} ${request.headers.authorization ?? 'no secret'}`))
    const url = await http((request, response) => response.writeHead(request.url === '/' ? 302 : 301, { location: request.url === '/' ? '/b' : other }).end())
    const { hops, body } = await ask(url, { method: 'POST', body: Buffer.from('x'), headers: [['Authorization', 'secret']] })
    expect(hops.map((hop) => [hop.method, hop.status])).toEqual([
      ['POST', 302],
      ['GET', 301],
      ['GET', 200],
    ])
    expect(String(body)).toBe('GET no secret')
    expect((await ask(url, { follow: false })).hops).toHaveLength(1)
  })

  it('end: in a circle, too many, or to what is no web address', async () => {
    const circle = await http((request, response) => response.writeHead(302, { location: request.url === '/a' ? '/b' : '/a' }).end())
    expect((await ask(circle)).problem).toEqual({ type: 'redirect-loop' })
    let n = 0
    const ever = await http((_request, response) => response.writeHead(302, { location: `/${n++}` }).end())
    const { hops, problem } = await ask(ever)
    expect([hops.length, problem]).toEqual([httpLimits.redirects + 1, { type: 'too-many-redirects', most: httpLimits.redirects }])
    const file = await http((_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end())
    expect((await ask(file)).problem).toMatchObject({ type: 'bad-redirect' })
  })
})

describe('what goes wrong', () => {
  it('nobody listens; nobody answers; stopped', async () => {
    const port = await listen(createTcp())
    servers.pop()?.close()
    expect((await ask(`http://127.0.0.1:${port}`)).problem).toMatchObject({ type: 'network', error: { code: 'ECONNREFUSED', details: { port } } })
    const silent = await raw(() => {})
    expect((await ask(silent, { timeoutMs: 50 })).problem).toEqual({ type: 'timeout', phase: 'waiting', timeoutMs: 50 })
    expect(await askHttp({ ...standard, url: silent }, createAgents(false), AbortSignal.abort())).toMatchObject({ problem: { type: 'stopped' } })
  })

  it('the answer is not HTTP: its beginning is shown', async () => {
    const url = await raw((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'))
    expect((await ask(url)).problem).toMatchObject({ type: 'not-http', hex: Buffer.from('SSH-2.0-OpenSSH_9.2\r\n').toString('hex') })
  })

  it.each(['HTTP/1.1 200 OK\nA: b\n\nhello', 'HTTP/1.1 200 OK\r\nA: b\n\nhello'])('lines that end with a line feed alone: %j', async (answer) => {
    const url = await raw((socket) => socket.end(answer))
    expect((await ask(url)).problem).toMatchObject({ type: 'bare-newlines', hex: Buffer.from(answer).toString('hex') })
  })

  it('an address in numbers is not looked up: it was connecting', () => {
    expect([new Stopwatch(true).current(false, false), new Stopwatch(false).current(false, false)]).toEqual(['connect', 'dns'])
  })

  it('the connection ends before, or in the middle', async () => {
    expect((await ask(await raw((socket) => socket.end()))).problem).toEqual({ type: 'closed-unanswered' })
    expect((await ask(await raw((socket) => socket.once('data', () => socket.end())))).problem).toEqual({ type: 'closed-unanswered' })
    const reset = await raw((socket) => socket.once('data', () => socket.resetAndDestroy()))
    expect((await ask(reset)).problem).toMatchObject({ type: 'network', error: { code: 'ECONNRESET' } })
    expect((await ask(await raw((socket) => socket.end('HTTP/1.1 200')))).problem).toEqual({ type: 'cut-short', received: 12 })
    const cut = await raw((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello'))
    expect((await ask(cut)).problem).toEqual({ type: 'cut-short', received: 5 })
  })

  it('it never ends, in headers or in the body', async () => {
    const slow = await raw((socket) => socket.write('HTTP/1.1 200 OK\r\n\r\nbeginning'))
    const { hops, problem } = await ask(slow, { timeoutMs: 100 })
    expect([hops[0]?.status, problem]).toEqual([200, { type: 'timeout', phase: 'download', timeoutMs: 100 }])
    const ever = await raw((socket) => {
      const more = () => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65_536)));
      }
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.on('drain', more)
      more()
    })
    expect((await ask(ever, { timeoutMs: 20_000 })).problem).toEqual({ type: 'body-too-large', most: httpLimits.bodyBytes })
    const headers = await raw((socket) => socket.write(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(100_000)}`))
    expect((await ask(headers)).problem).toEqual({ type: 'headers-too-large' })
  })

  it('it is compressed: decoded, but not 1000:1, nor when it is not', async () => {
    const url = await http((request, response) => {
      const body = request.url === '/bomb' ? gzipSync(Buffer.alloc(15 * 1024 * 1024)) : gzipSync('hello '.repeat(1_000))
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(request.url === '/lie' ? 'not gzip at all' : body)
    })
    const { hops, body } = await ask(url)
    expect([body.length, hops[0]?.bodyBytes, (hops[0]?.wireBytes ?? 0) < 200]).toEqual([6_000, 6_000, true])
    const bomb = await ask(`${url}/bomb`)
    expect(bomb.problem).toMatchObject({ type: 'expands-too-much' })
    expect(bomb.body.length).toBeLessThan(4 * 1024 * 1024)
    expect((await ask(`${url}/lie`)).problem).toEqual({ type: 'bad-encoding', encoding: 'gzip' })
  })

  it('a certificate that vouches for itself is refused, or looked at when asked', async () => {
    const port = await listen(createSecure(tls, (_request, response) => response.end('secret')))
    const url = `https://127.0.0.1:${port}`
    expect((await ask(url)).problem).toEqual({ type: 'certificate', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    const { hops, body } = await ask(url, { insecure: true })
    expect(String(body)).toBe('secret')
    expect(hops[0]).toMatchObject({
      phases: { tls: expect.any(Number) },
      tls: { protocol: 'TLSv1.3', subject: 'localhost', daysLeft: 29, untrusted: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    })
  })

  it('a damaged certificate, and no TLS at all', async () => {
    const der = Buffer.from(tls.cert.replace(/-----.*-----|\s/g, ''), 'base64')
    der[der.length - 1] = (der.at(-1) ?? 0) ^ 1
    const cert = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`
    const port = await listen(createSecure({ ...tls, cert }, (_request, response) => response.end()))
    expect((await ask(`https://127.0.0.1:${port}`)).problem?.type).toMatch(/certificate|tls/)
    const plain = await http((_request, response) => response.end())
    expect((await ask(plain.replace('http:', 'https:'))).problem).toMatchObject({ type: 'tls' })
  })
})
