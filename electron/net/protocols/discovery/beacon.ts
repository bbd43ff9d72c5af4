import { isIPv4 } from 'node:net'
import { beaconBytes } from './constants.ts'

const magic = Buffer.from('PLBR', 'latin1')
const version = 1
export const flagGoodbye = 1
export const flagHidden = 2

/** Where each field begins; see README.md. */
const at = { version: 4, flags: 5, port: 6, instance: 8, sequence: 16, sentAt: 20, address: 26, key: 42, nameLength: 106, name: 107 } as const
export const headBytes = at.nameLength
export const signatureBytes = 64
const leastBytes = at.name + signatureBytes

/** 32 characters of at most 4 bytes. */
export const maxNameBytes = 128

/** What every beacon begins with. */
export interface BeaconHead {
  /** x and y of the P-256 public key, 32 bytes each. */
  readonly key: Buffer
  /** Of the process that sends: 8 random bytes, in hexadecimal. */
  readonly instance: string
  /** Grows with every beacon of an instance. */
  readonly sequence: number
  /** The sender's wall clock, ms. */
  readonly sentAt: number
  /** The sender's own address on this link, without scope: a copy sent from elsewhere is found out. */
  readonly address: string
  readonly port: number
  readonly goodbye: boolean
}

/** What the beacon of a person says, signature aside. */
export interface Beacon extends BeaconHead {
  /** null: hidden. Not yet made safe. */
  readonly name: string | null
}

export interface ReadBeacon<B extends BeaconHead = Beacon> {
  readonly beacon: B
  readonly signed: Buffer
  readonly signature: Buffer
}

/** The first `headBytes` of `bytes`. Throws RangeError for what does not fit. */
export function writeHead(bytes: Buffer, head: BeaconHead, kind: number, flags: number): void {
  if (head.key.length !== 64) throw new RangeError('a beacon holds a P-256 key')
  magic.copy(bytes)
  bytes.writeUInt8(kind, at.version)
  bytes.writeUInt8((head.goodbye ? flagGoodbye : 0) | flags, at.flags)
  bytes.writeUInt16BE(head.port, at.port)
  bytes.write(head.instance, at.instance, 8, 'hex')
  bytes.writeUInt32BE(head.sequence, at.sequence)
  bytes.writeUIntBE(head.sentAt, at.sentAt, 6)
  addressBytes(head.address).copy(bytes, at.address)
  head.key.copy(bytes, at.key)
}

/** Of a beacon whose form is still to be looked at. */
export const kindOf = (bytes: Buffer): number | undefined => bytes[at.version]

/** null: not a beacon, or not of this kind. */
export function readHead(bytes: Buffer, kind: number): (BeaconHead & { readonly flags: number }) | null {
  if (bytes.length < headBytes || bytes.length > beaconBytes || !bytes.subarray(0, 4).equals(magic) || bytes[at.version] !== kind) return null
  const flags = bytes.readUInt8(at.flags)
  const port = bytes.readUInt16BE(at.port)
  if (port === 0) return null
  return {
    flags,
    port,
    key: bytes.subarray(at.key, at.nameLength),
    instance: bytes.toString('hex', at.instance, at.sequence),
    sequence: bytes.readUInt32BE(at.sequence),
    sentAt: bytes.readUIntBE(at.sentAt, 6),
    address: addressText(bytes.subarray(at.address, at.key)),
    goodbye: (flags & flagGoodbye) !== 0,
  }
}

/** What is signed; the signature goes behind it. Throws RangeError for what does not fit. */
export function encodeBeacon(beacon: Beacon): Buffer {
  const name = Buffer.from(beacon.name ?? '', 'utf8')
  if (name.length > maxNameBytes) throw new RangeError('a beacon holds a short name')
  const bytes = Buffer.alloc(at.name + name.length)
  writeHead(bytes, beacon, version, beacon.name === null ? flagHidden : 0)
  bytes.writeUInt8(name.length, at.nameLength)
  name.copy(bytes, at.name)
  return bytes
}

/** null: not a beacon of this version. Looks at form only; the signature is another's work. */
export function decodeBeacon(bytes: Buffer): ReadBeacon | null {
  const read = bytes.length < leastBytes ? null : readHead(bytes, version)
  if (!read) return null
  const { flags, ...head } = read
  const nameLength = bytes.readUInt8(at.nameLength)
  const hidden = (flags & flagHidden) !== 0
  const end = at.name + nameLength
  if (nameLength > maxNameBytes || bytes.length !== end + signatureBytes || (hidden && nameLength > 0)) return null
  return { beacon: { ...head, name: hidden ? null : bytes.toString('utf8', at.name, end) }, signed: bytes.subarray(0, end), signature: bytes.subarray(end) }
}

const mappedPrefix = Buffer.from('00000000000000000000ffff', 'hex')

/** 16 bytes; IPv4 as `::ffff:a.b.c.d`. Throws RangeError for what is no address. */
function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.concat([mappedPrefix, Buffer.from(address.split('.').map(Number))])
  const [head = '', tail, ...more] = address.split('::')
  const groups = (text: string | undefined) => (text ? text.split(':') : [])
  const before = groups(head)
  const after = groups(tail)
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0')
  const all = [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16))
  if (more.length > 0 || all.length !== 8 || all.some((group) => !(group >= 0 && group <= 0xffff))) throw new RangeError('not an IP address')
  const bytes = Buffer.alloc(16)
  for (const [i, group] of all.entries()) bytes.writeUInt16BE(group, 2 * i)
  return bytes
}

/** Every IPv6 address in one way, so that two can be compared as text. */
function addressText(bytes: Buffer): string {
  if (bytes.subarray(0, 12).equals(mappedPrefix)) return bytes.subarray(12).join('.')
  return Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16)).join(':')
}

/** An address as a beacon would carry it, or null. */
export function plainAddress(host: string): string | null {
  try {
    return addressText(addressBytes(host.replace(/%.*$/, '')))
  } catch {
    return null
  }
}
