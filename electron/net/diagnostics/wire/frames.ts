import type { Address } from '../../../../shared/model/address.ts'

const etherTypes = { 4: 0x0800, 6: 0x86dd }
const protocols = { tcp: 6, udp: 17 }
/** Locally administered: nobody's. */
const macs = { local: Buffer.from('020000000001', 'hex'), remote: Buffer.from('020000000002', 'hex') }

export interface Ends {
  readonly from: Address
  readonly to: Address
  /** Which of them is this computer. */
  readonly outbound: boolean
}

export interface Segment {
  readonly seq: number
  readonly ack: number
  readonly flags: number
}

export const tcpFlags = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16 } as const

/** An Ethernet frame with an IP packet with a UDP datagram, checksums right. */
export function udpFrame(ends: Ends, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt16BE(ends.from.port, 0)
  head.writeUInt16BE(ends.to.port, 2)
  head.writeUInt16BE(Math.min(0xffff, 8 + payload.length), 4)
  return ipFrame(ends, 'udp', head, 6, payload)
}

/** The same with a TCP segment. */
export function tcpFrame(ends: Ends, { seq, ack, flags }: Segment, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(20)
  head.writeUInt16BE(ends.from.port, 0)
  head.writeUInt16BE(ends.to.port, 2)
  head.writeUInt32BE(seq >>> 0, 4)
  head.writeUInt32BE(ack >>> 0, 8)
  head[12] = 5 << 4
  head[13] = flags
  head.writeUInt16BE(0xffff, 14)
  return ipFrame(ends, 'tcp', head, 16, payload)
}

function ipFrame({ from, to, outbound }: Ends, protocol: keyof typeof protocols, head: Buffer, checksumAt: number, payload: Uint8Array): Buffer {
  const [source, target] = [addressBytes(from.host), addressBytes(to.host)]
  const family = source.length === 4 && target.length === 4 ? 4 : 6
  const [a, b] = family === 4 ? [source, target] : [mapped(source), mapped(target)]
  const length = head.length + payload.length
  const pseudo = Buffer.concat([a, b, family === 4 ? pseudo4(length, protocol) : pseudo6(length, protocol)])
  const sum = checksum([pseudo, head, payload])
  // In UDP 0 means that there is none.
  head.writeUInt16BE(sum === 0 && protocol === 'udp' ? 0xffff : sum, checksumAt)
  const ethernet = Buffer.concat([outbound ? macs.remote : macs.local, outbound ? macs.local : macs.remote, Buffer.alloc(2)])
  ethernet.writeUInt16BE(etherTypes[family], 12)
  return Buffer.concat([ethernet, family === 4 ? ip4(a, b, length, protocol) : ip6(a, b, length, protocol), head, payload])
}

function ip4(from: Uint8Array, to: Uint8Array, length: number, protocol: keyof typeof protocols): Buffer {
  const head = Buffer.alloc(20)
  head[0] = 0x45
  head.writeUInt16BE(20 + length, 2)
  head.writeUInt16BE(0x4000, 6)
  head[8] = 64
  head[9] = protocols[protocol]
  head.set(from, 12)
  head.set(to, 16)
  head.writeUInt16BE(checksum([head]), 10)
  return head
}

function ip6(from: Uint8Array, to: Uint8Array, length: number, protocol: keyof typeof protocols): Buffer {
  const head = Buffer.alloc(40)
  head[0] = 0x60
  head.writeUInt16BE(length, 4)
  head[6] = protocols[protocol]
  head[7] = 64
  head.set(from, 8)
  head.set(to, 24)
  return head
}

function pseudo4(length: number, protocol: keyof typeof protocols): Buffer {
  const bytes = Buffer.from([0, protocols[protocol], 0, 0])
  bytes.writeUInt16BE(length, 2)
  return bytes
}

function pseudo6(length: number, protocol: keyof typeof protocols): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32BE(length, 0)
  bytes[7] = protocols[protocol]
  return bytes
}

/** RFC 1071, over the parts one after the other. */
export function checksum(parts: readonly Uint8Array[]): number {
  let sum = 0
  let odd = false
  for (const part of parts)
    for (const byte of part) {
      sum += odd ? byte : byte << 8
      odd = !odd
    }
  while (sum > 0xffff) sum = (sum % 0x1_0000) + Math.floor(sum / 0x1_0000)
  return ~sum & 0xffff
}

const mapped = (bytes: Uint8Array): Uint8Array => (bytes.length === 16 ? bytes : Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...bytes]))

/** 4 or 16 bytes. What is no address (a name, nothing) becomes 0.0.0.0. */
export function addressBytes(host: string): Uint8Array {
  const [plain = ''] = host.split('%')
  if (!plain.includes(':')) {
    const parts = plain.split('.').map(Number)
    return Uint8Array.from(parts.length === 4 && parts.every((part) => part >= 0 && part <= 255) ? parts : [0, 0, 0, 0])
  }
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(plain)
  const text = dotted ? `${dotted[1]}${hexOf(addressBytes(dotted[2] ?? ''))}` : plain
  const [before = '', after] = text.split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16) & 0xffff))
  const [head, tail] = [groups(before), groups(after ?? '')]
  const all = after === undefined ? head : [...head, ...Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => 0), ...tail]
  return Uint8Array.from(all.slice(0, 8).flatMap((group) => [group >> 8, group & 0xff]))
}

const hexOf = ([a = 0, b = 0, c = 0, d = 0]: Uint8Array): string => `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
