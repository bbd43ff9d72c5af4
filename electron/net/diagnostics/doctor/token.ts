const magic = Buffer.from('PLBD')
const tokenAt = 4
const headerBytes = 8

/** A datagram of a favour: whoever asked for it recognises it. */
export function tokenDatagram(token: number, bytes: number): Buffer {
  const datagram = Buffer.alloc(Math.max(bytes, headerBytes))
  magic.copy(datagram)
  datagram.writeUInt32BE(token, tokenAt)
  return datagram
}

export function hasToken(datagram: Buffer, token: number): boolean {
  return datagram.length >= headerBytes && datagram.subarray(0, tokenAt).equals(magic) && datagram.readUInt32BE(tokenAt) === token
}
