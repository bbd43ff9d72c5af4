import type { Address } from '../../../../shared/model/address.ts'
import type { WireRole, WireSocket } from '../../../../shared/model/wire.ts'
import { type Ends, tcpFlags as flags, tcpFrame, udpFrame } from './frames.ts'
import type { Piece } from './ring.ts'

/** Of a segment's payload, as on Ethernet. */
const segmentBytes = 1_460

/** Those that this side dialled. */
const dialledRoles: ReadonlySet<WireRole> = new Set(['outbound', 'room-client', 'directory-client', 'test-client'])

/**
 * What passed as a capture (pcapng, draft-ietf-opsawg-pcapng), packet by packet. Payloads, addresses, ports and times are as the app saw them;
 * Ethernet, IP and TCP around them are made here, with a handshake before the first byte of each connection and a FIN after the last. What TLS
 * carried is in plain. Pieces in order of `seq`.
 */
export function* pcapng(sockets: readonly WireSocket[], pieces: Iterable<Piece>): Generator<Buffer> {
  yield sectionHeader()
  yield interfaceDescription()
  const known = new Map(sockets.map((socket) => [socket.id, socket]))
  const connections = new Map<number, Connection>()
  let last = 0
  for (const piece of pieces) {
    const socket = known.get(piece.socket)
    if (!socket) continue
    last = Math.floor(piece.seq / 2)
    if (socket.transport === 'udp') {
      yield packet(last, udpFrame(endsOf(socket, piece), piece.bytes), commentOf(socket))
      continue
    }
    const connection = connections.get(socket.id) ?? new Connection(socket)
    if (!connections.has(socket.id)) {
      connections.set(socket.id, connection)
      for (const frame of connection.begin()) yield packet(last, frame, commentOf(socket))
    }
    for (const frame of connection.carry(piece)) yield packet(last, frame)
  }
  for (const connection of connections.values()) {
    const { closedAt } = connection.socket
    if (closedAt !== null) for (const frame of connection.end()) yield packet(Math.max(last, closedAt * 1_000), frame)
  }
}

/** The sequence numbers of both sides, from 0. */
class Connection {
  readonly socket: WireSocket
  readonly #next = { out: 0, in: 0 }

  constructor(socket: WireSocket) {
    this.socket = socket
  }

  /** SYN, SYN and ACK, ACK: from the side that dialled. */
  *begin(): Generator<Buffer> {
    const dialled = dialledRoles.has(this.socket.role)
    const [first, second] = dialled ? (['out', 'in'] as const) : (['in', 'out'] as const)
    yield this.#frame(first, flags.syn)
    this.#next[first]++
    yield this.#frame(second, flags.syn | flags.ack)
    this.#next[second]++
    yield this.#frame(first, flags.ack)
  }

  *carry({ direction, bytes, whole }: Piece): Generator<Buffer> {
    for (let at = 0; at < bytes.length; at += segmentBytes) {
      const payload = bytes.subarray(at, at + segmentBytes)
      const isLast = at + segmentBytes >= bytes.length
      yield this.#frame(direction, flags.ack | (isLast ? flags.psh : 0), payload)
      this.#next[direction] += payload.length
    }
    // What was cut leaves a gap that the reader sees as one.
    this.#next[direction] += whole - bytes.length
  }

  *end(): Generator<Buffer> {
    yield this.#frame('out', flags.fin | flags.ack)
    this.#next.out++
    yield this.#frame('in', flags.fin | flags.ack)
    this.#next.in++
    yield this.#frame('out', flags.ack)
  }

  #frame(direction: 'in' | 'out', flag: number, payload: Uint8Array = new Uint8Array()): Buffer {
    const other = direction === 'in' ? 'out' : 'in'
    const ack = flag & flags.ack ? this.#next[other] : 0
    return tcpFrame(endsOf(this.socket, { direction, peer: null }), { seq: this.#next[direction], ack, flags: flag }, payload)
  }
}

function endsOf({ local, remote, family }: WireSocket, { direction, peer }: Pick<Piece, 'direction' | 'peer'>): Ends {
  const unknown: Address = { host: family === 6 ? '::' : '0.0.0.0', port: 0 }
  const [mine, theirs] = [local ?? unknown, peer ?? remote ?? unknown]
  return direction === 'out' ? { from: mine, to: theirs, outbound: true } : { from: theirs, to: mine, outbound: false }
}

const commentOf = ({ id, role, encrypted }: WireSocket): string => `socket ${id}, ${role}${encrypted ? ', TLS on the wire: shown as the app saw it' : ''}`

const linkEthernet = 1
const options = { end: 0, comment: 1, application: 4 } as const

function sectionHeader(): Buffer {
  const body = Buffer.alloc(16)
  body.writeUInt32LE(0x1a2b3c4d, 0)
  body.writeUInt16LE(1, 4)
  body.writeBigInt64LE(-1n, 8)
  return block(
    0x0a0d0d0a,
    Buffer.concat([body, option(options.application, 'Palabre'), option(options.comment, 'headers are made up, payloads are what the app saw'), endOfOptions]),
  )
}

function interfaceDescription(): Buffer {
  const body = Buffer.alloc(8)
  body.writeUInt16LE(linkEthernet, 0)
  return block(1, body)
}

/** @param micros since 1970 */
function packet(micros: number, frame: Buffer, comment: string | null = null): Buffer {
  const head = Buffer.alloc(20)
  head.writeUInt32LE(Math.floor(micros / 2 ** 32), 4)
  head.writeUInt32LE(micros % 2 ** 32, 8)
  head.writeUInt32LE(frame.length, 12)
  head.writeUInt32LE(frame.length, 16)
  const commented = comment === null ? [] : [option(options.comment, comment), endOfOptions]
  return block(6, Buffer.concat([head, padded(frame), ...commented]))
}

function block(type: number, body: Buffer): Buffer {
  const whole = Buffer.alloc(12 + body.length)
  whole.writeUInt32LE(type, 0)
  whole.writeUInt32LE(whole.length, 4)
  body.copy(whole, 8)
  whole.writeUInt32LE(whole.length, 8 + body.length)
  return whole
}

function option(code: number, text: string): Buffer {
  const value = Buffer.from(text)
  const head = Buffer.alloc(4)
  head.writeUInt16LE(code, 0)
  head.writeUInt16LE(value.length, 2)
  return Buffer.concat([head, padded(value)])
}

const endOfOptions = Buffer.alloc(4)
const padded = (bytes: Buffer): Buffer => (bytes.length % 4 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(4 - (bytes.length % 4))]))
