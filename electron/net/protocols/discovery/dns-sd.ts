import { type Answer, AUTHORITATIVE_ANSWER, decode, encode, type Packet } from 'dns-packet'
import { type PersonId, personIdPattern } from '../../../../shared/model/person.ts'
import { roomEntryRules, roomIdPattern } from '../../../../shared/model/room.ts'
import { mdnsTtl, toldInPacket } from './constants.ts'
import type { OwnRoom } from './types.ts'

const service = '_palabre._tcp.local'
const roomService = '_palabre-room._tcp.local'
const services = '_services._dns-sd._udp.local'
const marker = Buffer.from('_palabre')

/** What one tells of oneself: RFC 6763. */
export interface Service {
  readonly id: PersonId
  /** 8 random bytes of this process, in hexadecimal: no two services have the same name, so none needs to ask first. */
  readonly instance: string
  readonly port: number
  /** null: hidden. */
  readonly name: string | null
}

/** What somebody told of themselves, unsigned. `ttl` 0: a goodbye. */
export interface Told extends Service {
  readonly ttl: number
}

/** A room that one hosts. */
export interface RoomService extends OwnRoom {
  readonly hostId: PersonId
  /** As of `Service`. */
  readonly instance: string
  /** null: hidden. */
  readonly hostName: string | null
}

/** A room that somebody told of, unsigned. */
export interface RoomTold extends RoomService {
  readonly ttl: number
}

const labelOf = ({ id, instance }: Pick<Service, 'id' | 'instance'>): string => `${id}-${instance.slice(0, 8)}`
const fullName = (own: Pick<Service, 'id' | 'instance'>): string => `${labelOf(own)}.${service}`
const hostOf = ({ id, instance }: Pick<Service, 'id' | 'instance'>): string => `palabre-${id.slice(0, 12)}-${instance.slice(0, 8)}.local`.toLowerCase()

const fullRoomName = ({ room, instance }: Pick<RoomService, 'room' | 'instance'>): string => `${room}-${instance.slice(0, 8)}.${roomService}`

/** Asks who is there, and which rooms. */
export function question(): Buffer {
  return encode({ type: 'query', id: 0, questions: [service, roomService].map((name) => ({ name, type: 'PTR', class: 'IN' })) })
}

/** Everything that somebody needs, in one packet. `host`: our address on this link, without scope. */
export function announcement(own: Service, host: string, { goodbye = false } = {}): Buffer {
  const data = [`id=${own.id}`, `v=1`, ...(own.name === null ? [] : [`name=${own.name}`])]
  return packet({ type: service, name: fullName(own), port: own.port, target: hostOf(own), host, data, ttl: goodbye ? 0 : mdnsTtl })
}

/** The same of a room. */
export function roomAnnouncement(own: RoomService, host: string, { goodbye = false } = {}): Buffer {
  const { hostId, instance, room, name, hostName, entry, plain, people, port } = own
  const data = [`id=${hostId}`, 'v=1', `room=${room}`, `name=${name}`, `entry=${entry}`, `plain=${Number(plain)}`, `people=${people}`]
  if (hostName !== null) data.push(`host=${hostName}`)
  const target = hostOf({ id: hostId, instance })
  return packet({ type: roomService, name: fullRoomName(own), port, target, host, data, ttl: goodbye ? 0 : mdnsTtl })
}

interface Announced {
  readonly type: string
  readonly name: string
  readonly port: number
  readonly target: string
  readonly host: string
  readonly data: string[]
  readonly ttl: number
}

function packet({ type, name, port, target, host, data, ttl }: Announced): Buffer {
  const answers: Answer[] = [
    { name: services, type: 'PTR', ttl, data: type },
    { name: type, type: 'PTR', ttl, data: name },
    { name, type: 'SRV', ttl, flush: true, data: { port, target, priority: 0, weight: 0 } },
    { name, type: 'TXT', ttl, flush: true, data },
    { name: target, type: host.includes(':') ? 'AAAA' : 'A', ttl, flush: true, data: host },
  ]
  return encode({ type: 'response', id: 0, flags: AUTHORITATIVE_ANSWER, answers })
}

/** Cheap, before anything is decoded: most of what is said by mDNS is not about us. */
export function mayConcernUs(bytes: Buffer): boolean {
  return bytes.includes(marker) || bytes.includes('_dns-sd')
}

/** null: not a DNS packet. */
export function readPacket(bytes: Buffer): Packet | null {
  try {
    return decode(bytes)
  } catch {
    return null
  }
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** Does the question want our announcement? */
export function asksFor(packet: Packet, own: Pick<Service, 'id' | 'instance' | 'port'>, rooms: readonly Pick<OwnRoom, 'room'>[] = []): boolean {
  if (packet.type !== 'query') return false
  const mine = [
    ...(own.port === 0 ? [] : [{ type: service, name: fullName(own) }]),
    ...rooms.map(({ room }) => ({ type: roomService, name: fullRoomName({ room, instance: own.instance }) })),
  ]
  const isKnown = (name: string) => (packet.answers ?? []).some((a) => a.type === 'PTR' && isSame(String(a.data), name) && (a.ttl ?? 0) > mdnsTtl / 2)
  const isAsked = (names: readonly string[]) => (packet.questions ?? []).some(({ name }) => names.some((each) => isSame(name, each)))
  return mine.some(({ type, name }) => !isKnown(name) && isAsked([type, services, name, hostOf(own)]))
}

interface Announcement {
  readonly name: string
  readonly port: number
  readonly ttl: number
  readonly instance: string
  readonly texts: ReadonlyMap<string, string>
}

/** What of one service is announced in an answer. */
function announcedIn(packet: Packet, type: string): readonly Announcement[] {
  if (packet.type !== 'response') return []
  const records = [...(packet.answers ?? []), ...(packet.additionals ?? [])].slice(0, 8 * toldInPacket)
  const found: Announcement[] = []
  for (const record of records) {
    if (record.type !== 'SRV' || !record.name.toLowerCase().endsWith(`.${type}`) || found.length >= toldInPacket) continue
    const texts = textsOf(records.find((each) => each.type === 'TXT' && isSame(each.name, record.name)))
    const { port } = record.data
    const instance = /-([0-9a-f]{8})\._palabre[.-]/i.exec(record.name)?.[1]?.toLowerCase()
    if (!instance || !personIdPattern.test(texts.get('id') ?? '') || texts.get('v') !== '1' || !(port >= 1 && port <= 65_535)) continue
    found.push({ name: record.name, port, instance, texts, ttl: record.ttl ?? 0 })
  }
  return found
}

/** Who is told of in an answer. Every field checked. */
export function toldIn(packet: Packet): readonly Told[] {
  return announcedIn(packet, service).map(({ port, ttl, instance, texts }) => {
    return { id: texts.get('id') ?? '', instance, port, name: texts.get('name')?.slice(0, longestName) ?? null, ttl }
  })
}

/** Which rooms are told of. Every field checked. */
export function roomsToldIn(packet: Packet): readonly RoomTold[] {
  return announcedIn(packet, roomService).flatMap(({ port, ttl, instance, texts }) => {
    const [room = '', name = ''] = [texts.get('room')?.toLowerCase(), texts.get('name')?.slice(0, longestName)]
    const entry = roomEntryRules.find((rule) => rule === texts.get('entry'))
    const people = Number(/^\d{1,5}$/.exec(texts.get('people') ?? '')?.[0] ?? Number.NaN)
    if (!roomIdPattern.test(room) || name === '' || !entry || !(people <= 0xffff)) return []
    const hostName = texts.get('host')?.slice(0, longestName) ?? null
    return [{ hostId: texts.get('id') ?? '', instance, room, name, hostName, entry, plain: texts.get('plain') === '1', people, port, ttl }]
  })
}

/** Of what is no name yet, in UTF-16 units. */
const longestName = 256

/** `key=value` strings (RFC 6763 section 6.4): keys in any case, the first of several counts. */
function textsOf(record: Answer | undefined): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  if (record?.type !== 'TXT') return texts
  for (const data of [record.data].flat()) {
    const [key = '', ...value] = data.toString('utf8').split('=')
    if (!texts.has(key.toLowerCase())) texts.set(key.toLowerCase(), value.join('='))
  }
  return texts
}
