import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startHttpServer } from '../../../../electron/net/diagnostics/http/index.ts'
import { startTcpEchoTest } from '../../../../electron/net/diagnostics/tcp-echo/index.ts'
import { startUdpEchoServer, startUdpEchoTest } from '../../../../electron/net/diagnostics/udp-echo/index.ts'
import { addressBytes } from '../../../../electron/net/diagnostics/wire/frames.ts'
import { pcapng, WireRegistry } from '../../../../electron/net/diagnostics/wire/index.ts'
import { Ring } from '../../../../electron/net/diagnostics/wire/ring.ts'
import { wireLimits } from '../../../../shared/diagnostic-limits.ts'
import type { NetEvent } from '../../../../shared/events.ts'
import type { WireChange, WireSocket } from '../../../../shared/model/wire.ts'
import { uuidv7 } from '../../../../shared/uuid.ts'
import { createTestnet } from '../../../helpers/testnet.ts'
import { atEnd, tcpServer } from '../harness.ts'
import { readPcapng } from './read-pcapng.ts'

function aRegistry(onChange: (change: WireChange) => void = () => {}): WireRegistry {
  const registry = new WireRegistry({ idsAfter: 0, parity: 0, dialled: 'outbound' })
  registry.onChange = onChange
  atEnd(() => registry.stop())
  return registry
}

const all = (registry: WireRegistry) => registry.pieces(null, 0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)
const said = (registry: WireRegistry, socket: number, direction: 'in' | 'out') =>
  Buffer.concat(
    all(registry)
      .filter((piece) => piece.socket === socket && piece.direction === direction)
      .map(({ bytes }) => bytes),
  )
const probes = { payload: { type: 'text', text: 'bonjour' }, rate: 200, replyTimeoutMs: 2_000 } as const
const whole = { clients: 1, noDelay: true, split: false, ending: 'answered', connectTimeoutMs: 2_000, warmUp: 0 } as const
const capture = (registry: WireRegistry) => Buffer.concat([...pcapng(registry.sockets, all(registry))])

describe('sockets', () => {
  it('of a TCP test are known from both ends, with addresses, states and bytes, also once they are closed', async () => {
    const registry = aRegistry()
    const server = await tcpServer()
    const { summary } = await startTcpEchoTest({ ...server.address, ...probes, ...whole, count: 3 }).done
    await server.stop()
    await expect.poll(() => registry.sockets.every(({ state }) => state === 'closed')).toBe(true)
    const [listening, ...ends] = registry.sockets
    expect(listening).toMatchObject({ role: 'test-server', transport: 'tcp', family: 4, local: server.address, remote: null, state: 'closed' })
    const dialled = ends.find((socket) => socket.role === 'outbound')
    expect(dialled).toMatchObject({ local: summary.local, remote: server.address, state: 'closed', bytesIn: 21, bytesOut: 21, encrypted: false })
    const accepted = ends.find((socket) => socket.role === 'test-server-client')
    expect(accepted).toMatchObject({ local: server.address, remote: summary.local, bytesIn: 21, bytesOut: 21 })
    expect(accepted?.closedAt).toBeGreaterThan(0)
  })

  it('for datagrams count what they carry', async () => {
    const registry = aRegistry()
    const server = await startUdpEchoServer({ host: '127.0.0.1', port: 0, answer: { type: 'echo' } })
    atEnd(() => server.stop())
    registry.record(true)
    await startUdpEchoTest({ ...server.address, ...probes, count: 4 }).done
    const here = registry.sockets.find((socket) => socket.role === 'test-server')
    expect(here).toMatchObject({ transport: 'udp', local: server.address, remote: null, state: 'listening', bytesIn: 28, bytesOut: 28 })
    const client = registry.sockets.find((socket) => socket.role === 'test-client')
    expect(client).toMatchObject({ transport: 'udp', remote: server.address, bytesIn: 28, bytesOut: 28 })
    expect(all(registry).filter((piece) => piece.socket === here?.id)[0]?.peer).toEqual(client?.local)
  })

  it('are told of only while someone watches', async () => {
    let told: (change: WireChange) => void = () => {}
    const registry = aRegistry((change) => told(change))
    const heard = new Promise<readonly WireSocket[]>((fulfil) => {
      told = ({ sockets }) => fulfil(sockets)
    })
    registry.watch(true)
    const server = await tcpServer()
    expect(await heard).toMatchObject([{ role: 'test-server', state: 'listening', local: server.address }])
  })
})

describe('recording', () => {
  it('hears plaintext of an encrypted conversation, and nothing before it is on or after it is off', async () => {
    const registry = aRegistry()
    const net = await createTestnet()
    atEnd(() => net.close())
    const [alice, bob] = [await net.node('Alice'), await net.node('Bob')]
    const port = bob.port()
    registry.record(true)
    const { id } = await alice.messenger.commands['conversation.join']({ host: '127.0.0.1', port })
    const says = (text: string) => (event: NetEvent) => event.type === 'message' && event.message.text === text && event.message.state === 'received'
    const send = async (text: string) => {
      await alice.messenger.commands['message.send']({ conversationId: id, id: uuidv7(), text, replyTo: null })
      await bob.until(says(text))
    }
    await send('the words themselves')
    const secured = registry.sockets.filter((socket) => socket.encrypted)
    expect(secured.map((socket) => socket.role).sort()).toEqual(['inbound', 'outbound'])
    const dialled = secured.find((socket) => socket.role === 'outbound')?.id ?? 0
    const accepted = secured.find((socket) => socket.role === 'inbound')?.id ?? 0
    expect(said(registry, dialled, 'out').toString('latin1')).toContain('the words themselves')
    expect(said(registry, accepted, 'in').toString('latin1')).toContain('the words themselves')
    registry.record(false)
    const before = registry.recording.pieces
    await send('unheard')
    expect(registry.recording).toMatchObject({ on: false, pieces: before })
    expect(Buffer.concat(all(registry).map(({ bytes }) => bytes)).toString('latin1')).not.toContain('unheard')
  })

  it('hears what an HTTP server reads past its streams', async () => {
    const registry = aRegistry()
    registry.record(true)
    const server = await startHttpServer({ host: '127.0.0.1', port: 0, folder: null })
    atEnd(() => server.stop())
    await (await fetch(`http://127.0.0.1:${server.address.port}/api/time`)).text()
    const client = registry.sockets.find((socket) => socket.role === 'test-server-client')?.id ?? 0
    expect(said(registry, client, 'in').toString()).toContain('GET /api/time HTTP/1.1')
    expect(said(registry, client, 'out').toString()).toContain('HTTP/1.1 200 OK')
  })

  it('holds no more than its limits, the newest', () => {
    const ring = new Ring(1)
    const piece = { socket: 1, direction: 'in', peer: null } as const
    const large = new Uint8Array(wireLimits.pieceBytes + 10)
    for (let i = 0; i < 300; i++) ring.add(piece, large)
    expect(ring.counts).toEqual({ pieces: 256, bytes: wireLimits.recordBytes, dropped: 44 })
    expect(ring.after(null, 0, 1, 1)[0]).toMatchObject({ whole: large.length })
    for (let i = 0; i < wireLimits.recordPieces + 500; i++) ring.add({ ...piece, socket: 2 }, Uint8Array.of(i & 255))
    expect(ring.counts.pieces).toBe(wireLimits.recordPieces)
    const page = ring.after(2, 0, 500, 1_000_000)
    expect(page).toHaveLength(500)
    const rest = ring.after(2, page.at(-1)?.seq ?? 0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)
    expect(rest.length + page.length).toBe(wireLimits.recordPieces)
    expect(new Set([...page, ...rest].map(({ seq }) => seq)).size).toBe(wireLimits.recordPieces)
    expect(page.every(({ seq }) => seq % 2 === 1)).toBe(true)
  })
})

describe('the capture', () => {
  it('is a sound pcapng: handshake, data both ways with the right numbers, FIN, checksums', async () => {
    const registry = aRegistry()
    const server = await tcpServer()
    registry.record(true)
    const { summary } = await startTcpEchoTest({ ...server.address, ...probes, ...whole, payload: { type: 'size', bytes: 5_000 }, count: 2 }).done
    await server.stop()
    await expect.poll(() => registry.sockets.every(({ state }) => state === 'closed')).toBe(true)
    const local = `${summary.local?.host}:${summary.local?.port}`
    const packets = readPcapng(capture(registry))
    expect(packets.every(({ sound }) => sound)).toBe(true)
    const dialledId = registry.sockets.find(({ role }) => role === 'outbound')?.id ?? 0
    const one = readPcapng(
      Buffer.concat([
        ...pcapng(
          registry.sockets,
          all(registry).filter(({ socket }) => socket === dialledId),
        ),
      ]),
    )
    expect(one.slice(0, 3).map(({ flags, seq, ack }) => [flags, seq, ack])).toEqual([
      [2, 0, 0],
      [18, 0, 1],
      [16, 1, 1],
    ])
    expect(one[0]?.from).toBe(local)
    const sent = one.filter(({ from, payload }) => from === local && payload.length > 0)
    expect(Buffer.concat(sent.map(({ payload }) => payload)).toString()).toContain('palabre 000001')
    let next = 1
    for (const { seq, payload } of sent) {
      expect(seq).toBe(next)
      next += payload.length
    }
    expect(next).toBe(10_001)
    expect(one.filter(({ flags }) => flags & 1)).toHaveLength(2)
    expect(one.map(({ micros }) => micros)).toEqual(one.map(({ micros }) => micros).toSorted((a, b) => a - b))
  })

  it('knows every way to write an address', () => {
    expect([...addressBytes('192.168.1.42')]).toEqual([192, 168, 1, 42])
    expect(Buffer.from(addressBytes('fe80::1%eth0')).toString('hex')).toBe('fe800000000000000000000000000001')
    expect(Buffer.from(addressBytes('::')).toString('hex')).toBe('0'.repeat(32))
    expect(Buffer.from(addressBytes('::ffff:1.2.3.4')).toString('hex')).toBe('00000000000000000000ffff01020304')
    expect(Buffer.from(addressBytes('2001:db8:1:2:3:4:5:6')).toString('hex')).toBe('20010db8000100020003000400050006')
    for (const odd of ['', 'name', '1.2.3', '999.1.1.1']) expect([...addressBytes(odd)]).toEqual([0, 0, 0, 0])
  })

  const hasTshark = spawnSync('tshark', ['--version']).status === 0
  it.skipIf(!hasTshark)('is opened by tshark, which finds every checksum right and reads the HTTP in it', async () => {
    const registry = aRegistry()
    registry.record(true)
    const server = await startHttpServer({ host: '::1', port: 0, folder: null })
    atEnd(() => server.stop())
    await (await fetch(`http://[::1]:${server.address.port}/api/time`)).text()
    const echo = await startUdpEchoServer({ host: '127.0.0.1', port: 0, answer: { type: 'echo' } })
    atEnd(() => echo.stop())
    await startUdpEchoTest({ ...echo.address, ...probes, count: 3 }).done
    const folder = mkdtempSync(join(tmpdir(), 'palabre-wire-'))
    atEnd(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'wire.pcapng')
    writeFileSync(file, capture(registry))
    const ask = (...args: string[]) => spawnSync('tshark', ['-r', file, ...args], { encoding: 'utf8' })
    const checked = ['-o', 'tcp.check_checksum:TRUE', '-o', 'udp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE']
    const bad = ask(...checked, '-Y', 'tcp.checksum.status == 0 || udp.checksum.status == 0 || ip.checksum.status == 0 || _ws.malformed || tcp.analysis.flags')
    expect([bad.status, bad.stdout]).toEqual([0, ''])
    const http = ask('-d', `tcp.port==${server.address.port},http`, '-Y', 'http', '-T', 'fields', '-e', 'http.request.uri', '-e', 'http.response.code')
    expect(
      http.stdout
        .trim()
        .split('\n')
        .map((line) => line.trim()),
    ).toEqual(['/api/time', '200'])
    expect(ask('-Y', `udp.port==${echo.address.port}`, '-T', 'fields', '-e', 'data.data').stdout.trim().split('\n')).toHaveLength(12)
  })
})
