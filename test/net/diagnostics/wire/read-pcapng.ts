/** What another reader of captures would see: packets with their addresses, ports, payload, and whether each checksum is right. */
export interface Packet {
  readonly micros: number
  readonly protocol: 'tcp' | 'udp'
  readonly from: string
  readonly to: string
  readonly flags: number
  readonly seq: number
  readonly ack: number
  readonly payload: Buffer
  readonly sound: boolean
}

export function readPcapng(file: Buffer): readonly Packet[] {
  const packets: Packet[] = []
  let interfaces = 0
  for (let at = 0; at < file.length; ) {
    const type = file.readUInt32LE(at)
    const length = file.readUInt32LE(at + 4)
    if (length % 4 !== 0 || file.readUInt32LE(at + length - 4) !== length) throw new Error(`block at ${at} has no sound length`)
    if (at === 0 && (type !== 0x0a0d0d0a || file.readUInt32LE(8) !== 0x1a2b3c4d)) throw new Error('no section header')
    if (type === 1) interfaces++
    if (type === 6) {
      if (file.readUInt32LE(at + 8) >= interfaces) throw new Error('no such interface')
      const micros = file.readUInt32LE(at + 12) * 2 ** 32 + file.readUInt32LE(at + 16)
      const captured = file.readUInt32LE(at + 20)
      packets.push(readFrame(file.subarray(at + 28, at + 28 + captured), micros))
    }
    at += length
  }
  return packets
}

function readFrame(frame: Buffer, micros: number): Packet {
  const ip = frame.subarray(14)
  const v4 = frame.readUInt16BE(12) === 0x0800
  const head = v4 ? ((ip[0] ?? 0) & 15) * 4 : 40
  const number = v4 ? ip[9] : ip[6]
  const ends = v4 ? ip.subarray(12, 20) : ip.subarray(8, 40)
  const body = ip.subarray(head, v4 ? ip.readUInt16BE(2) : head + ip.readUInt16BE(4))
  const pseudo = Buffer.concat([ends, Buffer.from([body.length >> 24, body.length >> 16, body.length >> 8, body.length]), Buffer.from([0, 0, 0, number ?? 0])])
  const name = (bytes: Buffer) => (v4 ? [...bytes].join('.') : bytes.toString('hex'))
  const tcp = number === 6
  const size = ends.length / 2
  return {
    micros,
    protocol: tcp ? 'tcp' : 'udp',
    from: `${name(ends.subarray(0, size))}:${body.readUInt16BE(0)}`,
    to: `${name(ends.subarray(size))}:${body.readUInt16BE(2)}`,
    flags: tcp ? (body[13] ?? 0) : 0,
    seq: tcp ? body.readUInt32BE(4) : 0,
    ack: tcp ? body.readUInt32BE(8) : 0,
    payload: body.subarray(tcp ? ((body[12] ?? 0) >> 4) * 4 : 8),
    sound: sums(Buffer.concat([pseudo, body])) && (!v4 || sums(ip.subarray(0, head))),
  }
}

/** The one's complement sum of something with its checksum in it is all ones (RFC 1071). */
function sums(bytes: Buffer): boolean {
  const even = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)])
  let sum = 0
  for (let at = 0; at < even.length; at += 2) sum += even.readUInt16BE(at)
  while (sum >> 16 > 0) sum = (sum & 0xffff) + (sum >> 16)
  return sum === 0xffff
}
