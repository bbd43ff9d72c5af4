import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { parseArguments } from '../../electron/cli/arguments.ts'
import { UsageError } from '../../electron/cli/options.ts'
import { testFolder } from '../helpers/folder.ts'
import { freePort } from '../helpers/free-port.ts'
import { buildCli, type Cli, endAll, palabre } from './palabre.ts'

const folder = testFolder()

beforeAll(buildCli, 60_000)
afterEach(endAll)

const is = (name: string) => (event: Record<string, unknown>) => event['event'] === name

async function serve(...args: string[]): Promise<{ readonly cli: Cli; readonly port: string }> {
  const cli = palabre('echo', 'serve', '--port', '0', '--json', ...args)
  return { cli, port: String((await cli.event(is('listening')))['port']) }
}

describe('palabre echo', { timeout: 20_000 }, () => {
  it('the server says first where it listens, then each client, and sums up on SIGINT', async () => {
    const { cli, port } = await serve()
    expect(cli.events()[0]).toMatchObject({ event: 'listening', host: '127.0.0.1', port: Number(port) })
    const socket = connect(Number(port), '127.0.0.1')
    socket.write('bonjour')
    await once(socket, 'data')
    const row = await cli.event((event) => event['event'] === 'client' && event['lastMessage'] === 'bonjour')
    expect(row).toMatchObject({ number: 1, remoteHost: '127.0.0.1', remotePort: socket.localPort, localPort: Number(port), bytesIn: 7, bytesOut: 7 })
    socket.end()
    await cli.event((event) => event['closeReason'] === 'left')
    cli.child.kill('SIGINT')
    const { code, err } = await cli.ended
    expect([code, err]).toEqual([0, ''])
    expect(cli.events().at(-1)).toMatchObject({ event: 'summary', clients: 1, bytesIn: 7, bytesOut: 7 })
  })

  it('in words', async () => {
    const port = String(await freePort())
    const cli = palabre('echo', 'serve', '--port', port, '--answer', 'prefix:Recu: ')
    await cli.out(new RegExp(`^Listening on 127\\.0\\.0\\.1:${port} \\(TCP\\)`, 'm'))
    const test = palabre('echo', 'test', '127.0.0.1', port, '--message', 'bonjour')
    expect(await test.ended).toMatchObject({ code: 0, out: expect.stringMatching(/^Recu: bonjour {2}\(13 bytes, differs from byte 0, /), err: '' })
    await cli.out(/#1 127\.0\.0\.1:\d+ 7 bytes in, 13 out: bonjour/)
    cli.child.kill('SIGINT')
    expect((await cli.ended).out).toMatch(/1 client, 7 bytes in, 13 bytes out\.\n$/)
  })

  it('the client says the answer as text and hex, whether it matches, and when', async () => {
    const { port } = await serve()
    const file = join(folder, 'bytes')
    await writeFile(file, Buffer.from([0, 255, 10]))
    for (const [option, value, hex] of [
      ['--message', 'é', 'c3a9'],
      ['--hex', '00:ff 0a', '00ff0a'],
      ['--file', file, '00ff0a'],
    ] as const) {
      const test = palabre('echo', 'test', '127.0.0.1', port, option, value, '--json')
      expect((await test.ended).code).toBe(0)
      expect(test.events()).toMatchObject([
        { event: 'reply', hex, matches: true, rttMs: expect.any(Number), bytes: hex.length / 2 },
        { event: 'summary', ok: true, answered: 1 },
      ])
    }
  })

  it('a series has its figures', async () => {
    const { port } = await serve()
    const test = palabre('echo', 'test', '127.0.0.1', port, '--count', '30', '--rate', '200', '--size', '100', '--clients', '2')
    const { code, out } = await test.ended
    expect(out).toMatch(/60 sent, 60 answered \(loss below 5\.0 %\)\nround trip {2}min .* p50 .* p95 .* p99 - /)
    expect(out).toMatch(/20 to warm up/)
    expect(code).toBe(0)
  })

  it('what fails says the code, the words and what to do, and ends with 1', async () => {
    const port = String(await freePort())
    const refused = palabre('echo', 'test', '127.0.0.1', port, '--message', 'x', '--json')
    expect((await refused.ended).code).toBe(1)
    expect(refused.events()).toMatchObject([
      { event: 'error', code: 'ECONNREFUSED', symptom: 'refused', next: expect.any(String), port: Number(port) },
      { event: 'summary', ok: false, state: 'failed', answered: 0 },
    ])
    const silent = await serve('--answer', 'discard')
    const lost = palabre('echo', 'test', '127.0.0.1', silent.port, '--message', 'x', '--timeout', '0.1')
    expect(await lost.ended).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^127\.0\.0\.1:\d+ accepted the connection and said nothing in 0\.1 s.*--newline/s),
    })
    const missing = palabre('echo', 'test', '127.0.0.1', port, '--file', join(folder, 'missing'))
    expect(await missing.ended).toMatchObject({ code: 1, err: expect.stringMatching(/missing.*ENOENT/) })
  })

  it('a taken port names a free one; one that is no port is wrong usage', async () => {
    const { port } = await serve()
    const taken = palabre('echo', 'serve', '--port', port)
    expect(await taken.ended).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^Port \d+ is already taken on this computer\. \(EADDRINUSE\)\nPort \d+ is free: --port \d+\n$/),
    })
    for (const wrong of ['65536', 'http', '-1', '80.5', ''])
      expect(await palabre('echo', 'serve', `--port=${wrong}`).ended).toMatchObject({ code: 2, err: expect.stringContaining('Ports go from 1 to 65535') })
    expect(await palabre('echo', 'serve', '--port', '-1').ended).toMatchObject({ code: 2, err: expect.stringContaining('“-1” is no port') })
    for (const wrong of ['0', '65536', 'http'])
      expect(await palabre('echo', 'test', '127.0.0.1', wrong).ended).toMatchObject({ code: 2, err: expect.stringContaining('Ports go from 1 to 65535') })
  })

  const closing = async (onSocket: (socket: Socket) => void): Promise<string> => {
    const server = createServer((socket) => onSocket(socket.on('error', () => {})))
    onTestFinished(() => void server.close())
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return String((server.address() as { port: number }).port)
  }
  const answersOnce = (socket: Socket) => socket.once('data', (data) => socket.end(data))

  it('a server that closes after each answer: the run goes on, and says so', async () => {
    const port = await closing(answersOnce)
    for (const options of [
      ['--count', '3'],
      ['--size', '100', '--count', '4', '--rate', '10'],
    ]) {
      const { code, out } = await palabre('echo', 'test', '127.0.0.1', port, ...options).ended
      expect([code, out]).toEqual([0, expect.stringMatching(/ends the connection after each answer\n(\d) sent, \1 answered/)])
    }
    const json = palabre('echo', 'test', '127.0.0.1', port, '--count', '2', '--clients', '2', '--json')
    expect((await json.ended).code).toBe(0)
    expect(json.events().at(-1)).toMatchObject({ event: 'summary', ok: true, oneShot: true, answered: 4, closedAfter: null })
  })

  it('a server that closes too soon: what came, what did not, and why', async () => {
    let n = 0
    const three = await closing((socket) => socket.on('data', (data) => (++n < 3 ? socket.write(data) : socket.end(data))))
    expect(await palabre('echo', 'test', '127.0.0.1', three, '--count', '10').ended).toMatchObject({
      code: 1,
      out: expect.stringMatching(/the server closed the connection after 3 answers.*\n3 sent, 3 answered.*7 not sent/),
    })
    const later = await closing((socket) => socket.once('data', (data) => setTimeout(() => socket.end(), 200) && socket.write(data)))
    expect(await palabre('echo', 'test', '127.0.0.1', later, '--count', '3', '--rate', '20').ended).toMatchObject({
      code: 1,
      out: expect.stringMatching(/the server closed the connection after 1 answer: .*\n3 sent, 1 answered, 2 lost/),
    })
    for (const port of [await closing((socket) => socket.end()), await closing((socket) => socket.once('data', () => socket.end()))]) {
      const series = await palabre('echo', 'test', '127.0.0.1', port, '--count', '3').ended
      expect(series).toMatchObject({ code: 1, err: expect.stringContaining('closed the connection without answering') })
      expect(series.out).toMatch(/the server closed the connection without answering/)
      expect(series.out).not.toContain('as sent')
      const one = await palabre('echo', 'test', '127.0.0.1', port, '--message', 'hi').ended
      expect(one).toMatchObject({ code: 1, err: expect.stringContaining('closed the connection without answering') })
    }
  })

  it('a program that reads lines is given one', async () => {
    const port = await closing((socket) => socket.on('data', (data) => void (data.includes(10) && socket.write(data))))
    expect(await palabre('echo', 'test', '127.0.0.1', port, '--message', 'hi', '--newline').ended).toMatchObject({
      code: 0,
      out: expect.stringContaining('as sent'),
    })
  })

  it('nothing came back at all: 1, and no word of how it came', async () => {
    const { port } = await serve('--answer', 'discard')
    const { code, out } = await palabre('echo', 'test', '127.0.0.1', port, '--count', '3', '--timeout', '0.1').ended
    expect(code).toBe(1)
    expect(out).toMatch(/3 sent, 0 answered, 3 lost/)
    expect(out).not.toContain('as sent')
  })

  it('split writes, a half-close and a reset', async () => {
    const split = palabre('echo', 'test', '127.0.0.1', (await serve()).port, '--message', 'in two', '--split', '--count', '20', '--json')
    expect((await split.ended).code).toBe(0)
    // Not each of them: on a busy machine both halves are there when the other side comes to read.
    expect(split.events()).toContainEqual(expect.objectContaining({ event: 'reply', text: 'in two', chunks: 2 }))
    const { cli, port } = await serve('--answer', 'delay:100')
    const half = palabre('echo', 'test', '127.0.0.1', port, '--message', 'x', '--half-close', '--json')
    expect([(await half.ended).code, half.events()[0]]).toMatchObject([0, { event: 'reply', text: 'x', matches: true }])
    expect(await palabre('echo', 'test', '127.0.0.1', port, '--message', 'x', '--reset').ended).toMatchObject({
      code: 1,
      err: 'The connection was cut from here before an answer could come.\n',
    })
    await cli.event((event) => event['number'] === 2 && event['closeReason'] === 'reset')
  })

  it('a test that is interrupted sums up', async () => {
    const { port } = await serve()
    const test = palabre('echo', 'test', '127.0.0.1', port, '--count', '1000', '--rate', '20', '--json')
    await test.event(is('reply'))
    test.child.kill('SIGINT')
    await test.ended
    expect(test.events().at(-1)).toMatchObject({ event: 'summary', state: 'stopped' })
  })

  it('a server whose output nobody reads goes on answering', async () => {
    const { cli, port } = await serve()
    cli.child.stdout.pause()
    const test = palabre('echo', 'test', '127.0.0.1', port, '--count', '50', '--rate', '500', '--clients', '20')
    expect((await test.ended).code).toBe(0)
  })
})

describe('palabre udp', { timeout: 20_000 }, () => {
  const serveUdp = async (...args: string[]) => {
    const cli = palabre('udp', 'serve', '--port', '0', '--json', ...args)
    return { cli, port: String((await cli.event(is('listening')))['port']) }
  }

  it('one message, and its answer; the server tells its senders and sums up', async () => {
    const { cli, port } = await serveUdp('--answer', 'prefix:Recu: ')
    const test = palabre('udp', 'test', '127.0.0.1', port, '--message', 'bonjour', '--json')
    expect((await test.ended).code).toBe(0)
    expect(test.events()).toMatchObject([
      { event: 'reply', text: 'Recu: bonjour', hex: Buffer.from('Recu: bonjour').toString('hex'), matches: false },
      { event: 'summary', ok: true, answered: 1 },
    ])
    expect(await cli.event(is('sender'))).toMatchObject({ number: 1, datagramsIn: 1, datagramsOut: 1, lastMessage: 'bonjour' })
    cli.child.kill('SIGINT')
    expect((await cli.ended).code).toBe(0)
    expect(cli.events().at(-1)).toMatchObject({ event: 'summary', clients: 1, bytesIn: 7, bytesOut: 13 })
  })

  it('a series has its figures, by direction', async () => {
    const { port } = await serveUdp()
    const { code, out } = await palabre('udp', 'test', '127.0.0.1', port, '--count', '40', '--rate', '200').ended
    expect(out).toMatch(/first .* ms\n40 sent, 40 answered \(loss below 7\.5 %\)\n/)
    expect(out).toMatch(/this computer adds about [\d.]+ ms\nby direction {2}jitter .* up, .* down; lost 0 up, 0 down\n0 duplicates, 0 out of order/)
    expect(code).toBe(0)
  })

  it('on one computer no network loses anything: a program did not answer', async () => {
    const { port } = await serveUdp('--answer', 'discard')
    const { code, out } = await palabre('udp', 'test', '127.0.0.1', port, '--count', '2', '--timeout', '0.1').ended
    expect([code, out]).toEqual([1, expect.stringContaining('2 without an answer on this computer: no network had a part in it; the program did not answer')])
  })

  it('refused, silent and too large are three failures', async () => {
    const { port } = await serveUdp('--answer', 'discard')
    const silent = palabre('udp', 'test', '127.0.0.1', port, '--message', 'x', '--timeout', '0.1')
    expect(await silent.ended).toMatchObject({ code: 1, err: expect.stringMatching(/^Nothing came back .* That is no proof/) })
    const refused = palabre('udp', 'test', '127.0.0.1', String(await freePort()), '--message', 'x', '--json')
    expect((await refused.ended).code).toBe(1)
    expect(refused.events()).toContainEqual(expect.objectContaining({ event: 'error', code: 'ECONNREFUSED', symptom: 'refused' }))
    const file = join(folder, 'large')
    await writeFile(file, Buffer.alloc(65_508))
    expect(await palabre('udp', 'test', '127.0.0.1', port, '--file', file).ended).toMatchObject({
      code: 1,
      err: expect.stringMatching(/too large .* 65507 bytes\. \(EMSGSIZE\)/),
    })
  })
})

describe('the command line', () => {
  const wrong = (...args: string[]) => expect(() => parseArguments(args)).toThrow(UsageError)

  it('knows the answers, and nothing else', () => {
    expect(parseArguments(['echo', 'serve', '--answer', 'prefix:Recu: ', '--once', '--until-fin'])).toMatchObject({
      type: 'echo-serve',
      transport: 'tcp',
      host: '127.0.0.1',
      port: 8080,
      answer: { type: 'prefix', text: 'Recu: ' },
      once: true,
      untilFin: true,
    })
    expect(parseArguments(['udp', 'serve', '--answer', 'delay:250'])).toMatchObject({ transport: 'udp', answer: { type: 'delay', ms: 250 } })
    for (const answer of ['shout', 'delay:', 'delay:x', 'delay:999999', 'text:', 'echo:x', '']) wrong('echo', 'serve', '--answer', answer)
    for (const option of ['--once', '--until-fin', '--max-clients=3']) wrong('udp', 'serve', option)
  })

  it('a message is one by default, a series without one', () => {
    expect(parseArguments(['echo', 'test', 'pc', '80', '--message', 'x'])).toMatchObject({ count: 1, rate: 20, clients: 1, timeoutMs: 5_000 })
    expect(parseArguments(['echo', 'test', 'pc', '80'])).toMatchObject({ count: 200, payload: { type: 'size', bytes: 64 } })
    expect(parseArguments(['udp', 'test', 'pc', '80'])).toMatchObject({ count: 100 })
    wrong('echo', 'test', 'pc')
    wrong('echo', 'test', 'pc', '80', '--half-close', '--reset')
    wrong('udp', 'test', 'pc', '80', '--split')
    wrong('echo', 'test', 'pc', '80', 'more')
    wrong('echo', 'test', 'pc', '80', '--message', 'x', '--size', '3')
    for (const hex of ['0', 'xy', '', '0x']) wrong('echo', 'test', 'pc', '80', '--hex', hex)
    for (const [option, value] of [
      ['count', '0'],
      ['count', '99999'],
      ['rate', '0'],
      ['rate', '1e3'],
      ['size', '0'],
      ['clients', '9999'],
      ['timeout', '0'],
    ])
      wrong('echo', 'test', 'pc', '80', `--${option}=${value}`)
    wrong('udp', 'test', 'pc', '80', '--size', '65508')
    wrong('udp', 'test', 'pc', '80', '--clients', '2')
    wrong('echo')
    wrong('echo', 'shout')
  })
})
