import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Channel } from '../../shared/ipc/channels.ts'
import type { CallAnswer, CallArgs, CallResult } from '../../shared/ipc/contract.ts'
import { testFolder } from '../helpers/folder.ts'
import { readPcapng } from '../net/diagnostics/wire/read-pcapng.ts'
import { join_, portOf, say, type Window } from './helpers/launch.ts'
import { windowOpener } from './helpers/opener.ts'

const open = windowOpener()
const folder = testFolder()

type Calls = Readonly<Record<string, (args: unknown) => Promise<CallResult<unknown>>>>

/** As the page calls it. */
async function call<C extends Channel>({ page }: Window, channel: C, args: CallArgs<C>): Promise<CallAnswer<C>> {
  const ask = ([name, given]: readonly [string, unknown]) => (globalThis as unknown as { palabre: { calls: Calls } }).palabre.calls[name]?.(given)
  const result = await page.evaluate(ask, [channel, args] as const)
  if (!result?.ok) throw new Error(`${channel}: ${JSON.stringify(result?.error)}`)
  return result.value as CallAnswer<C>
}

const saveAs = ({ app }: Window, filePath: string) =>
  app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = (async () => ({ canceled: false, filePath: path })) as unknown as typeof dialog.showSaveDialog
  }, filePath)

const echo = { answer: { type: 'echo' }, once: false, untilFin: false, maxClients: 8, idleMs: 60_000 } as const

it('a test runs in the thread of a real window against a program of the course, is kept, reported and captured', async () => {
  const [alice, bob] = await Promise.all([open({ name: 'alice' }), open({ name: 'bob' })])
  await call(alice, 'wire.record', { on: true })
  await join_(alice, await portOf(bob))
  await alice.page.locator('[data-testid=link-state][data-state=open]').waitFor()
  await say(alice, 'what the wire has')
  const conversation = await call(alice, 'conversation.find', { name: 'bob' })
  const newest = { conversationId: conversation.id, cursor: { type: 'newest' }, limit: 10 } as const
  await expect.poll(async () => (await call(alice, 'message.page', newest)).messages.at(-1), { timeout: 10_000 }).toMatchObject({ state: 'delivered' })

  // Python's side: an echo server of a few lines, on a free port.
  const program =
    'import socket as s\nu=s.socket(s.AF_INET,s.SOCK_DGRAM)\nu.bind(("127.0.0.1",0))\nprint(u.getsockname()[1],flush=True)\nwhile 1:\n d,a=u.recvfrom(65535)\n u.sendto(d,a)'
  let port = 0
  const python = spawn('python3', ['-c', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = (await once(python.stdout, 'data')) as [Buffer]
    port = Number(line.toString())
    const options = { host: '127.0.0.1', port, payload: { type: 'size', bytes: 64 }, count: 30, rate: 100, replyTimeoutMs: 2_000 } as const
    const { id } = await call(alice, 'diagnostics.start', { test: { kind: 'udp-echo', options } })
    await expect.poll(async () => (await call(alice, 'diagnostics.run', { runId: id })).run.state, { timeout: 10_000 }).toBe('complete')
    const { digest } = await call(alice, 'diagnostics.run', { runId: id })
    expect(digest).toMatchObject({ good: true, summary: { answered: 30, lost: 0, lostUp: null } })
    const report = { runId: id, format: 'json', addresses: false, language: 'en' } as const
    await saveAs(alice, join(folder, 'report.json'))
    expect(await call(alice, 'diagnostics.save', report)).toEqual({ file: 'report.json' })
    const text = readFileSync(join(folder, 'report.json'), 'utf8')
    expect(JSON.parse(text)).toMatchObject({ schemaVersion: 1, kind: 'udp-echo', state: 'complete' })
    expect(text).not.toContain('127.0.0.1')
  } finally {
    python.kill()
  }

  await saveAs(alice, join(folder, 'wire.pcapng'))
  expect(await call(alice, 'wire.export', { socket: null })).toEqual({ file: 'wire.pcapng' })
  const packets = readPcapng(readFileSync(join(folder, 'wire.pcapng')))
  expect(packets.every(({ sound }) => sound)).toBe(true)
  expect(packets.some(({ protocol, payload }) => protocol === 'tcp' && payload.includes('what the wire has'))).toBe(true)
  expect(packets.filter(({ protocol, from, to }) => protocol === 'udp' && [from, to].some((end) => end.endsWith(`:${port}`)))).toHaveLength(60)
  if (spawnSync('tshark', ['--version']).status === 0) {
    const read = spawnSync('tshark', ['-r', join(folder, 'wire.pcapng'), '-Y', '_ws.malformed'], { encoding: 'utf8' })
    expect([read.status, read.stdout]).toEqual([0, ''])
  }
})

it('a server of the window serves a program of the course, and the window closes while it runs', async () => {
  const alice = await open({ name: 'alice' })
  const { id } = await call(alice, 'diagnostics.start', { test: { kind: 'tcp-echo-server', options: { host: '127.0.0.1', port: 0, ...echo } } })
  const summary = async () => {
    const { run } = await call(alice, 'diagnostics.run', { runId: id })
    return run.kind === 'tcp-echo-server' ? run.summary : null
  }
  await expect.poll(async () => (await summary())?.address).not.toBeNull()
  const port = (await summary())?.address?.port ?? 0
  const program = `import socket as s\nc=s.create_connection(("127.0.0.1",${port}))\nc.sendall(b"bonjour")\nprint(c.recv(100).decode())`
  expect(spawnSync('python3', ['-c', program], { encoding: 'utf8' }).stdout).toBe('bonjour\n')
  await expect.poll(async () => (await summary())?.totals).toMatchObject({ clients: 1, bytesIn: 7, bytesOut: 7 })
  const from = Date.now()
  await alice.app.close()
  expect(Date.now() - from).toBeLessThan(6_000)
})
