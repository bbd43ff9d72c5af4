import type { WirePiece, WireRecording, WireSocket, WireState } from '../../shared/model/wire.ts'

const mine = (port: number) => ({ host: '192.168.1.12', port })

/** The sockets of a lively day. */
export function fakeSockets(now: number): readonly WireSocket[] {
  const common = { family: 4, bytesIn: 0, bytesOut: 0, encrypted: false, since: now - 60_000, closedAt: null, conversationId: null, runId: null } as const
  return [
    { ...common, id: 1, role: 'listener', transport: 'tcp', family: 6, local: { host: '::', port: 3000 }, remote: null, state: 'listening' },
    {
      ...common,
      id: 2,
      role: 'discovery',
      transport: 'udp',
      local: { host: '0.0.0.0', port: 3000 },
      remote: null,
      state: 'open',
      bytesIn: 18_220,
      bytesOut: 4_120,
    },
    {
      ...common,
      id: 3,
      role: 'outbound',
      transport: 'tcp',
      local: mine(49_812),
      remote: { host: '192.168.1.42', port: 3000 },
      state: 'open',
      bytesIn: 81_220,
      bytesOut: 64_113,
      encrypted: true,
    },
    {
      ...common,
      id: 4,
      role: 'inbound',
      transport: 'tcp',
      local: mine(3000),
      remote: { host: '192.168.1.30', port: 51_004 },
      state: 'half-closed',
      bytesIn: 42,
      bytesOut: 61,
    },
    {
      ...common,
      id: 5,
      role: 'directory-client',
      transport: 'tcp',
      local: mine(49_900),
      remote: { host: '10.0.0.5', port: 3100 },
      state: 'open',
      bytesIn: 9_004,
      bytesOut: 2_220,
      encrypted: true,
    },
    {
      ...common,
      id: 6,
      role: 'test-client',
      transport: 'tcp',
      local: mine(49_950),
      remote: { host: '192.168.1.42', port: 8080 },
      state: 'closed',
      closedAt: now - 9_000,
      bytesIn: 12_800,
      bytesOut: 12_800,
    },
  ]
}

const said = ['Bonjour\n', 'Recu: Bonjour\n', 'ça va ?\n', 'Recu: ça va ?\n', '\u0000\u0001\u0002\u00ff', 'FIN\n', 'Au revoir\n'] as const

export function fakePieces(now: number): readonly WirePiece[] {
  return said.map((text, i) => {
    const bytes = new TextEncoder().encode(text)
    return {
      seq: i + 1,
      socket: 4,
      direction: i % 2 === 0 ? 'in' : 'out',
      at: now + i * 240,
      base64: btoa(String.fromCharCode(...bytes)),
      bytes: bytes.length,
      peer: null,
    }
  })
}

export const fakeRecording = (on: boolean, now: number): WireRecording => {
  const pieces = fakePieces(now)
  return { on, since: on ? now : null, pieces: pieces.length, bytes: pieces.reduce((sum, piece) => sum + piece.bytes, 0), dropped: 0 }
}

export const quiet: WireState = { sockets: [], recording: { on: false, since: null, pieces: 0, bytes: 0, dropped: 0 } }
