import { createHash, type X509Certificate } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { parseArguments } from '../../electron/cli/arguments.ts'
import { UsageError } from '../../electron/cli/options.ts'
import { base32 } from '../../electron/net/protocols/secure-peer/base32.ts'
import { testFolder } from '../helpers/folder.ts'
import { buildCli, type Cli, endAll, palabre } from './palabre.ts'

const folder = testFolder()

beforeAll(buildCli, 60_000)
afterEach(endAll)

const directory = (...args: string[]): Cli => palabre('directory', '--host', '127.0.0.1', '--data', folder, ...args)

const listening = (event: Record<string, unknown>) => event['event'] === 'listening'

describe('palabre directory', { timeout: 20_000 }, () => {
  it('says first where it listens and who it is, and shows that key', async () => {
    const { port, id, host, urls } = await directory('--port', '0', '--json').event(listening)
    expect(host).toBe('127.0.0.1')
    expect(urls).toEqual([`https://127.0.0.1:${port}`])
    const socket = connect({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false })
    await new Promise((fulfil) => socket.once('secureConnect', fulfil))
    const certificate = socket.getPeerX509Certificate() as X509Certificate
    expect(
      base32(
        createHash('sha256')
          .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
          .digest(),
      ),
    ).toBe(id)
    socket.destroy()
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('stops in order on %s: tells its clients, ends with 0', async (signal) => {
    const cli = directory('--port', '0', '--json')
    const { port } = await cli.event(listening)
    const client = new WebSocket(`wss://127.0.0.1:${port}/v1/session`, { rejectUnauthorized: false })
    await new Promise((fulfil) => client.once('message', fulfil))
    const closed = new Promise((fulfil) => client.once('close', fulfil))
    cli.child.kill(signal)
    expect(await closed).toBe(1001)
    const { code, out } = await cli.ended
    expect(code).toBe(0)
    expect(JSON.parse(out.trim().split('\n').at(-1) ?? '')).toEqual({ event: 'stopped' })
  })

  it('tells people in words', async () => {
    const cli = directory('--port', '0', '--http')
    expect(await cli.out(/identity.*\n\s+\S+\n/)).toMatch(
      /^Palabre directory\n {2}http:\/\/127\.0\.0\.1:\d+\nIts identity, to be compared by those who join:\n {2}[A-Z2-7]{52}\n$/,
    )
  })

  it('that can’t start says why, and ends with 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((fulfil) => taken.once('listening', fulfil))
    const { port } = taken.address() as AddressInfo
    const busy = await directory('--port', String(port)).ended
    taken.close()
    expect(busy).toMatchObject({ code: 1, out: '', err: `Port ${port} is taken on this computer. Choose another with --port.\n` })
    const noRedis = await directory('--port', '0', '--store', 'redis://user:secret@127.0.0.1:1/0', '--json').ended
    expect(noRedis.code).toBe(1)
    expect(noRedis.out).not.toContain('secret')
    expect(JSON.parse(noRedis.out)).toMatchObject({ event: 'error', code: 'store-failed' })
    const broken = join(folder, 'broken.pem')
    await writeFile(broken, 'x')
    expect(await directory('--port', '0', '--tls-cert', broken, '--tls-key', broken).ended).toMatchObject({ code: 1, err: expect.stringContaining(broken) })
  })

  it('that can’t be understood ends with 2', async () => {
    expect((await directory('--port', 'x').ended).code).toBe(2)
    for (const args of [['--store', 'mysql:x'], ['--store', 'sqlite:'], ['--tls-cert', 'x'], ['--tls-key', 'x'], ['--nothing'], ['--host', '']])
      expect(() => parseArguments(['directory', ...args]), args.join(' ')).toThrow(UsageError)
    expect(parseArguments(['directory'])).toMatchObject({ type: 'directory', port: 3100, store: null, http: false })
    expect(parseArguments(['directory', '--help'])).toEqual({ type: 'help' })
  })
})

describe('people of a directory', { timeout: 30_000 }, () => {
  const chat = (name: string, port: unknown) => {
    const cli = palabre(
      'chat',
      '--host',
      '127.0.0.1',
      '--port',
      '0',
      '--name',
      name,
      '--data',
      join(folder, name),
      '--directory',
      `127.0.0.1:${port}`,
      '--json',
    )
    return cli
  }
  const claimed = (name: string) => (e: Record<string, unknown>) => e['event'] === 'network' && e['claimed'] === name
  const heard = (text: string) => (e: Record<string, unknown>) => e['event'] === 'message' && e['mine'] === false && e['text'] === text

  it('find each other by pseudonym; it is killed, and they go on, and find who they have never met from what was kept', async () => {
    const server = directory('--port', '0', '--json')
    const { port } = await server.event(listening)
    const [alice, bob, carol] = [chat('alice', port), chat('bob', port), chat('carol', port)]
    await Promise.all([alice.event(claimed('alice')), bob.event(claimed('bob')), carol.event(claimed('carol'))])
    alice.type('/msg bob salut')
    expect(await alice.event((e) => e['event'] === 'current')).toMatchObject({ title: 'bob', foundBy: 'directory', directory: `127.0.0.1:${port}`, asOf: null })
    await bob.event(heard('salut'))
    alice.type('/who')
    expect(await alice.event((e) => e['event'] === 'nearby')).toMatchObject({ name: 'carol', sources: 'directory', directory: `127.0.0.1:${port}` })
    alice.type('/join bob')
    expect(await alice.event((e) => e['event'] === 'found')).toMatchObject({ name: 'bob', foundBy: 'contact', directory: null })
    await alice.event((e) => e['event'] === 'joined')
    server.child.kill('SIGKILL')
    bob.type('/msg alice encore là')
    await alice.event(heard('encore là'))
    alice.type('/quit')
    expect((await alice.ended).code).toBe(0)
    const again = chat('alice', port)
    await again.event(listening)
    again.type('/msg carol bonjour')
    expect(await again.event((e) => e['foundBy'] !== undefined)).toMatchObject({ title: 'carol', directory: `127.0.0.1:${port}`, asOf: expect.any(Number) })
    await carol.event(heard('bonjour'))
    again.type('/msg nobody hello')
    expect(await again.event((e) => e['event'] === 'error')).toMatchObject({ code: 'directory-unavailable' })
  })
})
