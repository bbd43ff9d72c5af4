import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { directoryLimits } from '../../../electron/net/protocols/directory/constants.ts'
import { originOf } from '../../../electron/net/protocols/directory/origin.ts'
import { languageOf, page } from '../../../electron/net/protocols/directory/page.ts'
import { createIdentity } from '../../../electron/net/protocols/secure-peer/index.ts'
import type { Identity } from '../../../electron/net/protocols/secure-peer/types.ts'
import { checkLeaks } from '../../helpers/leak-check.ts'
import { Client, someone, startDirectory, temporaryFolder } from './harness.ts'

checkLeaks()

let alice: Identity
let bob: Identity
beforeAll(async () => {
  ;[alice, bob] = await Promise.all([someone(), someone()])
})

const served = async (options: Parameters<typeof startDirectory>[0] = {}) => {
  const directory = await startDirectory(options)
  const [first, second] = [await Client.open(directory), await Client.open(directory)]
  await first.claim(alice, 'Alice')
  await second.claim(bob, 'bob')
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${directory.address.port}${path}`, { headers: { connection: 'close', ...headers } })
  const json = async (path: string) => (await get(path)).json()
  return { directory, get, json, first }
}

describe('over HTTP', () => {
  it('people are found by name, listed and searched', async () => {
    const { get, json } = await served()
    expect(await json('/v1/people/aLICE')).toMatchObject({ id: alice.id, name: 'Alice', state: 'online', record: expect.any(String) })
    expect(await json('/v1/people')).toMatchObject({ people: [{ name: 'Alice' }, { name: 'bob' }], next: null })
    expect(await json('/v1/people?search=B&online=true')).toMatchObject({ people: [{ name: 'bob' }] })
    expect(await json('/v1/people?limit=1')).toMatchObject({ people: [{ name: 'Alice' }], next: 'alice' })
    expect(await json('/v1/people?limit=1&after=alice')).toMatchObject({ people: [{ name: 'bob' }], next: null })
    expect((await get('/v1/people/carol')).status).toBe(404)
    for (const path of [
      '/v1/people/%F0%9F%99%82%F0%9F%99%82',
      `/v1/people/${'x'.repeat(1_000)}`,
      '/v1/people/a%20b',
      '/v1/people?limit=0',
      '/v1/people?limit=101',
      '/v1/people?limit=x',
    ])
      expect((await get(path)).status, path).toBe(400)
    expect((await get(`/v1/people/${'x'.repeat(2_000)}`)).status).toBeGreaterThanOrEqual(400)
    expect((await get('/v1/people/%ff')).status).toBe(400)
    expect((await get('/nothing')).status).toBe(404)
  })

  it('the page for people escapes what is hostile, and runs nothing', async () => {
    const { get } = await served()
    const answer = await get('/')
    const html = await answer.text()
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]+=*'/)
    expect(html).toContain('<bdi>Alice</bdi>')
    expect(html).toContain('Online now (2)')
    expect(html).not.toContain('<script')
    expect(await (await get('/', { 'accept-language': 'fr-CH, en;q=0.5' })).text()).toContain('En ligne (2)')
    const evil = page(
      { people: [{ id: '', name: '<img src=x>', state: 'online', seenAt: 0, record: '' }], online: 1, id: 'I', host: '"><script>1</script>' },
      'en',
    )
    expect(evil).not.toContain('<img')
    expect(evil).not.toContain('<script')
  })

  it('speaks the language that is asked for most', () => {
    for (const [accept, language] of [
      [undefined, 'en'],
      ['fr', 'fr'],
      ['de, fr;q=0.3, en;q=0.2', 'fr'],
      ['fr;q=0, de', 'en'],
      ['en, fr', 'en'],
      ['x'.repeat(100_000), 'en'],
    ] as const)
      expect(languageOf(accept)).toBe(language)
  })

  it('health, metrics, the address one is seen under, and a document of all that', async () => {
    const { get, json, directory } = await served()
    expect(await json('/health')).toEqual({ status: 'ok', store: null })
    const metrics = await (await get('/metrics')).text()
    for (const line of [
      'palabre_directory_people 2',
      'palabre_directory_people_online 2',
      'palabre_directory_sessions 2',
      'palabre_directory_requests_total{type="claim"} 2',
    ])
      expect(metrics.split('\n')).toContain(line)
    expect(await json('/v1/observed')).toEqual({ host: '127.0.0.1', port: expect.any(Number) })
    const document = (await json('/openapi.json')) as { openapi: string; paths: Record<string, { get: { parameters: { name: string }[] } }> }
    expect(document.openapi).toBe('3.0.3')
    for (const path of Object.keys(document.paths)) expect((await get(path.replace('{name}', 'alice'))).status, path).toBe(200)
    expect(document.paths['/v1/people']?.get.parameters.map(({ name }) => name)).toEqual(['search', 'after', 'limit', 'online'])
    expect(directory.id).toMatch(/^[A-Z2-7]{52}$/)
  })

  it('one address has a budget, and health is always answered', async () => {
    const { get } = await served({ limits: { ...directoryLimits, anonymous: { burst: 10, perSecond: 0.01 } } })
    const statuses = []
    for (let i = 0; i < 12; i++) statuses.push((await get('/v1/people/alice')).status)
    expect(statuses.slice(-3)).toEqual([429, 429, 429])
    expect((await get('/v1/people/alice')).headers.get('retry-after')).toMatch(/^\d+$/)
    expect((await get('/health')).status).toBe(200)
    expect((await get('/v1/people/alice', { 'x-forwarded-for': '203.0.113.5' })).status).toBe(200)
  })

  it('what a proxy says of the address is believed from this computer only, its last word', async () => {
    const { get } = await served()
    const seen = async (forwarded: string) => ((await (await get('/v1/observed', { 'x-forwarded-for': forwarded })).json()) as { host: string }).host
    expect(await seen('198.51.100.1, 203.0.113.5')).toBe('203.0.113.5')
    expect(await seen('2001:db8::1')).toBe('2001:db8::1')
    for (const rubbish of ['<script>', 'ace.cafe', '127.1', '2130706433', '203.0.113.5:80', '']) expect(await seen(rubbish)).toBe('127.0.0.1')
  })

  it('100 MB sent at a route are not kept, and a slow or broken request ends', async () => {
    const { directory, get } = await served()
    const before = process.memoryUsage().rss
    const upload = request({ port: directory.address.port, host: '127.0.0.1', path: '/v1/people/alice', method: 'POST' })
    upload.on('error', () => {})
    const ended = Promise.race([
      once(upload, 'response').then(([answer]) => (answer as { statusCode: number }).statusCode),
      once(upload, 'close').then(() => 0),
    ])
    const chunk = Buffer.alloc(1_000_000)
    for (let i = 0; i < 100; i++) upload.write(chunk)
    expect([0, 404, 413]).toContain(await ended)
    upload.destroy()
    const garbage = connect(directory.address.port, '127.0.0.1').on('error', () => {})
    garbage.write(Buffer.alloc(100_000, 'x'))
    garbage.resume()
    await once(garbage, 'close')
    expect((await get('/health')).status).toBe(200)
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000)
  })
})

it('an upgrade that is none, or to somewhere else, is refused and ends nothing', async () => {
  const { directory, get } = await served()
  const raw = async (head: string) => {
    const socket = connect(directory.address.port, '127.0.0.1').on('error', () => {})
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.end(`${head}\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
    await once(socket, 'close')
    return answer.split('\r\n')[0]
  }
  for (const path of ['//', '/', '/v1/people', 'http://[', '/v1/session/x', '*']) expect(await raw(`GET ${path} HTTP/1.1`), path).toMatch(/ (400|404) /)
  expect(await raw('GET /v1/session HTTP/1.1')).toMatch(/ 4\d\d /)
  expect(await raw('POST /v1/session?x HTTP/1.1')).toMatch(/ 4\d\d /)
  expect((await get('/health')).status).toBe(200)
})

it('a certificate that was given is used; wrong ones say what is wrong', async () => {
  const data = temporaryFolder()
  const [one, other] = [await createIdentity(), await createIdentity()]
  const file = (name: string, content: string) => {
    writeFileSync(join(data, name), content)
    return join(data, name)
  }
  const [cert, key, otherKey, broken] = [file('cert', one.certPem), file('key', one.keyPem), file('other', other.keyPem), file('broken', 'x')]
  const directory = await startDirectory({ http: false, data, tls: { cert, key } })
  const client = await Client.open(directory, { secure: true })
  expect(client.challenge.directory).toBe(directory.id)
  const behindProxy = await startDirectory({ data, tls: { cert, key: null } })
  expect(behindProxy.id).toBe(directory.id)
  await expect(startDirectory({ http: false, data, tls: { cert, key: otherKey } })).rejects.toMatchObject({
    code: 'key-unavailable',
    details: { problem: 'mismatch' },
  })
  await expect(startDirectory({ http: false, data, tls: { cert: broken, key } })).rejects.toMatchObject({ details: { problem: 'unreadable' } })
  await expect(startDirectory({ http: false, data, tls: { cert: join(data, 'none'), key } })).rejects.toMatchObject({ details: { problem: 'missing' } })
})

it('a port that is taken and a store that can’t be are errors', async () => {
  const { directory } = await served()
  await expect(startDirectory({ port: directory.address.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  await expect(startDirectory({ store: 'mysql:x' })).rejects.toMatchObject({ code: 'bad-argument' })
  await expect(startDirectory({ store: `sqlite:${join(file, 'x.db')}` })).rejects.toMatchObject({ code: 'store-failed' })
})

it('an origin is an IPv4 address or the /64 of an IPv6 address', () => {
  for (const [host, origin] of [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ] as const)
    expect(originOf(host)).toBe(origin)
})
