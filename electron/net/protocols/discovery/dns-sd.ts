import { type Answer, AUTHORITATIVE_ANSWER, decode, encode, type Packet } from 'dns-packet'
import { type PersonId, personIdPattern } from '../../../../shared/model/person.ts'
import { mdnsTtl, toldInPacket } from './constants.ts'

const service = '_palabre._tcp.local'
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

const labelOf = ({ id, instance }: Pick<Service, 'id' | 'instance'>): string => `${id}-${instance.slice(0, 8)}`
const fullName = (own: Pick<Service, 'id' | 'instance'>): string => `${labelOf(own)}.${service}`
const hostOf = ({ id, instance }: Pick<Service, 'id' | 'instance'>): string => `palabre-${id.slice(0, 12)}-${instance.slice(0, 8)}.local`.toLowerCase()

/** Asks who is there. */
export function question(): Buffer {
  return encode({ type: 'query', id: 0, questions: [{ name: service, type: 'PTR', class: 'IN' }] })
}

/** Everything that somebody needs, in one packet. `host`: our address on this link, without scope. */
export function announcement(own: Service, host: string, { goodbye = false } = {}): Buffer {
  const ttl = goodbye ? 0 : mdnsTtl
  const data = [`id=${own.id}`, `v=1`, ...(own.name === null ? [] : [`name=${own.name}`])]
  const answers: Answer[] = [
    { name: services, type: 'PTR', ttl, data: service },
    { name: service, type: 'PTR', ttl, data: fullName(own) },
    { name: fullName(own), type: 'SRV', ttl, flush: true, data: { port: own.port, target: hostOf(own), priority: 0, weight: 0 } },
    { name: fullName(own), type: 'TXT', ttl, flush: true, data },
    { name: hostOf(own), type: host.includes(':') ? 'AAAA' : 'A', ttl, flush: true, data: host },
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
export function asksFor(packet: Packet, own: Pick<Service, 'id' | 'instance'>): boolean {
  if (packet.type !== 'query') return false
  const known = (packet.answers ?? []).some((a) => a.type === 'PTR' && isSame(String(a.data), fullName(own)) && (a.ttl ?? 0) > mdnsTtl / 2)
  if (known) return false
  return (packet.questions ?? []).some(({ name }) => [service, services, fullName(own), hostOf(own)].some((each) => isSame(name, each)))
}

/** Who is told of in an answer. Every field checked. */
export function toldIn(packet: Packet): readonly Told[] {
  if (packet.type !== 'response') return []
  const records = [...(packet.answers ?? []), ...(packet.additionals ?? [])].slice(0, 8 * toldInPacket)
  const told: Told[] = []
  for (const record of records) {
    if (record.type !== 'SRV' || !record.name.toLowerCase().endsWith(`.${service}`) || told.length >= toldInPacket) continue
    const texts = textsOf(records.find((each) => each.type === 'TXT' && isSame(each.name, record.name)))
    const id = texts.get('id') ?? ''
    const { port } = record.data
    const instance = /-([0-9a-f]{8})\._palabre\./i.exec(record.name)?.[1]?.toLowerCase()
    if (!instance || !personIdPattern.test(id) || texts.get('v') !== '1' || !(port >= 1 && port <= 65_535)) continue
    told.push({ id, instance, port, name: texts.get('name')?.slice(0, 256) ?? null, ttl: record.ttl ?? 0 })
  }
  return told
}

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
