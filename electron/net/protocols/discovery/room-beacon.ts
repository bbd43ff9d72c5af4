import { type RoomEntryRule, roomEntryRules } from '../../../../shared/model/room.ts'
import { type BeaconHead, flagHidden, headBytes, maxNameBytes, type ReadBeacon, readHead, signatureBytes, writeHead } from './beacon.ts'

/** Stands where the beacon of a person has its version. */
export const roomKind = 2
const flagPrograms = 4

/** Room, rules, people in it: between the room's name and the host's. */
const middleBytes = 16 + 1 + 2
const leastBytes = headBytes + 1 + 1 + middleBytes + 1 + signatureBytes

/** What a host says of a room, signature aside. `port` is the room's. */
export interface RoomBeacon extends BeaconHead {
  /** UUID of the room, the same whoever hosts it. */
  readonly room: string
  /** Not yet made safe, nor is `hostName`. */
  readonly name: string
  readonly entry: RoomEntryRule
  /** Raw-socket programs may come in too. */
  readonly plain: boolean
  readonly people: number
  /** null: hidden. */
  readonly hostName: string | null
}

/** What is signed; the signature goes behind it. Throws RangeError for what does not fit. */
export function encodeRoomBeacon(beacon: RoomBeacon): Buffer {
  const [name, hostName] = [Buffer.from(beacon.name, 'utf8'), Buffer.from(beacon.hostName ?? '', 'utf8')]
  const room = Buffer.from(beacon.room.replaceAll('-', ''), 'hex')
  if (name.length === 0 || name.length > maxNameBytes || hostName.length > maxNameBytes || room.length !== 16) {
    throw new RangeError('a beacon holds short names and the id of a room')
  }
  const head = Buffer.alloc(headBytes)
  writeHead(head, beacon, roomKind, (beacon.hostName === null ? flagHidden : 0) | (beacon.plain ? flagPrograms : 0))
  const rest = Buffer.alloc(3)
  rest.writeUInt8(roomEntryRules.indexOf(beacon.entry))
  rest.writeUInt16BE(Math.min(beacon.people, 0xffff), 1)
  return Buffer.concat([head, Buffer.of(name.length), name, room, rest, Buffer.of(hostName.length), hostName])
}

/** null: not the beacon of a room. Looks at form only; the signature is another's work. */
export function decodeRoomBeacon(bytes: Buffer): ReadBeacon<RoomBeacon> | null {
  const read = bytes.length < leastBytes ? null : readHead(bytes, roomKind)
  if (!read) return null
  const { flags, ...head } = read
  const nameLength = bytes.readUInt8(headBytes)
  const middle = headBytes + 1 + nameLength
  const hostAt = middle + middleBytes
  if (nameLength === 0 || nameLength > maxNameBytes || bytes.length < hostAt + 1 + signatureBytes) return null
  const hostLength = bytes.readUInt8(hostAt)
  const end = hostAt + 1 + hostLength
  const entry = roomEntryRules[bytes.readUInt8(middle + 16)]
  const hidden = (flags & flagHidden) !== 0
  if (hostLength > maxNameBytes || bytes.length !== end + signatureBytes || entry === undefined || (hidden && hostLength > 0)) return null
  return {
    beacon: {
      ...head,
      room: uuidOf(bytes.toString('hex', middle, middle + 16)),
      name: bytes.toString('utf8', headBytes + 1, middle),
      entry,
      plain: (flags & flagPrograms) !== 0,
      people: bytes.readUInt16BE(middle + 17),
      hostName: hidden ? null : bytes.toString('utf8', hostAt + 1, end),
    },
    signed: bytes.subarray(0, end),
    signature: bytes.subarray(end),
  }
}

const uuidOf = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
