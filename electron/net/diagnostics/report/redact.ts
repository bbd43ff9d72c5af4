/** Who or where somebody is: each gets a number of its own, the same all over the report. */
const placed: Readonly<Record<string, 'address' | 'name' | 'identity'>> = {
  host: 'address',
  ownHost: 'address',
  gateway: 'address',
  local: 'address',
  remoteHost: 'address',
  target: 'address',
  url: 'address',
  name: 'name',
  subject: 'name',
  issuer: 'name',
  personId: 'identity',
  expected: 'identity',
  conversationId: 'identity',
}
/** What people or programs said, and where files are: could hold anything. */
const leftOut: ReadonlySet<string> = new Set([
  'text',
  'hex',
  'base64',
  'lastMessage',
  'greeting',
  'body',
  'headers',
  'location',
  'folder',
  'path',
  'requestId',
  'statusText',
])

const ipv4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g
/** Groups between colons, with `::` or all eight of them, and what stands behind `%`; times and `HOST:PORT` have fewer. */
const ipv6 =
  /(?<![\w:])(?:(?:[\da-f]{1,4}:){7}[\da-f]{1,4}|(?:[\da-f]{1,4}(?::[\da-f]{1,4})*)?::(?:[\da-f]{1,4}(?::[\da-f]{1,4})*(?::\d+\.\d+\.\d+\.\d+)?)?)(?:%[\w.-]+)?(?![\w:])/gi
const mac = /(?<![\w:-])(?:[\da-f]{2}[:-]){5}[\da-f]{2}(?![\w:-])/gi

/** The fingerprint of somebody's key. */
const identity = /\b[A-Z2-7]{52}\b/g

const omitted = '(left out)'

/**
 * The same value without any address, name or identity of people and computers, and without what they said: also where they stand inside other
 * texts, in errors and as keys. Ports, times, sizes and codes stay. Pure.
 */
export function redact<T>(value: T): T {
  const known = new Map<string, string>()
  collect(value, null, known)
  // The longest first: one may be part of another.
  const texts = [...known].sort(([a], [b]) => b.length - a.length)
  return replaced(value, null, (text) => scrub(text, texts, known)) as T
}

function collect(value: unknown, key: string | null, known: Map<string, string>): void {
  if (typeof value === 'string') {
    const kind = key === null ? undefined : placed[key]
    if (kind === 'address' && key === 'url') noteUrl(value, known)
    else if (kind && value !== '') note(value, kind, known)
  } else if (Array.isArray(value)) for (const each of value) collect(each, key, known)
  else if (typeof value === 'object' && value !== null) for (const [name, each] of Object.entries(value)) collect(each, name, known)
}

function noteUrl(url: string, known: Map<string, string>): void {
  const [, host] = /^[a-z]+:\/\/(?:[^/?#]*@)?(\[[^\]]*\]|[^/:?#]+)/i.exec(url) ?? []
  if (host) note(host.replace(/^\[(.*)\]$/, '$1'), 'address', known)
}

function note(text: string, kind: string, known: Map<string, string>): string {
  const found = known.get(text.toLowerCase())
  if (found) return found
  const name = `${kind}-${[...known.values()].filter((each) => each.startsWith(kind)).length + 1}`
  known.set(text.toLowerCase(), name)
  return name
}

function replaced(value: unknown, key: string | null, clean: (text: string) => string): unknown {
  if (key !== null && leftOut.has(key) && value !== null) return Array.isArray(value) ? [] : omitted
  if (typeof value === 'string') return key === 'url' ? clean(withoutSecrets(value)) : clean(value)
  if (Array.isArray(value)) return value.map((each) => replaced(each, key, clean))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [clean(name), replaced(each, name, clean)]))
}

/** Of an address of the web, no user, query or fragment. */
const withoutSecrets = (url: string): string => url.replace(/\/\/[^/?#@]*@/, '//').replace(/[?#].*$/s, '')

function scrub(text: string, texts: readonly (readonly [string, string])[], known: Map<string, string>): string {
  const whole = known.get(text.toLowerCase())
  if (whole) return whole
  let clean = text
  for (const [secret, name] of texts) if (secret.length > 2 && clean.toLowerCase().includes(secret)) clean = clean.replaceAll(asPattern(secret), name)
  const address = (found: string) => note(found, 'address', known)
  clean = clean.replace(identity, (found) => note(found, 'identity', known))
  return clean.replace(mac, address).replace(ipv6, address).replace(ipv4, address)
}

const asPattern = (text: string): RegExp => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi')
