import { once } from 'node:events'
import { mkdir, mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { httpLimits } from '../../../../electron/net/diagnostics/http/constants.ts'
import { type HttpLogEntry, type HttpServer, startHttpServer } from '../../../../electron/net/diagnostics/http/index.ts'
import { readRange } from '../../../../electron/net/diagnostics/http/range.ts'
import { checkLeaks } from '../../../helpers/leak-check.ts'

checkLeaks()

let root = ''
const running: HttpServer[] = []
const log: HttpLogEntry[] = []

beforeAll(async () => {
  const base = await mkdtemp(join(tmpdir(), 'palabre-http-'))
  root = join(base, 'public')
  await mkdir(join(root, 'inner'), { recursive: true })
  await mkdir(join(root, '.git'))
  await writeFile(join(base, 'secret.txt'), 'secret')
  await writeFile(join(root, '.git', 'config'), 'secret')
  await writeFile(join(root, 'hello.txt'), 'Hello, wörld')
  await writeFile(join(root, 'a & <b>.html'), '<p>')
  await writeFile(join(root, 'empty'), '')
  await writeFile(join(root, '..hidden'), 'secret')
  await writeFile(join(root, 'inner', 'index.html'), 'the index')
  await symlink(join(base, 'secret.txt'), join(root, 'out'))
  await symlink(base, join(root, 'up'))
  await symlink('.git', join(root, 'git'))
  await symlink('hello.txt', join(root, 'alias.txt'))
  await symlink('circle', join(root, 'circle'))
  const big = await open(join(root, 'big'), 'w')
  await big.truncate(10 * 1024 ** 3)
  await big.close()
})
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
  log.length = 0
})
afterAll(() => rm(join(root, '..'), { recursive: true, force: true }))

async function start(folder: string | null = null): Promise<string> {
  const server = await startHttpServer({ host: '127.0.0.1', port: 0, folder }, { onProgress: ({ requests }) => log.push(...requests) })
  running.push(server)
  return `http://127.0.0.1:${server.address.port}`
}

/** What a raw program sends, and all that comes back until the end. */
async function raw(url: string, text: string | Buffer): Promise<string> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {})
  await once(socket, 'connect')
  socket.write(text)
  let answer = ''
  socket.on('data', (part) => {
    answer += part
  })
  socket.once('end', () => socket.end())
  await once(socket, 'close')
  return answer
}

const asked = (url: string, path: string): Promise<string> => raw(url, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
const statusOf = (answer: string): number => Number(answer.split(' ', 2)[1])

describe('the page and the API', () => {
  it('tells the time and who asks', async () => {
    const url = await start()
    const page = await fetch(url)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await page.text()).toMatch(/\d{4}-\d\d-\d\dT.*127\.0\.0\.1/s)
    const time = await fetch(`${url}/api/time`)
    expect(time.headers.get('server-timing')).toMatch(/^app;dur=\d/)
    expect(await time.json()).toMatchObject({
      timestamp: expect.stringMatching(/Z$/),
      timezone: expect.any(String),
      client: { address: '127.0.0.1', port: expect.any(Number) },
      uptimeMs: expect.any(Number),
    })
  })

  it('answers HEAD without a body, HTTP/1.0 without Host, and several requests on one connection', async () => {
    const url = await start()
    const head = await fetch(url, { method: 'HEAD' })
    expect([Number(head.headers.get('content-length')) > 100, await head.text()]).toEqual([true, ''])
    expect(await raw(url, 'GET /api/time HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*Connection: close[\s\S]*"timestamp"/i)
    const line = 'GET /api/time HTTP/1.1\r\nHost: x\r\n'
    expect((await raw(url, `${line}\r\n${line}Connection: close\r\n\r\n`)).match(/HTTP\/1\.1 200/g)).toHaveLength(2)
    expect(await raw(url, 'GET http://other/api/time HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toContain('"timestamp"')
  })

  it('says 404, 405 with what is allowed, 400, and 500 with a number that is in the log', async () => {
    const url = await start()
    expect((await fetch(`${url}/nothing`)).status).toBe(404)
    expect((await fetch(`${url}/constructor`)).status).toBe(404)
    const post = await fetch(`${url}/api/time`, { method: 'POST', body: 'x' })
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    expect(statusOf(await asked(url, '/%'))).toBe(400)
    expect(statusOf(await asked(url, '/%00'))).toBe(400)
    expect(statusOf(await asked(url, '*'))).toBe(400)
    const failed = await fetch(`${url}/fail`)
    const id = failed.headers.get('x-request-id') ?? 'none'
    expect([failed.status, (await failed.text()).includes(id)]).toEqual([500, true])
    await running.splice(0)[0]?.stop()
    expect(log.find((entry) => entry.requestId === id)).toMatchObject({ status: 500, path: '/fail', cause: 'Error' })
    expect(log.map((entry) => entry.status)).toEqual([404, 404, 405, 400, 400, 400, 500])
  })

  it('teaches: status, delay, drip, bytes and echo, within bounds', async () => {
    const url = await start()
    expect((await fetch(`${url}/status/418`)).status).toBe(418)
    expect((await fetch(`${url}/status/204`)).status).toBe(204)
    expect((await fetch(`${url}/status/99`)).status).toBe(400)
    expect(await (await fetch(`${url}/delay/5`)).text()).toBe('after 5 ms\n')
    expect((await fetch(`${url}/delay/999999`)).status).toBe(400)
    expect(await (await fetch(`${url}/drip?ms=1&n=3`)).text()).toBe('1 of 3\n2 of 3\n3 of 3\n')
    expect((await fetch(`${url}/drip?n=1000`)).status).toBe(400)
    expect((await (await fetch(`${url}/bytes/1000000`)).arrayBuffer()).byteLength).toBe(1_000_000)
    expect((await fetch(`${url}/bytes/99999999999`)).status).toBe(400)
    expect(await (await fetch(`${url}/echo`, { method: 'POST', body: 'é' })).text()).toBe('é')
    const large = await fetch(`${url}/echo`, { method: 'PUT', body: new Uint8Array(httpLimits.echo + 1) }).catch(() => null)
    expect(large?.status ?? 413).toBe(413)
  })
})

describe('what is not a good request', () => {
  it('is told so: rubbish, HTTP/1.1 without Host, a request line of 1 MB', async () => {
    const url = await start()
    expect(await raw(url, 'hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 Bad Request/)
    expect(await raw(url, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/)
    expect(await raw(url, `GET /${'a'.repeat(1024 * 1024)} HTTP/1.1\r\nHost: x\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431/)
    expect(await raw(url, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431/)
    expect(await (await fetch(url)).text()).toContain('Palabre')
  })

  it('ends a request that never ends', async () => {
    const url = await start()
    const begun = performance.now()
    expect(await raw(url, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')).toMatch(/^HTTP\/1\.1 408/)
    expect(performance.now() - begun).toBeLessThan(httpLimits.headersMs + 5_000)
  })
})

describe('a folder', () => {
  it('lists what may be seen, escaped, and serves it with its type', async () => {
    const url = await start(root)
    const html = await (await fetch(url)).text()
    expect(html).toContain('href="./a%20%26%20%3Cb%3E.html">a &amp; &lt;b&gt;.html<')
    for (const hidden of ['.git', '..hidden', '>out<', '>up/<', '>git/<', 'circle']) expect(html).not.toContain(hidden)
    const file = await fetch(`${url}/hello.txt`)
    expect(await file.text()).toBe('Hello, wörld')
    expect([file.headers.get('content-type'), file.headers.get('x-content-type-options')]).toEqual(['text/plain; charset=utf-8', 'nosniff'])
    expect(await (await fetch(`${url}/alias.txt`)).text()).toBe('Hello, wörld')
    expect(await (await fetch(`${url}/inner`)).text()).toBe('the index')
    expect((await fetch(`${url}/empty`)).headers.get('content-length')).toBe('0')
    expect((await fetch(`${url}/hello.txt/`)).status).toBe(404)
    expect((await fetch(`${url}/hello.txt`, { method: 'DELETE' })).status).toBe(405)
    expect((await (await fetch(`${url}/api/time`)).json()).timezone).toBeTruthy()
  })

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/%252e%252e%252fsecret.txt',
    '/%c0%ae%c0%ae/secret.txt',
    '/inner/../../secret.txt',
    '/inner/..%2f..%2fsecret.txt',
    '//etc/passwd',
    '/%2fetc/passwd',
    '/out',
    '/up/secret.txt',
    '/up/',
    '/.git/config',
    '/git/config',
    '/%2egit/config',
    '/..hidden',
    '/hello.txt%00.html',
    '/circle',
    '/./hello.txt',
  ])('gives nothing for %s', async (path) => {
    const answer = await asked(await start(root), path)
    expect([400, 404]).toContain(statusOf(answer))
    expect(answer.replace(path, '')).not.toMatch(/secret\b(?!\.txt)|root:/)
  })

  it('answers 304 to whoever has it, and ranges', async () => {
    const url = `${await start(root)}/hello.txt`
    const first = await fetch(url)
    const etag = first.headers.get('etag') ?? ''
    const with_ = (headers: Record<string, string>) => fetch(url, { headers })
    expect((await with_({ 'if-none-match': `"x", W/${etag}` })).status).toBe(304)
    expect((await with_({ 'if-none-match': '"x"' })).status).toBe(200)
    expect((await with_({ 'if-modified-since': first.headers.get('last-modified') ?? '' })).status).toBe(304)
    const part = await with_({ range: 'bytes=0-4' })
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 0-4/13', 'Hello'])
    expect(await (await with_({ range: 'bytes=-3' })).text()).toBe('rld')
    expect(await (await with_({ range: 'bytes=7-' })).text()).toBe('wörld')
    expect((await with_({ range: 'bytes=0-4', 'if-range': '"other"' })).status).toBe(200)
    const beyond = await with_({ range: 'bytes=100-' })
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */13'])
    const hundred = await with_({ range: `bytes=${Array.from({ length: 100 }, (_, i) => `${i}-${i}`).join(',')}` })
    expect(hundred.status).toBe(416)
  })

  it('streams 10 GB in little memory, and any part of it', async () => {
    const url = `${await start(root)}/big`
    const head = await fetch(url, { method: 'HEAD' })
    expect(head.headers.get('content-length')).toBe(String(10 * 1024 ** 3))
    const end = await fetch(url, { headers: { range: 'bytes=-5' } })
    expect((await end.arrayBuffer()).byteLength).toBe(5)
    const before = process.memoryUsage().rss
    const { body } = await fetch(url)
    const reader = body?.getReader()
    for (let got = 0; got < 300 * 1024 * 1024; ) got += (await reader?.read())?.value?.length ?? Number.POSITIVE_INFINITY
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024)
    await reader?.cancel()
  })

  it('is closed to a page elsewhere that gives its own name our address', async () => {
    const url = await start(root)
    expect(statusOf(await raw(url, 'GET /hello.txt HTTP/1.1\r\nHost: evil.example:8088\r\nConnection: close\r\n\r\n'))).toBe(421)
    expect(statusOf(await raw(url, 'GET /hello.txt HTTP/1.1\r\nHost: 127.evil.example\r\nConnection: close\r\n\r\n'))).toBe(421)
    expect(statusOf(await raw(url, 'GET /hello.txt HTTP/1.0\r\n\r\n'))).toBe(200)
  })

  it('must be one', async () => {
    await expect(startHttpServer({ host: '127.0.0.1', port: 0, folder: join(root, 'hello.txt') })).rejects.toMatchObject({ code: 'bad-argument' })
    await expect(startHttpServer({ host: '127.0.0.1', port: 0, folder: join(root, 'none') })).rejects.toMatchObject({ code: 'bad-argument' })
  })
})

describe('ports', () => {
  it('says what is wrong with one', async () => {
    const { port } = new URL(await start())
    await expect(startHttpServer({ host: '127.0.0.1', port: Number(port), folder: null })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await expect(startHttpServer({ host: '127.0.0.1', port: 65_536, folder: null })).rejects.toMatchObject({ code: 'bad-port' })
    await expect(startHttpServer({ host: '192.0.2.1', port: 0, folder: null })).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' })
  })
})

describe('a Range header', () => {
  it.each([
    [undefined, 'whole'],
    ['items=0-1', 'whole'],
    ['bytes=a-b', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=5-2', 'whole'],
    ['bytes=0-1,3-4', 'whole'],
    ['bytes=-0', 'refused'],
    ['bytes=10-', 'refused'],
    ['bytes=9-99', 'part'],
    ['bytes=-99', 'part'],
  ])('%s is %s of 10 bytes', (header, type) => expect(readRange(header, 10).type).toBe(type))
})
