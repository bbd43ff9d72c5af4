import { type Address, formatAddress } from './model/address.ts'

/** What a `palabre://` link says. `id`: the key that must answer, as it was written; null: a link without one. */
export interface Invitation {
  readonly address: Address | null
  readonly id: string | null
  readonly name: string | null
  /** It leads into a room; `id` is then its host's. */
  readonly room?: { readonly id: string | null; readonly ticket: string | null }
}

/** Longest link that is read, in characters. */
const longest = 2_000

/** `palabre://HOST:PORT/?id=…&name=…`, for the first contact without trust on first use. */
export function formatInvitation(address: Address | null, id: string, name: string): string {
  return `palabre://${address ? formatAddress(address) : ''}/?id=${encodeURIComponent(id)}&name=${encodeURIComponent(name)}`
}

/** `palabre://HOST:PORT/?room=…&id=…&ticket=…&name=…`: into a room; `room` empty: the course's. */
export function formatRoomInvitation(
  address: Address,
  room: { readonly room: string | null; readonly id: string | null; readonly ticket: string | null; readonly name: string },
): string {
  const parts = {
    room: room.room ?? '',
    ...(room.id === null ? {} : { id: room.id }),
    ...(room.ticket === null ? {} : { ticket: room.ticket }),
    name: room.name,
  }
  return `palabre://${formatAddress(address)}/?${Object.entries(parts)
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join('&')}`
}

/** null: not an invitation. An address without a port has the messenger's own. */
export function parseInvitation(text: string, defaultPort = 3000): Invitation | null {
  const match = text.length <= longest ? /^palabre:(?:\/\/)?([^/?#]*)\/?(?:\?([^#]*))?(?:#.*)?$/iu.exec(text.trim()) : null
  if (!match) return null
  const query = match[2] ?? ''
  const isRoom = query.split('&').some((part) => part.startsWith('room='))
  const address = parseHostPort(match[1] ?? '', isRoom ? 9000 : defaultPort)
  const id = parameter(query, 'id')
  const name = parameter(query, 'name')
  if (address === undefined || (address === null && id === null)) return null
  return { address, id, name, ...(isRoom ? { room: { id: parameter(query, 'room'), ticket: parameter(query, 'ticket') } } : {}) }
}

function parameter(query: string, name: string): string | null {
  const written = query.split('&').find((part) => part.startsWith(`${name}=`))
  try {
    return decodeURIComponent((written ?? '').slice(name.length + 1).replaceAll('+', ' ')).trim() || null
  } catch {
    return null
  }
}

/** `HOST`, `HOST:PORT`, `[v6]:PORT`. null: none given; undefined: not an address. */
export function parseHostPort(text: string, defaultPort: number): Address | null | undefined {
  if (text === '') return null
  const [, v6, v4, digits] = /^(?:\[([0-9a-f:.%\w-]+)\]|([^:[\]@\s\p{C}]+))(?::(\d{1,5}))?$/iu.exec(text) ?? []
  const host = v6 ?? v4
  const port = digits === undefined ? defaultPort : Number(digits)
  if (host === undefined || host.length > 253 || port < 1 || port > 65_535) return undefined
  return { host, port }
}
