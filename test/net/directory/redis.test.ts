import { createClient } from '@redis/client'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deadMs, reservedMs } from '../../../electron/net/protocols/directory/constants.ts'
import { signProof } from '../../../electron/net/protocols/directory/index.ts'
import type { Identity } from '../../../electron/net/protocols/secure-peer/types.ts'
import { buildCli, palabre } from '../../cli/palabre.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'
import { checkLeaks } from '../../helpers/leak-check.ts'
import { atEnd, Client, recordOf, someone, startDirectory, temporaryFolder } from './harness.ts'
import { RedisServer } from './redis-server.ts'

checkLeaks()

let redis: RedisServer
let alice: Identity
let bob: Identity
beforeAll(async () => {
  redis = await RedisServer.start()
  ;[alice, bob] = await Promise.all([someone(), someone()])
})
afterAll(() => redis.end())
beforeEach(async () => {
  const client = await createClient({ url: redis.url })
    .on('error', () => {})
    .connect()
  await client.flushAll()
  client.destroy()
})

const fails = (code: string) => expect.objectContaining({ type: 'error', code })
/** Two processes' worth of directory, one Redis, one identity. */
const pair = async (more: object = {}) => {
  const data = temporaryFolder()
  return [await startDirectory({ store: redis.url, data, ...more }), await startDirectory({ store: redis.url, data, ...more })] as const
}
const until = async (look: () => Promise<boolean>) => {
  while (!(await look())) await new Promise((fulfil) => setTimeout(fulfil, 20))
}

describe('two directories over one Redis', () => {
  it('have one key, and find, list and search the people of both', async () => {
    const [one, other] = await pair()
    expect(one.id).toBe(other.id)
    const [first, second] = [await Client.open(one), await Client.open(other)]
    await first.claim(alice, 'Alice')
    await second.claim(bob, 'bob')
    expect(await second.ask({ type: 'find', name: 'alice' })).toMatchObject({ person: { id: alice.id, name: 'Alice', state: 'online' } })
    expect(await first.ask({ type: 'find', id: bob.id })).toMatchObject({ person: { name: 'bob', state: 'online' } })
    expect(await first.ask({ type: 'list', limit: 1 })).toMatchObject({ people: [{ name: 'Alice' }], next: 'alice' })
    expect(await first.ask({ type: 'list', limit: 1, after: 'alice' })).toMatchObject({ people: [{ name: 'bob' }], next: null })
    expect(await first.ask({ type: 'search', prefix: 'BO', online: true })).toMatchObject({ people: [{ name: 'bob' }], next: null })
    expect(await first.ask({ type: 'search', prefix: 'c' })).toMatchObject({ people: [], next: null })
    const metrics = await (await fetch(`http://127.0.0.1:${one.address.port}/metrics`)).text()
    expect(metrics).toContain('palabre_directory_people_online 2')
  })

  it('give a name that two want at once to one of them, and a look-alike to nobody else', async () => {
    const [one, other] = await pair()
    const [first, second] = [await Client.open(one), await Client.open(other)]
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all([first.claim(alice, `same${round}x`), second.claim(bob, `SAME${round}X`)])
      expect(answers.map((answer) => answer.type).sort()).toEqual(['claimed', 'error'])
      expect(answers).toContainEqual(fails('name-taken'))
    }
    await first.claim(alice, 'copa')
    expect(await second.claim(bob, 'сора')).toEqual(fails('name-confusable'))
    expect(await second.claim(alice, 'copa', { seq: 1 })).toEqual(fails('record-stale'))
  })

  it('tell each other who comes, moves, takes another name and goes', async () => {
    const [one, other] = await pair()
    const [watcher, client] = [await Client.open(one), await Client.open(other)]
    await watcher.ask({ type: 'watch', names: ['alice'] })
    await client.claim(alice, 'alice')
    expect(await watcher.push()).toMatchObject({ type: 'presence', person: { id: alice.id, state: 'online' } })
    const moved = recordOf(alice, 'alice', { addresses: [] })
    await client.ask({ type: 'update', record: moved })
    expect(await watcher.push()).toMatchObject({ person: { record: moved } })
    await client.ask({ type: 'update', record: recordOf(alice, 'bella') })
    expect(await watcher.push((push) => push.type === 'released')).toMatchObject({ name: 'alice' })
    await watcher.ask({ type: 'watch', ids: [alice.id] })
    await client.end()
    expect(await watcher.push()).toMatchObject({ person: { name: 'bella', state: 'offline' } })
  })

  it('are not disturbed by what else is published', async () => {
    const [one] = await pair()
    const [watcher, client] = [await Client.open(one), await Client.open(one)]
    await watcher.ask({ type: 'watch', names: ['alice'] })
    const stranger = await createClient({ url: redis.url })
      .on('error', () => {})
      .connect()
    for (const text of ['', '{', '[[],null]', 'null', '[["a","b","c",1,"d"],null]']) await stranger.publish('palabre:changes', text)
    stranger.destroy()
    await client.claim(alice, 'alice')
    expect(await watcher.push()).toMatchObject({ type: 'presence', person: { id: alice.id } })
  })

  it('keep someone online while a session is open at either', async () => {
    const [one, other] = await pair()
    const [first, second, watcher] = [await Client.open(one), await Client.open(other), await Client.open(one)]
    const record = recordOf(alice, 'alice')
    await watcher.ask({ type: 'watch', names: ['alice'] })
    for (const client of [first, second]) await client.ask({ type: 'claim', record, proof: signProof(alice, client.challenge, Date.now()) })
    await watcher.push()
    await first.end()
    await watcher.claim(bob, 'bob')
    await second.end()
    expect(await watcher.push()).toMatchObject({ person: { state: 'offline' } })
    expect(watcher.pushed).toEqual([])
  })

  it('stopped in order, takes its people offline at once', async () => {
    const [one, other] = await pair()
    const [client, watcher] = [await Client.open(one), await Client.open(other)]
    await watcher.ask({ type: 'watch', names: ['alice'] })
    await client.claim(alice, 'alice')
    await watcher.push()
    await one.stop()
    expect(await watcher.push()).toMatchObject({ person: { state: 'offline' } })
  })
})

it('a reservation lapses after 30 days, over Redis too', async () => {
  const clock = new FakeClock(Date.now())
  const [directory] = await pair({ clock })
  const client = await Client.open(directory)
  const asker = await Client.open(directory)
  await asker.ask({ type: 'watch', names: ['alice'] })
  await client.claim(alice, 'alice', { now: clock.now() })
  await asker.push()
  await client.end()
  await asker.push()
  clock.setWall(clock.now() + reservedMs - 1_000)
  expect(await (await Client.open(directory)).claim(bob, 'alice', { now: clock.now() })).toEqual(fails('name-taken'))
  clock.setWall(clock.now() + 2_000)
  expect(await (await Client.open(directory)).claim(bob, 'alice', { now: clock.now() })).toMatchObject({ type: 'claimed', person: { id: bob.id } })
})

describe('a Redis that', { timeout: 60_000 }, () => {
  it('is not there at the start is an error', async () => {
    await expect(startDirectory({ store: 'redis://127.0.0.1:1/0' })).rejects.toMatchObject({ code: 'store-failed' })
  })

  it('goes away and comes back empty: errors meanwhile, then everyone is there again, and watchers are told', async () => {
    const own = await RedisServer.start()
    atEnd(() => own.end())
    const directory = await startDirectory({ store: own.url })
    const [client, asker] = [await Client.open(directory), await Client.open(directory)]
    const health = async () => (await fetch(`http://127.0.0.1:${directory.address.port}/health`)).status
    await asker.ask({ type: 'watch', names: ['alice'] })
    await client.claim(alice, 'alice')
    await asker.push()
    await own.stop()
    await until(async () => (await health()) === 503)
    expect(await asker.claim(bob, 'bob')).toEqual(fails('unavailable'))
    expect(await asker.ask({ type: 'find', name: 'carol' })).toEqual(fails('unavailable'))
    expect((await fetch(`http://127.0.0.1:${directory.address.port}/v1/people/carol`)).status).toBe(503)
    expect(await (await fetch(`http://127.0.0.1:${directory.address.port}/`)).text()).toContain('can’t reach its store')
    await own.start()
    expect(await asker.push()).toMatchObject({ type: 'presence', person: { id: alice.id, state: 'online' } })
    expect(await asker.claim(bob, 'bob')).toMatchObject({ type: 'claimed' })
    expect(await health()).toBe(200)
  })

  it('hangs is given up, and taken again when it goes on', async () => {
    const own = await RedisServer.start()
    atEnd(() => own.end())
    const directory = await startDirectory({ store: own.url })
    const client = await Client.open(directory)
    await client.claim(alice, 'alice')
    own.signal('SIGSTOP')
    expect(await client.ask({ type: 'find', name: 'carol' })).toEqual(fails('unavailable'))
    own.signal('SIGCONT')
    await until(async () => (await client.ask({ type: 'find', name: 'alice' })).type === 'found')
  })
})

describe('a directory process', { timeout: 60_000 }, () => {
  beforeAll(() => buildCli(), 60_000)

  it('that is killed loses nobody who comes back, and the others go offline', async () => {
    const data = temporaryFolder()
    const other = await startDirectory({ store: redis.url, data })
    const program = palabre('directory', '--http', '--host', '127.0.0.1', '--port', '0', '--store', redis.url, '--data', data, '--json')
    atEnd(() => program.child.kill('SIGKILL'))
    const line = (await program.event(({ event }) => event === 'listening')) as unknown as { host: string; port: number; id: string }
    const killed = { address: { host: line.host, port: line.port }, id: line.id }
    expect(killed.id).toBe(other.id)
    const [first, second, watcher] = [await Client.open(killed), await Client.open(killed), await Client.open(other)]
    await watcher.ask({ type: 'watch', names: ['alice', 'bob'] })
    await first.claim(alice, 'alice')
    await second.claim(bob, 'bob')
    await watcher.push()
    await watcher.push()
    program.child.kill('SIGKILL')
    await program.ended
    const back = await Client.open(other)
    expect(await back.claim(alice, 'alice')).toMatchObject({ type: 'claimed' })
    const from = Date.now()
    expect(await watcher.push((push) => push.type === 'presence' && push.person.state === 'offline')).toMatchObject({ person: { name: 'bob' } })
    expect(Date.now() - from).toBeLessThan(2 * deadMs)
    expect(await watcher.ask({ type: 'find', name: 'alice' })).toMatchObject({ person: { state: 'online' } })
  })
})
