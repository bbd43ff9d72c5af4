import { type Address, formatAddress } from './model/address.ts'

/** What a `palabre://` link says. `id`: the key that must answer, as it was written; null: a link without one. */
export interface Invitation {
  readonly address: Address | null
  readonly id: string | null
  readonly name: string | null
}

/** Longest link that is read, in characters. */
const longest = 2_000

/** `palabre://HOST:PORT/?id=…&name=…`, for the first contact without trust on first use. */
export function formatInvitation(address: Address | null, id: string, name: string): string {
  return `palabre://${address ? formatAddress(address) : ''}/?id=${encodeURIComponent(id)}&name=${encodeURIComponent(name)}`
}

/** null: not an invitation. An address without a port has the messenger's own. */
export function parseInvitation(text: string, defaultPort = 3000): Invitation | null {
  const match = text.length <= longest ? /^palabre:(?:\/\/)?([^/?#]*)\/?(?:\?([^#]*))?(?:#.*)?$/iu.exec(text.trim()) : null
  if (!match) return null
  const address = parseHostPort(match[1] ?? '', defaultPort)
  const id = parameter(match[2] ?? '', 'id')
  const name = parameter(match[2] ?? '', 'name')
  if (address === undefined || (address === null && id === null)) return null
  return { address, id, name }
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
  const [, v6, v4, digits] = /^(?:\[([0-9a-f:.%\w-]+)\]|([^:[\]@\s]+))(?::(\d{1,5}))?$/iu.exec(text) ?? []
  const host = v6 ?? v4
  const port = digits === undefined ? defaultPort : Number(digits)
  if (host === undefined || host.length > 253 || port < 1 || port > 65_535) return undefined
  return { host, port }
}
