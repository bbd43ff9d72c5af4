import { once } from 'node:events'
import { createServer } from 'node:net'
import { beforeAll, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { systemClock } from '../../../../electron/net/core/clock.ts'
import { silentLogger } from '../../../../electron/net/core/logger.ts'
import { answerMs, openMs, pushes } from '../../../../electron/net/protocols/directory/client/constants.ts'
import { openRecords } from '../../../../electron/net/protocols/directory/client/index.ts'
import { silentMs } from '../../../../electron/net/protocols/directory/constants.ts'
import { closeCodes } from '../../../../electron/net/protocols/directory/types.ts'
import type { Identity } from '../../../../electron/net/protocols/secure-peer/types.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'
import { checkLeaks } from '../../../helpers/leak-check.ts'
import { atEnd, recordOf, someone, startDirectory } from '../harness.ts'
import { fake, home, join, personOf, stranger } from './harness.ts'

checkLeaks()

let alice: Identity
let bob: Identity
let eve: Identity
beforeAll(async () => {
  ;[alice, bob, eve] = await Promise.all([someone(), someone(), someone()])
})

const lies = (problem: string) => ({ code: 'directory-lies', details: { problem } })
const found = (person: unknown) => ({ type: 'found', person })

describe('a directory that forges', () => {
  it.each([
    [
      'changes an address',
      () => personOf(alice.id, 'alice', recordOf(alice, 'alice').replace(/\.[^.]+\./, `.${Buffer.from('{}').toString('base64url')}.`)),
      'bad-record',
    ],
    ['says that it is somebody else’s record', () => personOf(alice.id, 'alice', recordOf(eve, 'alice')), 'somebody-else'],
    ['answers with somebody of another name', () => personOf(eve.id, 'eve', recordOf(eve, 'eve')), 'somebody-else'],
    ['gives a name that they did not sign', () => personOf(eve.id, 'alice', recordOf(eve, 'eve')), 'somebody-else'],
    ['has a record from the future', () => personOf(alice.id, 'alice', recordOf(alice, 'alice', { now: Date.now() + 3_600_000 })), 'record-early'],
  ])('%s: refused, and said', async (_, person, problem) => {
    const directory = await fake({ reply: ({ type }) => type === 'find' && found(person()) })
    const b = join(directory, bob, 'bob')
    await b.online
    await expect(b.client.find('alice')).rejects.toMatchObject(lies(problem))
    await expect(b.client.find({ id: alice.id })).rejects.toMatchObject({ code: 'directory-lies' })
    expect(b.client.status()).toMatchObject({ state: 'online', error: { code: 'directory-lies' } })
    expect(b.client.recall({ id: alice.id })).toBeNull()
  })

  it('of those watched is not believed; others whom nobody watches are no news', async () => {
    const directory = await fake({
      reply: ({ type }) =>
        type === 'watch' && { type: 'watching', people: [personOf(eve.id, 'eve', recordOf(eve, 'eve')), personOf(alice.id, 'alice', 'x.y.z')], count: 1 },
    })
    const b = join(directory, bob, 'bob', { watched: () => [alice.id] })
    await b.until(({ error }) => error?.code === 'directory-lies')
    const [socket] = directory.sockets.all
    const push = (person: unknown) => socket?.send(JSON.stringify({ type: 'presence', person }))
    push(personOf(eve.id, 'eve', recordOf(eve, 'eve')))
    push(personOf(alice.id, 'alice', recordOf(eve, 'alice')))
    push(personOf(alice.id, 'alice', recordOf(alice, 'alice')))
    await b.people.until(() => true)
    expect(b.people.all).toMatchObject([{ id: alice.id, name: 'alice', state: 'online' }])
  })

  it('in a page is left out of it; a page that does not go on, or is too long, is refused', async () => {
    let next: string | null = null
    const page = () => ({
      type: 'people',
      people: [
        personOf(alice.id, 'alice', recordOf(alice, 'alice')),
        personOf(bob.id, 'albert', recordOf(eve, 'albert')),
        personOf(eve.id, 'zoe', recordOf(eve, 'zoe')),
      ],
      next,
    })
    const directory = await fake({ reply: ({ type }) => type === 'search' && page() })
    const b = join(directory, bob, 'bob')
    await b.online
    expect((await b.client.search('al')).people).toMatchObject([{ name: 'alice' }])
    expect(b.client.status().error).toMatchObject(lies('somebody-else'))
    await expect(b.client.search('', { limit: 2 })).rejects.toMatchObject(lies('page'))
    next = 'alice'
    await expect(b.client.search('', { after: 'alice' })).rejects.toMatchObject(lies('page'))
  })

  it('answers with something else than was asked', async () => {
    const directory = await fake({ reply: ({ type }) => type === 'find' && { type: 'observed', host: '1.2.3.4', port: 1 } })
    const b = join(directory, bob, 'bob')
    await b.online
    await expect(b.client.find('alice')).rejects.toMatchObject(lies('answer'))
  })

  it('claims that it registered something else', async () => {
    const directory = await fake({ reply: ({ type }) => type === 'claim' && { type: 'claimed', person: personOf(bob.id, 'bob', recordOf(bob, 'bob')) } })
    expect(await join(directory, bob, 'bob').online).toMatchObject({ claimed: null, error: lies('claim') })
  })
})

describe('a directory that plays old records again', () => {
  it('leads nobody to an old address', async () => {
    const old = recordOf(alice, 'alice', { addresses: [{ host: '192.0.2.66', port: 3000 }] })
    const newer = recordOf(alice, 'alice')
    let record = newer
    const directory = await fake({ reply: ({ type }) => type === 'find' && found(personOf(alice.id, 'alice', record)) })
    const b = join(directory, bob, 'bob')
    await b.online
    expect(await b.client.find('alice')).toMatchObject({ addresses: [home] })
    record = old
    expect(await b.client.find('alice')).toMatchObject({ addresses: [home] })
    expect(await b.client.find({ id: alice.id })).toMatchObject({ addresses: [home] })
    expect(b.client.recall('alice')).toMatchObject({ addresses: [home] })
  })

  it('and expired ones: they are marked so', async () => {
    const record = recordOf(alice, 'alice', { now: Date.now() - 7_200_000 })
    const directory = await fake({ reply: ({ type }) => type === 'find' && found(personOf(alice.id, 'alice', record, 'offline')) })
    const b = join(directory, bob, 'bob')
    await b.online
    expect(await b.client.find('alice')).toMatchObject({ expired: true, state: 'offline' })
  })
})

it('a directory that withholds somebody does not make them forgotten', async () => {
  let person: unknown = personOf(alice.id, 'alice', recordOf(alice, 'alice'))
  const directory = await fake({ reply: ({ type }) => type === 'find' && found(person) })
  const b = join(directory, bob, 'bob')
  await b.online
  await b.client.find('alice')
  person = null
  expect(await b.client.find({ id: alice.id })).toMatchObject({ addresses: [home], state: 'unknown', asOf: expect.any(Number) })
  expect(await b.client.find('alice')).toBeNull()
})

describe('another key', () => {
  it('is a state and no update: nothing is sent to it until the person decides', async () => {
    const real = await fake()
    const impostor = await fake({ identity: eve })
    const b = join({ address: impostor.address, pinned: real.id }, bob, 'bob')
    expect(await b.until(({ state }) => state === 'key-changed')).toMatchObject({
      id: real.id,
      offeredId: eve.id,
      claimed: null,
      error: { code: 'directory-key-changed' },
    })
    b.client.wake()
    await b.until(({ nextTryAt }) => nextTryAt !== null)
    await expect(b.client.find('alice')).rejects.toMatchObject({ code: 'directory-unavailable' })
    expect(impostor.sockets.all).toEqual([])
    b.client.refuseKey()
    expect(b.client.status()).toMatchObject({ state: 'waiting', offeredId: null, id: real.id, nextTryAt: expect.any(Number) })
    b.client.wake()
    await b.until(({ state, nextTryAt }) => state === 'waiting' && nextTryAt !== null)
    expect(impostor.sockets.all).toEqual([])
    expect(b.pinned).toEqual([])
  })

  it('is taken when the person accepts it', async () => {
    const real = await fake()
    const next = await fake({ identity: eve })
    const b = join({ address: next.address, pinned: real.id }, bob, 'bob')
    await b.until(({ state }) => state === 'key-changed')
    b.client.acceptKey()
    expect(await b.online).toMatchObject({ id: eve.id, offeredId: null, claimed: 'bob' })
    expect(b.pinned).toEqual([eve.id])
  })

  it('in the challenge than TLS saw is a lie, and no proof is signed for it', async () => {
    const directory = await fake({ greet: (socket, challenge) => socket.send(JSON.stringify({ ...challenge, directory: alice.id })) })
    const b = join(directory, bob, 'bob')
    expect(await b.until(({ error }) => error !== null)).toMatchObject({ error: lies('identity') })
    expect(directory.asked.all).toEqual([])
    expect(b.pinned).toEqual([])
  })

  it('of a plain directory counts too, and plain is for loopback only', async () => {
    const directory = await startDirectory()
    const changed = join({ address: directory.address, plain: true, pinned: alice.id }, bob, 'bob')
    expect(await changed.until(({ state }) => state === 'key-changed')).toMatchObject({ offeredId: directory.id })
    const far = join({ address: { host: '192.0.2.1', port: 3100 }, plain: true }, bob, 'bob')
    expect(await far.until(({ error }) => error !== null)).toMatchObject({ error: { code: 'bad-argument' } })
  })
})

describe('too much', () => {
  const large = '{"type":"released","name":"'.padEnd(100 * 1024 * 1024, 'x')

  it('in one message of 100 MB: the connection is cut, and memory with it', async () => {
    const directory = await fake({ reply: ({ type }, socket) => type === 'find' && void socket.send(large) })
    const b = join(directory, bob, 'bob')
    await b.online
    await expect(b.client.find('alice')).rejects.toMatchObject(lies('length'))
    expect(await b.until(({ state }) => state === 'waiting')).toMatchObject({ error: lies('length') })
  })

  it('instead of a challenge', async () => {
    const directory = await fake({ greet: (socket) => socket.send(large) })
    await join(directory, bob, 'bob').until(({ error }) => error?.code === 'directory-lies')
  })

  it('pushed in little pieces: more than any community changes is a flood', async () => {
    const flood = (socket: WebSocket) => {
      for (let i = 0; i < 2 * pushes.burst; i++) socket.send('{"type":"released","name":"x"}')
    }
    const directory = await fake({ reply: ({ type }, socket) => type === 'find' && void flood(socket) })
    const b = join(directory, bob, 'bob')
    await b.online
    await expect(b.client.find('alice')).rejects.toMatchObject(lies('flood'))
  })

  it('or in few long ones', async () => {
    const long = JSON.stringify({ type: 'unheard-of', text: 'x'.repeat(1_000_000) })
    const directory = await fake({
      reply: ({ type }, socket) => {
        for (let i = 0; type === 'find' && i < 50; i++) socket.send(long)
      },
    })
    const b = join(directory, bob, 'bob')
    await b.online
    await expect(b.client.find('alice')).rejects.toMatchObject(lies('flood'))
  })

  it('asked of us: what does not fit waits, and past that is refused', async () => {
    const directory = await fake()
    const b = join(directory, bob, 'bob')
    await b.online
    const many = Array.from({ length: 300 }, (_, i) => b.client.find(`name${i}`).catch((error: { code: string }) => error.code))
    await b.client.stop()
    const outcomes = await Promise.all(many)
    expect(outcomes.filter((code) => code === 'ECONNABORTED')).toHaveLength(16 + 256)
    expect(outcomes.filter((code) => code === 'directory-busy')).toHaveLength(300 - 16 - 256)
    expect(directory.asked.all.filter(({ type }) => type === 'find').length).toBeLessThanOrEqual(16)
  })
})

describe('too slow', () => {
  it('an answer that never comes: said, or the kept record', async () => {
    const clock = new FakeClock(Date.now())
    const records = openRecords({ file: null, clock, logger: silentLogger })
    let silent = false
    const directory = await fake({ reply: ({ type }) => type === 'find' && !silent && found(personOf(alice.id, 'alice', recordOf(alice, 'alice'))) })
    const b = join(directory, bob, 'bob', { clock, records })
    await b.online
    await b.client.find('alice')
    silent = true
    const known = b.client.find('alice')
    const unknown = b.client.find('carol')
    clock.advance(answerMs)
    expect(await known).toMatchObject({ id: alice.id, state: 'unknown', asOf: expect.any(Number) })
    await expect(unknown).rejects.toMatchObject({ code: 'no-answer', details: { timeoutMs: answerMs } })
    expect(b.client.status().state).toBe('online')
  })

  it('a session in which nothing is heard is lost', async () => {
    const clock = new FakeClock(Date.now())
    const b = join(await fake(), bob, 'bob', { clock })
    await b.online
    clock.advance(silentMs)
    expect(await b.until(({ state }) => state === 'waiting')).toMatchObject({ error: { code: 'no-answer' } })
  })

  it('a challenge that never comes, a handshake that never ends: given up in time', async () => {
    const clock = new FakeClock(Date.now())
    const mute = await fake({ greet: () => {} })
    const b = join(mute, bob, 'bob', { clock })
    await mute.sockets.until(() => true)
    clock.advance(openMs)
    expect(await b.until(({ state }) => state === 'waiting')).toMatchObject({ error: { code: 'no-answer', details: { timeoutMs: openMs } } })
    const tarpit = createServer().listen(0, '127.0.0.1')
    await once(tarpit, 'listening')
    const { port } = tarpit.address() as { port: number }
    const came = once(tarpit, 'connection')
    const c = join({ address: { host: '127.0.0.1', port } }, bob, 'bob', { clock })
    const [socket] = await came
    atEnd(() => tarpit.close())
    atEnd(() => socket.destroy())
    clock.advance(openMs)
    expect(await c.until(({ state }) => state === 'waiting')).toMatchObject({ error: { code: 'no-answer' } })
  })

  it('says when to come back, and is asked again then', async () => {
    const clock = new FakeClock(Date.now())
    let times = 0
    const directory = await fake({
      reply: ({ type }) => {
        if (type === 'observed') return { type, ...home }
        return type === 'find' && (++times === 1 ? { type: 'error', code: 'too-many-requests', retryMs: 2_000 } : found(null))
      },
    })
    const b = join(directory, bob, 'bob', { clock })
    await b.online
    const finding = b.client.find('alice')
    // Answered in order: then the refusal is here too.
    await b.client.observed()
    clock.advance(1_999)
    expect(times).toBe(1)
    clock.advance(1)
    expect(await finding).toBeNull()
    expect(times).toBe(2)
  })

  it('never says when: busy', async () => {
    const directory = await fake({ reply: ({ type }) => type === 'find' && { type: 'error', code: 'too-many-requests', retryMs: 3_600_000 } })
    const b = join(directory, bob, 'bob')
    await b.online
    await expect(b.client.find('alice')).rejects.toMatchObject({ code: 'directory-busy', details: { retryMs: 3_600_000 } })
  })
})

describe('what answers there', () => {
  it.each<[string, (socket: import('node:tls').TLSSocket) => void, string]>([
    ['is a web site', (socket) => socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'), 'not-a-directory'],
    ['is no web site', (socket) => socket.end('220 mail.example ESMTP\r\n'), 'not-a-directory'],
    ['sends 100 MB of headers', (socket) => void socket.write(Buffer.alloc(100 * 1024 * 1024, 'X')), 'not-a-directory'],
    ['redirects', (socket) => socket.end('HTTP/1.1 302 Found\r\nLocation: https://example.com/\r\n\r\n'), 'not-a-directory'],
    ['has too much to do', (socket) => socket.end('HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n'), 'directory-busy'],
    ['closes at once', (socket) => socket.destroy(), 'ECONNRESET'],
  ])('%s', async (_, onSecure, code) => {
    const b = join({ address: await stranger(onSecure) }, bob, 'bob')
    expect(await b.until(({ error }) => error !== null)).toMatchObject({ state: 'waiting', error: { code, details: { host: '127.0.0.1' } } })
    expect(b.pinned).toEqual([])
  })

  it('speaks no TLS', async () => {
    const plain = createServer((socket) =>
      socket
        .on('error', () => {})
        .resume()
        .end('hello\r\n'),
    ).listen(0, '127.0.0.1')
    await once(plain, 'listening')
    atEnd(() => plain.close())
    const b = join({ address: { host: '127.0.0.1', port: (plain.address() as { port: number }).port } }, bob, 'bob')
    expect(await b.until(({ error }) => error !== null)).toMatchObject({ error: { code: 'tls-failed' } })
  })

  it('is nobody', async () => {
    const closed = await stranger(() => {})
    const b = join({ address: { ...closed, port: 1 } }, bob, 'bob')
    expect(await b.until(({ error }) => error !== null)).toMatchObject({ error: { code: 'ECONNREFUSED' } })
  })

  it.each([
    ['speaks another version', (challenge: object) => ({ ...challenge, version: 99 }), 'protocol-version'],
    ['begins with something else', () => ({ type: 'released', name: 'x' }), 'not-a-directory'],
    ['begins with nonsense', () => 'hello', 'not-a-directory'],
  ])('%s', async (_, first, code) => {
    const directory = await fake({ greet: (socket, challenge) => socket.send(JSON.stringify(first(challenge))) })
    const b = join(directory, bob, 'bob')
    expect(await b.until(({ error }) => error !== null)).toMatchObject({ error: { code } })
    expect(directory.asked.all).toEqual([])
  })

  it('says nonsense later: the session ends', async () => {
    const directory = await fake({ reply: ({ type }, socket) => type === 'find' && void socket.send('{') })
    const b = join(directory, bob, 'bob')
    await b.online
    await expect(b.client.find('alice')).rejects.toMatchObject(lies('message'))
  })

  it('closes each session at once: it is tried ever more rarely', async () => {
    const clock = new FakeClock(Date.now())
    const directory = await fake({ greet: (socket, challenge) => socket.send(JSON.stringify(challenge), () => socket.close(1000)) })
    const b = join(directory, bob, 'bob', { clock, random: () => 1 })
    const waits: number[] = []
    for (let i = 0; i < 12; i++) {
      const { nextTryAt } = await b.until(({ state }) => state === 'waiting')
      waits.push((nextTryAt ?? 0) - clock.now())
      clock.advance(waits.at(-1) ?? 0)
    }
    expect(waits).toEqual([4_000, 6_000, 9_000, 13_500, 20_250, 30_375, 45_563, 68_344, 102_516, 153_773, 230_660, 300_000])
    // On another network it is another story.
    await b.until(({ state }) => state === 'waiting')
    b.client.wake()
    const { nextTryAt } = await b.until(({ state }) => state === 'waiting')
    expect((nextTryAt ?? 0) - clock.now()).toBe(4_000)
  })

  it('says that we are too many: the next try is far', async () => {
    const directory = await fake({ reply: ({ type }, socket) => type === 'claim' && void socket.close(closeCodes.crowded) })
    const b = join(directory, bob, 'bob', { random: () => 1 })
    const { nextTryAt, error } = await b.until(({ state }) => state === 'waiting')
    expect(error?.code).toBe('directory-busy')
    expect((nextTryAt ?? 0) - systemClock.now()).toBeGreaterThan(50_000)
  })
})
