import { connect } from 'node:net'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { silentLogger } from '../../../../electron/net/core/logger.ts'
import { createDiagnostics, type Diagnostics } from '../../../../electron/net/diagnostics/service/index.ts'
import { WireRegistry } from '../../../../electron/net/diagnostics/wire/index.ts'
import type { NetEvent } from '../../../../shared/events.ts'
import type { CallAnswer, CallArgs, DiagnosticCommands } from '../../../../shared/ipc/contract.ts'
import type { AnyProgress, RunDigest } from '../../../../shared/model/runs.ts'
import { buildProgram } from '../../../helpers/build-program.ts'
import { eachTestnet, type Node } from '../../../helpers/testnet.ts'
import { readPcapng } from '../wire/read-pcapng.ts'

let script: string
beforeAll(async () => {
  script = await buildProgram('test/helpers/programs/frail-thread.ts')
})

const net = eachTestnet()
let alice: Node
let diagnostics: Diagnostics
let registry: WireRegistry
let saved: { name: string; content: Buffer } | null
let chosen: string | null
beforeEach(async () => {
  registry = new WireRegistry({ idsAfter: 0, parity: 0, dialled: 'outbound' })
  alice = await net.node('alice')
  saved = null
  chosen = null
  diagnostics = make()
})
afterEach(async () => {
  await diagnostics.stop()
  registry.stop()
})

function make(): Diagnostics {
  const save = async (name: string, chunks: Iterable<string | Uint8Array>) => {
    saved = { name, content: Buffer.concat([...chunks].map((chunk) => Buffer.from(chunk as string))) }
    return name
  }
  return createDiagnostics({ messenger: alice.messenger, registry, script, logger: silentLogger, version: '1.0', save, chooseFolder: async () => chosen })
}

const call = async <C extends keyof DiagnosticCommands>(name: C, args: CallArgs<C>): Promise<CallAnswer<C>> =>
  (diagnostics.commands[name] as (args: CallArgs<C>) => Promise<CallAnswer<C>>)(args)

const over = (id: string) => (e: NetEvent) => e.type === 'run' && e.run.id === id && e.run.state !== 'running'
const ended = async (id: string) => ((await alice.until(over(id))) as { run: RunDigest }).run
const progressOf = (id: string) =>
  alice.events.flatMap(({ event }) => (event.type === 'run-progress' && event.progress.runId === id ? [event.progress as AnyProgress] : []))

const server = { host: '127.0.0.1', port: 0, answer: { type: 'echo' } } as const
const tcpServer = { ...server, once: false, untilFin: false, maxClients: 64, idleMs: 60_000 }
const probes = { payload: { type: 'size', bytes: 64 }, rate: 200, replyTimeoutMs: 2_000 } as const

async function listening(test: CallArgs<'diagnostics.start'>['test']) {
  const { id } = await call('diagnostics.start', { test })
  const known = (e: NetEvent) => e.type === 'run-progress' && e.progress.runId === id && 'address' in e.progress.summary && e.progress.summary.address !== null
  const event = (await alice.until(known)) as { progress: { summary: { address: { host: string; port: number } } } }
  return { id, address: event.progress.summary.address }
}

describe('a run', () => {
  it('begins in the thread, is told of as it goes, ends, and is in the history with its samples over a restart', async () => {
    const { id: serverId, address } = await listening({ kind: 'udp-echo-server', options: server })
    const { id } = await call('diagnostics.start', { test: { kind: 'udp-echo', options: { ...address, ...probes, count: 60 } } })
    expect(await ended(id)).toMatchObject({ state: 'complete', good: true, target: `127.0.0.1:${address.port}`, sampleCount: 60, summary: { answered: 60 } })
    const progress = progressOf(id)
    expect(new Set(progress.flatMap(({ samples }) => samples.map(({ seq }) => seq))).size).toBe(60)
    expect(progress.length).toBeLessThan(12)
    expect(progressOf(serverId).at(-1)).toMatchObject({ kind: 'udp-echo-server' })
    const { run, lastGood } = await call('diagnostics.run', { runId: id })
    expect([run.samples.length, lastGood]).toEqual([60, null])
    expect(run.summary).toHaveProperty('floorMs')
    const again = await call('diagnostics.start', { test: { kind: 'udp-echo', options: { ...address, ...probes, count: 25 } } })
    await ended(again.id)
    const view = await call('diagnostics.run', { runId: again.id })
    expect(view.lastGood?.id).toBe(id)
    expect(view.changes.map(({ figure }) => figure)).toEqual(expect.arrayContaining(['rtt-p50', 'jitter', 'loss']))
    expect((await call('diagnostics.runs', { kind: null, limit: 10 })).map((each) => each.id)).toEqual([again.id, id, serverId])
    await call('diagnostics.stop', { runId: serverId })
    expect(await ended(serverId)).toMatchObject({ state: 'stopped', sampleCount: expect.any(Number), good: false })

    await diagnostics.stop()
    await alice.restart()
    diagnostics = make()
    expect((await call('diagnostics.runs', { kind: 'udp-echo', limit: 10 })).map((each) => each.id)).toEqual([again.id, id])
    expect((await call('diagnostics.run', { runId: id })).run.samples).toHaveLength(60)
    await call('diagnostics.forget', { runId: id })
    await expect(call('diagnostics.run', { runId: id })).rejects.toMatchObject({ code: 'unknown-run' })
    await call('diagnostics.forget', { runId: null })
    expect(await call('diagnostics.runs', { kind: null, limit: 10 })).toEqual([])
  })

  it('can be stopped, shows the bytes of an answer, and a server lets go of one client', async () => {
    const { id: serverId, address } = await listening({ kind: 'tcp-echo-server', options: tcpServer })
    const whole = { clients: 1, noDelay: true, split: false, ending: 'answered', connectTimeoutMs: 2_000, warmUp: 0 } as const
    const payload = { type: 'text', text: 'bonjour' } as const
    const { id } = await call('diagnostics.start', { test: { kind: 'tcp-echo', options: { ...address, ...probes, ...whole, payload, count: 10, rate: 5 } } })
    const answered = (e: NetEvent) => e.type === 'run-progress' && e.progress.runId === id && e.progress.kind === 'tcp-echo' && e.progress.summary.answered > 0
    await alice.until(answered)
    const stopped = await call('diagnostics.stop', { runId: id })
    expect(stopped).toMatchObject({ state: 'stopped', good: false })
    const bytes = Buffer.from('bonjour').toString('base64')
    expect(await call('diagnostics.bytes', { runId: id, seq: 0 })).toEqual({ sent: bytes, received: bytes })
    expect(await call('diagnostics.bytes', { runId: id, seq: 9 })).toEqual({ sent: null, received: null })

    const visitor = connect(address.port, address.host)
    const gone = new Promise((fulfil) => visitor.once('close', fulfil).on('error', () => {}))
    const here = (e: NetEvent) =>
      e.type === 'run-progress' && e.progress.kind === 'tcp-echo-server' && e.progress.samples.some((row) => row.number === 2 && row.closedAt === null)
    await alice.until(here)
    expect(await call('diagnostics.kick', { runId: serverId, number: 2 })).toEqual({ kicked: true })
    await gone
    await expect(call('diagnostics.kick', { runId: id, number: 1 })).rejects.toMatchObject({ code: 'unknown-run' })
  })

  it('that cannot listen is failed with the port in its words, and one that cannot be is refused at once', async () => {
    const { address } = await listening({ kind: 'http-server', options: { host: '127.0.0.1', port: 0, folder: null } })
    const { id } = await call('diagnostics.start', { test: { kind: 'tcp-echo-server', options: { ...tcpServer, port: address.port } } })
    expect(await ended(id)).toMatchObject({ state: 'failed', error: { code: 'EADDRINUSE', details: { port: address.port } } })
    const url = 'http://[:80/'
    const options = { url, method: 'GET', headers: [], body: null, repeat: 1, follow: true, keepAlive: true, timeoutMs: 1_000, insecure: false }
    await expect(call('diagnostics.start', { test: { kind: 'http', options } })).rejects.toMatchObject({ code: 'bad-address' })
    const good = await call('diagnostics.start', {
      test: { kind: 'http', options: { ...options, url: `http://127.0.0.1:${address.port}/api/time`, repeat: 3 } },
    })
    expect(await ended(good.id)).toMatchObject({ state: 'complete', good: true, summary: { runs: 3, failed: 0, reused: 2 } })
    const { run } = await call('diagnostics.run', { runId: good.id })
    expect(run.kind === 'http' && Buffer.from(run.samples[0]?.body?.base64 ?? '', 'base64').toString()).toContain('uptimeMs')
  })

  it('serves only a folder that the person has chosen', async () => {
    const test = { kind: 'http-server', options: { host: '127.0.0.1', port: 0, folder: net.root } } as const
    await expect(call('diagnostics.start', { test })).rejects.toMatchObject({ code: 'forbidden' })
    expect(await call('diagnostics.chooseFolder', {})).toEqual({ folder: null })
    chosen = net.root
    expect(await call('diagnostics.chooseFolder', {})).toEqual({ folder: net.root })
    const { address } = await listening(test)
    expect(await (await fetch(`http://127.0.0.1:${address.port}/`)).text()).toContain('alice')
  })

  it('of the doctor runs beside the messenger, with its steps', async () => {
    const bob = await net.node('bob')
    const { id } = await call('diagnostics.start', {
      test: { kind: 'doctor', options: { target: { type: 'address', host: '127.0.0.1', port: bob.port() }, loadPort: null } },
    })
    expect(await ended(id)).toMatchObject({ kind: 'doctor', state: 'complete', summary: { verdict: { tone: expect.any(String) } } })
    expect(progressOf(id).length).toBeGreaterThan(0)
    expect((await call('diagnostics.run', { runId: id })).run.samples.length).toBeGreaterThan(5)
  })

  it('fails with words when its thread crashes, is kept so, and the next one begins in a new thread', async () => {
    const { id, address } = await listening({ kind: 'udp-echo-server', options: server })
    await expect(call('diagnostics.kick', { runId: id, number: 666 })).rejects.toMatchObject({ code: 'diagnostics-crashed' })
    expect(await ended(id)).toMatchObject({ state: 'failed', error: { code: 'diagnostics-crashed' }, summary: { address } })
    expect((await call('diagnostics.run', { runId: id })).digest).toMatchObject({ state: 'failed', sampleCount: 0 })
    const next = await listening({ kind: 'udp-echo-server', options: server })
    expect(await call('diagnostics.stop', { runId: next.id })).toMatchObject({ state: 'stopped' })
  })

  it('is one of so many at most', async () => {
    for (let i = 0; i < 16; i++) await listening({ kind: 'udp-echo-server', options: server })
    await expect(call('diagnostics.start', { test: { kind: 'udp-echo-server', options: server } })).rejects.toMatchObject({ code: 'too-many-runs' })
  })
})

describe('the wire', () => {
  it('shows the sockets of both threads, whose they are, what passed and a capture of it', async () => {
    const bob = await net.node('bob')
    await call('wire.record', { on: true })
    const conversation = await alice.messenger.commands['conversation.join']({ host: '127.0.0.1', port: bob.port() })
    await alice.until((e) => e.type === 'link' && e.link.state === 'open')
    const { id: serverId, address } = await listening({ kind: 'udp-echo-server', options: server })
    const { id } = await call('diagnostics.start', { test: { kind: 'udp-echo', options: { ...address, ...probes, count: 5 } } })
    await ended(id)
    const { sockets, recording } = await call('wire.sockets', {})
    const echo = sockets.find((socket) => socket.role === 'test-server')
    expect(echo).toMatchObject({ transport: 'udp', local: address, bytesIn: 320, bytesOut: 320, runId: serverId })
    expect(sockets.filter(({ conversationId }) => conversationId === conversation.id)).toMatchObject([{ encrypted: true, role: 'outbound' }])
    expect(recording).toMatchObject({ on: true, dropped: 0 })
    const { pieces, hasMore } = await call('wire.traffic', { socket: echo?.id ?? 0, after: 0, limit: 4 })
    expect([pieces.length, hasMore]).toEqual([4, true])
    const rest = await call('wire.traffic', { socket: echo?.id ?? 0, after: pieces.at(-1)?.seq ?? 0, limit: 100 })
    expect([rest.pieces.length, rest.hasMore]).toEqual([6, false])
    expect((await call('wire.export', { socket: null })).file).toMatch(/\.pcapng$/)
    const packets = readPcapng(saved?.content ?? Buffer.alloc(0))
    expect(packets.filter(({ protocol }) => protocol === 'udp').length).toBeGreaterThanOrEqual(20)
    expect(packets.some(({ protocol, payload }) => protocol === 'tcp' && payload.includes('alice'))).toBe(true)
    expect(packets.every(({ sound }) => sound)).toBe(true)
  })

  it('tells of changes while somebody watches, of both threads', async () => {
    await call('wire.watch', { on: true })
    const { address } = await listening({ kind: 'udp-echo-server', options: server })
    const heard = (port: number) => (e: NetEvent) => e.type === 'wire' && e.wire.sockets.some(({ local }) => local?.port === port)
    await alice.until(heard(address.port))
    const bob = await net.node('bob')
    await alice.until(heard(bob.port()))
    expect((await call('wire.watch', { on: false })).sockets.length).toBeGreaterThan(2)
  })
})

it('writes a report of a run, and the same to a file', async () => {
  const { id } = await call('diagnostics.start', { test: { kind: 'mtu', options: { host: '127.0.0.1', port: 9, most: 1_300 } } })
  await ended(id)
  const report = { runId: id, format: 'markdown', addresses: false, language: 'fr' } as const
  const { text } = await call('diagnostics.report', report)
  expect(text).toContain('Plus grand datagramme')
  expect(text).not.toContain('127.0.0.1')
  expect(await call('diagnostics.save', report)).toEqual({ file: expect.stringMatching(/^Palabre - mtu - \d{4}-\d\d-\d\d\.md$/) })
  expect(saved?.content.toString()).toBe(text)
})
