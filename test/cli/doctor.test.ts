import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { testFolder } from '../helpers/folder.ts'
import { buildCli, palabre } from './palabre.ts'

const folder = testFolder()
beforeAll(buildCli, 60_000)

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((listening) => server.once('listening', listening))
  const { port } = server.address() as { port: number }
  await new Promise((closed) => server.close(closed))
  return port
}

describe('palabre doctor', () => {
  it('tells each step, then the sentence with its evidence, as JSON and in words', async () => {
    const port = await closedPort()
    const json = palabre('doctor', '127.0.0.1', String(port), '--json')
    expect((await json.ended).code).toBe(1)
    const events = json.events()
    expect(events.map((e) => e['event'])).toEqual([...Array(13).fill('step'), 'verdict', 'summary'])
    expect(events[13]).toMatchObject({ main: true, code: 'refused', tone: 'bad', details: { host: '127.0.0.1', port } })
    const { out } = await palabre('doctor', `127.0.0.1:${port}`).ended
    expect(out).toContain(`Nothing is listening on port ${port} of this computer`)
    expect(out).toContain('Why do we say this?')
    expect(out).not.toMatch(/undefined|NaN|\[object/)
  })

  it.each([
    ['that greets', 'Bienvenue', 'a program that sends text'],
    ['that waits to be spoken to', '', 'a program that says nothing'],
  ])('a simple server %s is reached, in one connection that ends in order', { timeout: 15_000 }, async (_, greeting, program) => {
    const fates: string[] = []
    const server = createServer((socket) => {
      if (greeting !== '') socket.write(greeting)
      socket.on('error', (error: NodeJS.ErrnoException) => fates.push(String(error.code)))
      socket.on('end', () => fates.push('FIN')).resume()
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise((listening) => server.once('listening', listening))
    const { port } = server.address() as { port: number }
    const { code, out } = await palabre('doctor', '127.0.0.1', String(port)).ended
    expect(fates).toEqual(['FIN'])
    expect(out).toContain(`127.0.0.1, port ${port}, can be reached: no Palabre is there, but ${program}.`)
    expect(out).toContain(`/join 127.0.0.1 ${port}`)
    expect(code).toBe(0)
  })

  it('stops on Ctrl-C with what it has', async () => {
    const cli = palabre('doctor', '127.0.0.1', String(await closedPort()), '--json')
    await cli.event((e) => e['event'] === 'step')
    cli.child.kill('SIGINT')
    const { code } = await cli.ended
    expect(code).toBe(1)
    expect(cli.events().at(-1)).toMatchObject({ event: 'summary', ok: false })
  })

  it('does not know everybody, and says when a profile is in use', async () => {
    const data = join(folder, 'one')
    const unknown = palabre('doctor', 'nobody-at-all', '--data', data, '--json')
    expect((await unknown.ended).code).toBe(1)
    expect(unknown.events().at(-1)).toMatchObject({ event: 'error', code: 'unknown-name' })
    const chat = palabre('chat', '--data', data, '--host', '127.0.0.1', '--port', '0', '--quiet', '--json')
    await chat.event((e) => e['event'] === 'listening')
    const { code, err } = await palabre('doctor', '127.0.0.1', '1', '--data', data).ended
    expect(code).toBe(1)
    expect(err).toContain('Another Palabre uses this profile')
    chat.type('/quit')
    await chat.ended
  })

  it.each([[[]], [['a', 'b', 'c']], [['127.0.0.1', '0']], [['127.0.0.1', '65536']], [['127.0.0.1', '1', '--load', 'x']], [['x', '--directory', 'a b']]])(
    'does not take %j',
    async (args) => {
      expect((await palabre('doctor', ...args).ended).code).toBe(2)
    },
  )
})

describe('palabre throughput', () => {
  it('serves and measures, the receiver’s count', async () => {
    const server = palabre('throughput', 'serve', '--port', '0', '--json')
    const { port } = await server.event((e) => e['event'] === 'listening')
    const test = palabre('throughput', '127.0.0.1', String(port), '--seconds', '3', '--direction', 'down', '--json')
    expect((await test.ended).code).toBe(0)
    const summary = test.events().at(-1) as unknown as { event: string; up: unknown; down: { mbps: number; bytes: number } }
    expect(summary).toMatchObject({ event: 'summary', up: null })
    expect(summary.down.mbps).toBeGreaterThan(10)
    server.child.kill('SIGINT')
    await server.ended
    expect(server.events().at(-1)).toMatchObject({ event: 'summary', clients: 1 })
  })

  it('says that a port is closed, and what it does not take', async () => {
    const refused = palabre('throughput', 'test', '127.0.0.1', String(await closedPort()), '--json')
    expect((await refused.ended).code).toBe(1)
    expect(refused.events()[0]).toMatchObject({ event: 'error', code: 'ECONNREFUSED', symptom: 'refused' })
    for (const args of [
      [],
      ['test'],
      ['h', '1', '--seconds', '31'],
      ['h', '1', '--connections', '9'],
      ['h', '1', '--direction', 'x'],
      ['serve', '--port', 'x'],
    ])
      expect((await palabre('throughput', ...args).ended).code, args.join(' ')).toBe(2)
  })
})
