import { once } from 'node:events'
import { readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  directoryLimits,
  handshakeMs,
  reservedMs,
  sendBufferBytes,
  sessionsPerKey,
  silentMs,
  storeRetryMs,
  watchBatch,
  watchesMax,
} from '../../../electron/net/protocols/directory/constants.ts'
import { signProof } from '../../../electron/net/protocols/directory/index.ts'
import { closeCodes } from '../../../electron/net/protocols/directory/types.ts'
import type { Identity } from '../../../electron/net/protocols/secure-peer/types.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'
import { checkLeaks } from '../../helpers/leak-check.ts'
import { atEnd, Client, recordOf, someone, startDirectory, temporaryFolder } from './harness.ts'

checkLeaks()

let alice: Identity
let bob: Identity
let eve: Identity
beforeAll(async () => {
  ;[alice, bob, eve] = await Promise.all([someone(), someone(), someone()])
})

const fails = (code: string) => expect.objectContaining({ type: 'error', code })
const found = (person: unknown) => expect.objectContaining({ type: 'found', person })

describe('a claim', () => {
  it('puts someone online under a pseudonym, and anyone finds them by it or by identity', async () => {
    const directory = await startDirectory()
    const client = await Client.open(directory)
    expect(await client.claim(alice, 'Alice')).toMatchObject({ type: 'claimed', person: { id: alice.id, name: 'Alice', state: 'online' } })
    const stranger = await Client.open(directory)
    const person = expect.objectContaining({ id: alice.id, name: 'Alice', state: 'online', record: expect.any(String) })
    expect(await stranger.ask({ type: 'find', name: 'aLICE' })).toEqual(found(person))
    expect(await stranger.ask({ type: 'find', id: alice.id })).toEqual(found(person))
    expect(await stranger.ask({ type: 'find', name: 'bob' })).toEqual(found(null))
    await stranger.ask({ type: 'watch', names: ['alice'] })
    await client.end()
    expect(await stranger.push()).toMatchObject({ person: { state: 'offline' } })
    expect(await stranger.ask({ type: 'find', name: 'alice' })).toMatchObject({ person: { state: 'offline' } })
  })

  it('without a proof, with a stolen one, or with somebody else’s record is refused', async () => {
    const directory = await startDirectory()
    const victim = await Client.open(directory)
    const thief = await Client.open(directory)
    const record = recordOf(alice, 'alice')
    const stolen = signProof(alice, victim.challenge, Date.now())
    expect(await thief.ask({ type: 'claim', record })).toEqual(fails('bad-request'))
    expect(await thief.ask({ type: 'claim', record, proof: '' })).toEqual(fails('bad-proof'))
    expect(await thief.ask({ type: 'claim', record, proof: stolen })).toEqual(fails('bad-proof'))
    expect(await thief.ask({ type: 'claim', record, proof: signProof(eve, thief.challenge, Date.now()) })).toEqual(fails('wrong-key'))
    expect(await thief.ask({ type: 'update', record })).toEqual(fails('not-claimed'))
    expect(await victim.ask({ type: 'claim', record, proof: stolen })).toMatchObject({ type: 'claimed' })
  })

  it('made for one directory is of no use at another', async () => {
    const [one, other] = [await startDirectory(), await startDirectory()]
    expect(one.id).not.toBe(other.id)
    const client = await Client.open(other)
    const relayed = signProof(alice, { nonce: client.challenge.nonce, directory: one.id }, Date.now())
    expect(await client.ask({ type: 'claim', record: recordOf(alice, 'alice'), proof: relayed })).toEqual(fails('bad-proof'))
  })

  it('with an expired record, an older one, or another of the same number is refused; the same again is not', async () => {
    const client = await Client.open(await startDirectory())
    const now = Date.now()
    expect(await client.claim(alice, 'alice', { now: now - 3_700_000 })).toEqual(fails('record-expired'))
    const newest = recordOf(alice, 'alice', { seq: 1_000 })
    const proof = signProof(alice, client.challenge, now)
    expect(await client.ask({ type: 'claim', record: newest, proof })).toMatchObject({ type: 'claimed' })
    expect(await client.ask({ type: 'claim', record: newest, proof })).toMatchObject({ type: 'claimed' })
    expect(await client.ask({ type: 'update', record: recordOf(alice, 'alice', { seq: 999 }) })).toEqual(fails('record-stale'))
    expect(await client.ask({ type: 'update', record: recordOf(alice, 'alice', { seq: 1_000, addresses: [] }) })).toEqual(fails('record-stale'))
    expect(await client.ask({ type: 'update', record: recordOf(bob, 'alice', { seq: 1_001 }) })).toEqual(fails('wrong-key'))
  })

  it('of a name that two want at once goes to one of them', async () => {
    const directory = await startDirectory()
    const clients = await Promise.all([Client.open(directory), Client.open(directory)])
    const answers = await Promise.all([clients[0].claim(alice, 'same'), clients[1].claim(bob, 'SAME')])
    expect(answers.map((answer) => answer.type).sort()).toEqual(['claimed', 'error'])
    expect(answers).toContainEqual(fails('name-taken'))
  })

  it('of a name that looks like another’s, or that is none, is refused', async () => {
    const directory = await startDirectory()
    const [first, second] = [await Client.open(directory), await Client.open(directory)]
    await first.claim(alice, 'Copal')
    expect(await second.claim(eve, 'copa1')).toEqual(fails('name-confusable'))
    await first.ask({ type: 'update', record: recordOf(alice, 'Copa') })
    expect(await second.claim(eve, 'сора')).toEqual(fails('name-confusable'))
    for (const name of ['pаypal', 'x'.repeat(33), 'a\u202eb', '🙂🙂', 'a b', 'x']) expect(await second.claim(eve, name), name).toEqual(fails('bad-name'))
    expect(await second.claim(eve, 'x'.repeat(10_000))).toEqual(fails('bad-request'))
    expect(await second.ask({ type: 'find', name: 'x'.repeat(10_000) })).toEqual(fails('bad-request'))
    expect(await second.ask({ type: 'find', name: 'a\u202eb' })).toEqual(fails('bad-name'))
    expect(await second.claim(eve, 'eve')).toMatchObject({ type: 'claimed' })
  })

  it('of another name releases the old one, also its look', async () => {
    const directory = await startDirectory()
    const [first, second] = [await Client.open(directory), await Client.open(directory)]
    await first.claim(alice, 'anna1')
    await second.ask({ type: 'watch', names: ['Anna1'] })
    expect(await first.ask({ type: 'update', record: recordOf(alice, 'bella') })).toMatchObject({ type: 'claimed' })
    expect(await second.push((push) => push.type === 'released')).toEqual({ type: 'released', name: 'anna1' })
    expect(await second.claim(bob, 'annal')).toMatchObject({ type: 'claimed' })
  })

  it('is kept for 30 days after the last visit, over a restart too', async () => {
    const data = temporaryFolder()
    const clock = new FakeClock(Date.now())
    const options = { data, store: `sqlite:${join(data, 'directory.db')}`, clock }
    const before = await startDirectory(options)
    const first = await Client.open(before)
    await first.claim(alice, 'alice')
    await before.stop()
    const after = await startDirectory(options)
    expect(after.id).toBe(before.id)
    const second = await Client.open(after)
    expect(await second.ask({ type: 'find', name: 'alice' })).toMatchObject({ person: { state: 'offline' } })
    expect(await second.claim(bob, 'alice', { now: clock.now() })).toEqual(fails('name-taken'))
    clock.setWall(clock.now() + reservedMs + 1_000)
    const third = await Client.open(after)
    expect(await third.claim(bob, 'alice', { now: clock.now() })).toMatchObject({ type: 'claimed', person: { id: bob.id } })
    expect(await third.ask({ type: 'find', id: alice.id })).toEqual(found(null))
  })

  it('by more sessions of one key than it may have is refused, and online lasts as long as one is open', async () => {
    const directory = await startDirectory()
    const clients = await Promise.all(Array.from({ length: sessionsPerKey }, () => Client.open(directory)))
    const record = recordOf(alice, 'alice')
    for (const client of clients)
      expect(await client.ask({ type: 'claim', record, proof: signProof(alice, client.challenge, Date.now()) })).toMatchObject({ type: 'claimed' })
    const further = await Client.open(directory)
    expect(await further.claim(alice, 'alice')).toEqual(fails('too-many-sessions'))
    expect(await further.closed).toBe(closeCodes.crowded)
    const watcher = await Client.open(directory)
    await watcher.ask({ type: 'watch', ids: [alice.id] })
    for (const client of clients.slice(1)) await client.end()
    expect(await watcher.ask({ type: 'find', name: 'alice' })).toMatchObject({ person: { state: 'online' } })
    await clients[0]?.end()
    expect(await watcher.push()).toMatchObject({ type: 'presence', person: { state: 'offline' } })
  })
})

describe('who is there', () => {
  it('is listed and searched in pages, all or only those online', async () => {
    const directory = await startDirectory({ limits: { ...directoryLimits, claimsPerKey: { burst: 100, perSecond: 100 } } })
    const people = await Promise.all(
      ['ada', 'adele', 'bea', 'Zoé', 'ève'].map(async (name) => ({ name, identity: await someone(), client: await Client.open(directory) })),
    )
    for (const { name, identity, client } of people) await client.claim(identity, name)
    await people[1]?.client.end()
    const asker = await Client.open(directory)
    const names = async (request: { type: string } & Record<string, unknown>) => {
      const answer = await asker.ask(request)
      return answer.type === 'people' ? [answer.people.map((person) => person.name), answer.next] : answer
    }
    expect(await names({ type: 'list' })).toEqual([['ada', 'adele', 'bea', 'Zoé', 'ève'], null])
    expect(await names({ type: 'list', limit: 2 })).toEqual([['ada', 'adele'], 'adele'])
    expect(await names({ type: 'list', limit: 2, after: 'adele' })).toEqual([['bea', 'Zoé'], 'zoé'])
    expect(await names({ type: 'list', online: true })).toEqual([['ada', 'bea', 'Zoé', 'ève'], null])
    expect(await names({ type: 'search', prefix: 'AD' })).toEqual([['ada', 'adele'], null])
    expect(await names({ type: 'search', prefix: 'ad', online: true })).toEqual([['ada'], null])
    expect(await names({ type: 'search', prefix: 'ad', after: 'ada' })).toEqual([['adele'], null])
    expect(await names({ type: 'search', prefix: 'x' })).toEqual([[], null])
    expect(await names({ type: 'list', limit: 1_000 })).toEqual(fails('bad-request'))
  })

  it('is told to those who watch: coming, going, moving; also a name nobody had', async () => {
    const directory = await startDirectory()
    const watcher = await Client.open(directory)
    expect(await watcher.ask({ type: 'watch', names: ['Alice'], ids: [bob.id] })).toMatchObject({ type: 'watching', people: [], count: 2 })
    const client = await Client.open(directory)
    await client.claim(alice, 'alice')
    expect(await watcher.push()).toMatchObject({ type: 'presence', person: { id: alice.id, state: 'online' } })
    const moved = recordOf(alice, 'alice', { addresses: [{ host: '198.51.100.7', port: 3001 }] })
    await client.ask({ type: 'update', record: moved })
    expect(await watcher.push()).toMatchObject({ person: { record: moved } })
    client.socket.terminate()
    expect(await watcher.push()).toMatchObject({ person: { state: 'offline', record: moved } })
    expect(await watcher.ask({ type: 'watch', names: ['alice'] })).toMatchObject({ people: [{ id: alice.id, state: 'offline' }], count: 2 })
    expect(await watcher.ask({ type: 'unwatch', names: ['alice'], ids: [bob.id] })).toMatchObject({ count: 0 })
    const again = await Client.open(directory)
    await again.claim(alice, 'alice')
    await watcher.ask({ type: 'observed' })
    expect(watcher.pushed).toEqual([])
  })

  it('is not told twice to one who watches both the identity and the name', async () => {
    const directory = await startDirectory()
    const watcher = await Client.open(directory)
    await watcher.ask({ type: 'watch', names: ['alice'], ids: [alice.id] })
    const client = await Client.open(directory)
    await client.claim(alice, 'alice')
    await watcher.push()
    await watcher.ask({ type: 'observed' })
    expect(watcher.pushed).toEqual([])
    expect(await watcher.ask({ type: 'watch', names: ['alice'], ids: [alice.id] })).toMatchObject({ people: [{ id: alice.id }] })
  })

  it('can be watched up to a number', async () => {
    const watcher = await Client.open(await startDirectory())
    const names = (from: number) => Array.from({ length: watchBatch }, (_, i) => `user${from + i}`)
    for (let from = 0; from < watchesMax; from += watchBatch) expect((await watcher.ask({ type: 'watch', names: names(from) })).type).toBe('watching')
    expect(await watcher.ask({ type: 'watch', names: ['one.more'] })).toEqual(fails('too-many-watches'))
    expect(await watcher.ask({ type: 'watch', names: ['user0'] })).toMatchObject({ count: watchesMax })
  })
})

describe('an address', () => {
  it('is told as the directory sees it', async () => {
    const client = await Client.open(await startDirectory(), { localAddress: '127.0.0.9' })
    expect(client.challenge.observed.host).toBe('127.0.0.9')
    expect(await client.ask({ type: 'observed' })).toEqual({ type: 'observed', n: 1, ...client.challenge.observed })
  })

  it('is dialled back: its own only, a few times, and what answers there is told', async () => {
    const client = await Client.open(await startDirectory({ http: false }), { secure: true, localAddress: '127.0.0.9' })
    const server = createServer((socket) => socket.on('error', () => {}).end('Welcome to Messenger ! palabre/1\r\n')).listen(0, '127.0.0.9')
    await once(server, 'listening')
    atEnd(() => server.close())
    const { port } = server.address() as AddressInfo
    expect(await client.ask({ type: 'dialback', port, host: '127.0.0.1' })).toMatchObject({
      type: 'dialback',
      host: '127.0.0.9',
      port,
      result: 'connected',
      banner: true,
      code: null,
    })
    server.close()
    await once(server, 'close')
    expect(await client.ask({ type: 'dialback', port })).toMatchObject({ result: 'refused', code: 'ECONNREFUSED', banner: false })
    for (let i = 2; i < directoryLimits.dialbacks.burst; i++) await client.ask({ type: 'dialback', port })
    expect(await client.ask({ type: 'dialback', port })).toMatchObject({ type: 'error', code: 'too-many-requests', retryMs: expect.any(Number) })
  })

  it('that is connected and says nothing is connected, without a banner', async () => {
    const clock = new FakeClock(Date.now())
    const client = await Client.open(await startDirectory({ clock, http: false }), { secure: true })
    const server = createServer(() => setImmediate(() => clock.advance(3_000))).listen(0, '127.0.0.1')
    await once(server, 'listening')
    atEnd(() => server.close())
    expect(await client.ask({ type: 'dialback', port: (server.address() as AddressInfo).port })).toMatchObject({ result: 'connected', banner: false })
  })
})

describe('a hostile client', () => {
  it('can’t have the directory look at its own computer through a proxy, nor at ports of the system', async () => {
    const server = createServer(() => heard.push('connected')).listen(0, '127.0.0.1')
    const heard: string[] = []
    await once(server, 'listening')
    atEnd(() => server.close())
    const { port } = server.address() as AddressInfo
    const directory = await startDirectory()
    for (const forwarded of [
      null,
      '127.0.0.1',
      '::1',
      '::ffff:127.0.0.1',
      '0.0.0.0',
      '::',
      '169.254.169.254',
      'fe80::1',
      '203.0.113.5, 127.0.0.1',
      '127.1',
      'localhost',
    ]) {
      const client = await Client.open(directory, forwarded === null ? {} : { headers: { 'x-forwarded-for': forwarded } })
      expect(await client.ask({ type: 'dialback', port }), `${forwarded}`).toEqual(fails('bad-request'))
    }
    const secure = await Client.open(await startDirectory({ http: false }), { secure: true })
    expect(await secure.ask({ type: 'dialback', port: 22 })).toEqual(fails('bad-request'))
    expect(heard).toEqual([])
  })

  it('that sends what is no request is told, and goes on', async () => {
    const client = await Client.open(await startDirectory())
    expect(await client.unnumbered('{')).toEqual(fails('bad-request'))
    expect(await client.unnumbered('[]')).toEqual(fails('bad-request'))
    expect(await client.ask({ type: 'constructor' })).toEqual(fails('bad-request'))
    expect(await client.ask({ type: 'find' })).toEqual(fails('bad-request'))
    expect(await client.ask({ type: 'find', name: 'nobody' })).toEqual(found(null))
  })

  it('that sends bytes, or a message of 100 MB, is closed, and nobody else notices', async () => {
    const directory = await startDirectory()
    const other = await Client.open(directory)
    const binary = await Client.open(directory)
    binary.socket.send(Buffer.from('{}'))
    expect(await binary.closed).toBe(closeCodes.protocol)
    const large = await Client.open(directory)
    const before = process.memoryUsage().rss
    large.socket.send('x'.repeat(100_000_000))
    expect([1006, 1009]).toContain(await large.closed)
    expect(await other.ask({ type: 'find', name: 'nobody' })).toEqual(found(null))
    expect(process.memoryUsage().rss - before).toBeLessThan(500_000_000)
  })

  it('that asks too much is told when to come back, then closed; another address is not touched', async () => {
    const directory = await startDirectory({ limits: { ...directoryLimits, anonymous: { burst: 20, perSecond: 1 } } })
    const other = await Client.open(directory, { localAddress: '127.0.0.8' })
    const flood = await Client.open(directory, { localAddress: '127.0.0.9' })
    const answers = Promise.all(Array.from({ length: 25 }, () => flood.ask({ type: 'find', name: 'nobody' })))
    expect((await answers).filter((answer) => answer.type === 'found')).toHaveLength(19)
    expect((await answers).at(-1)).toMatchObject({ type: 'error', code: 'too-many-requests', retryMs: expect.any(Number) })
    for (let i = 0; i < 300; i++) flood.socket.send('{"type":"find","n":1,"name":"nobody"}')
    expect(await flood.closed).toBe(closeCodes.flood)
    await expect(Client.open(directory, { localAddress: '127.0.0.9' })).rejects.toThrow()
    expect(await other.ask({ type: 'find', name: 'nobody' })).toEqual(found(null))
  })

  it('that does not read what it watches is closed, and others get everything', async () => {
    const generous = { burst: 100_000, perSecond: 100_000 }
    const directory = await startDirectory({ limits: { ...directoryLimits, claimsPerKey: generous, claimed: generous, claimsPerAddress: generous } })
    const [slow, quick, client] = [await Client.open(directory), await Client.open(directory), await Client.open(directory)]
    for (const watcher of [slow, quick]) await watcher.ask({ type: 'watch', ids: [alice.id] })
    slow.socket.pause()
    const addresses = Array.from({ length: 16 }, (_, i) => ({ host: `${'a'.repeat(100)}${i}`, port: 3000 }))
    await client.claim(alice, 'alice', { addresses })
    let updates = 0
    const closed = slow.closed.then(() => true)
    // The system's buffers come first, then ours.
    while (updates < 8_000 && directory.address && !(await Promise.race([closed, Promise.resolve(false)]))) {
      await Promise.all(Array.from({ length: 50 }, () => client.ask({ type: 'update', record: recordOf(alice, 'alice', { addresses }) })))
      updates += 50
      if (updates * 4_000 > 8 * sendBufferBytes && updates % 500 === 0) slow.socket.resume()
    }
    // 1006: it began to read only after it was cut.
    expect([closeCodes.slow, 1006]).toContain(await slow.closed)
    while (quick.pushed.length < updates + 1) await quick.ask({ type: 'observed' })
    expect(quick.pushed).toHaveLength(updates + 1)
  })

  it('that falls silent is lost after a minute', async () => {
    const clock = new FakeClock(Date.now())
    const directory = await startDirectory({ clock })
    const [silent, watcher] = [await Client.open(directory, { autoPong: false }), await Client.open(directory)]
    await watcher.ask({ type: 'watch', ids: [alice.id] })
    await silent.claim(alice, 'alice', { now: clock.now() })
    await watcher.push()
    for (let passed = 0; passed < silentMs; passed += 1_000) {
      clock.advance(1_000)
      await watcher.ask({ type: 'observed' })
    }
    expect(await silent.closed).toBe(closeCodes.silent)
    expect(await watcher.push()).toMatchObject({ person: { state: 'offline' } })
  })
})

describe('the store', () => {
  it('whose file is deleted is noticed; what was claimed is claimed again in a new one', async () => {
    const data = temporaryFolder()
    const file = join(data, 'people', 'directory.db')
    const clock = new FakeClock(Date.now())
    const directory = await startDirectory({ data, store: `sqlite:${file}`, clock })
    const [client, other] = [await Client.open(directory), await Client.open(directory)]
    await client.claim(alice, 'alice', { now: clock.now() })
    rmSync(join(data, 'people'), { recursive: true })
    expect(await other.claim(bob, 'bob', { now: clock.now() })).toEqual(fails('unavailable'))
    expect(await (await fetch(`http://127.0.0.1:${directory.address.port}/health`)).json()).toEqual({ status: 'failing', store: 'store-failed' })
    clock.advance(storeRetryMs)
    expect(await other.claim(bob, 'bob', { now: clock.now() })).toMatchObject({ type: 'claimed' })
    expect(await other.ask({ type: 'find', name: 'alice' })).toMatchObject({ person: { state: 'online' } })
    expect((await fetch(`http://127.0.0.1:${directory.address.port}/health`)).status).toBe(200)
    expect(statSync(file).size).toBeGreaterThan(0)
  })

  it('that another process has is not used', async () => {
    const data = temporaryFolder()
    const store = `sqlite:${join(data, 'directory.db')}`
    await startDirectory({ data, store })
    await expect(startDirectory({ data, store })).rejects.toMatchObject({ code: 'store-locked' })
  })

  it('that was replaced by another file goes on with that one', async () => {
    const data = temporaryFolder()
    const clock = new FakeClock(Date.now())
    const spare = await startDirectory({ data, store: `sqlite:${join(data, 'spare.db')}`, clock })
    const visitor = await Client.open(spare)
    await visitor.claim(bob, 'bob', { now: clock.now() })
    await spare.stop()
    const directory = await startDirectory({ data, store: `sqlite:${join(data, 'directory.db')}`, clock })
    const client = await Client.open(directory)
    await client.claim(alice, 'alice', { now: clock.now() })
    renameSync(join(data, 'spare.db'), join(data, 'directory.db'))
    clock.advance(storeRetryMs)
    expect(await client.ask({ type: 'find', name: 'bob' })).toMatchObject({ person: { id: bob.id, state: 'offline' } })
    expect(await client.ask({ type: 'find', name: 'alice' })).toMatchObject({ person: { state: 'online' } })
  })
})

describe('over TLS', () => {
  it('it shows the key that its challenge names, kept over restarts and readable by its owner only', async () => {
    const data = temporaryFolder()
    const first = await startDirectory({ data, http: false })
    const client = await Client.open(first, { secure: true })
    expect(client.challenge.directory).toBe(first.id)
    expect(await client.claim(alice, 'alice')).toMatchObject({ type: 'claimed' })
    expect(statSync(join(data, 'directory-key.pem')).mode & 0o777).toBe(0o600)
    const key = readFileSync(join(data, 'directory-key.pem'), 'utf8')
    await first.stop()
    const second = await startDirectory({ data, http: false })
    expect(second.id).toBe(first.id)
    expect(readFileSync(join(data, 'directory-key.pem'), 'utf8')).toBe(key)
  })

  it('hundreds that come at once are all let in, and one from elsewhere does not wait for them', async () => {
    // While its clock stands still no handshake begins before all who came are in the queue: on a busy machine the crowd would be through while the other is on its way.
    const directory = await startDirectory({ http: false, clock: new FakeClock(Date.now()) })
    const crowd = Array.from({ length: 200 }, () => Client.open(directory, { secure: true }))
    const other = Client.open(directory, { secure: true, localAddress: '127.0.0.9' })
    const first = await Promise.race([other.then(() => 'other'), Promise.all(crowd).then(() => 'crowd')])
    expect(first).toBe('other')
    expect(await Promise.all(crowd)).toHaveLength(200)
  })

  it('hundreds who never shake hands hold up nobody', async () => {
    const directory = await startDirectory({ http: false })
    const mute = Array.from({ length: 400 }, (_, i) =>
      connect({ port: directory.address.port, host: '127.0.0.1', localAddress: `127.0.9.${1 + (i % 250)}` }).on('error', () => {}),
    )
    await Promise.all(mute.map((socket) => once(socket, 'connect')))
    for (const socket of mute.slice(0, 20)) socket.destroy()
    for (const socket of mute.slice(20, 40)) socket.write('GET / HTTP/1.1\r\n\r\n')
    const from = Date.now()
    const client = await Client.open(directory, { secure: true })
    expect(await client.claim(bob, 'bob')).toMatchObject({ type: 'claimed' })
    expect(Date.now() - from).toBeLessThan(handshakeMs / 2)
    for (const socket of mute) socket.destroy()
  })
})

it('who does not say goodbye when it stops was last seen then', async () => {
  const data = temporaryFolder()
  const options = { data, store: `sqlite:${join(data, 'directory.db')}` }
  const before = await startDirectory(options)
  const client = await Client.open(before)
  await client.claim(alice, 'alice')
  client.socket.pause()
  const stoppedAt = Date.now()
  await before.stop()
  const asker = await Client.open(await startDirectory(options))
  const answer = await asker.ask({ type: 'find', name: 'alice' })
  expect(answer).toMatchObject({ person: { state: 'offline' } })
  expect(answer.type === 'found' && answer.person?.seenAt).toBeGreaterThanOrEqual(stoppedAt)
})

it('it stops in order: sessions are told, and the port is free', async () => {
  const directory = await startDirectory()
  const client = await Client.open(directory)
  await directory.stop()
  expect(await client.closed).toBe(1001)
  await startDirectory({ port: directory.address.port })
})
