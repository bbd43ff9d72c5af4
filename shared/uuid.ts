/** What `crypto` offers in Node, Electron and the browser alike. */
declare const crypto: { getRandomValues(bytes: Uint8Array): Uint8Array }

/** Random bytes are drawn for many ids at once: a draw costs more than an id. */
const pool = new Uint8Array(4096)
const bytesPerId = 10
let used = pool.length

function randomHex(): string {
  if (used + bytesPerId > pool.length) {
    crypto.getRandomValues(pool)
    used = 0
  }
  let hex = ''
  for (let i = 0; i < bytesPerId; i++) hex += hexOf[pool[used + i] ?? 0]
  pool.fill(0, used, used + bytesPerId)
  used += bytesPerId
  return hex
}

const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const variant = ['8', '9', 'a', 'b']

/**
 * UUIDv7 (RFC 9562 section 5.7): 48 bits of milliseconds, then random bits. The id of a message, made by its sender, kept for ever.
 * @param now milliseconds since 1970
 */
export function uuidv7(now: number = Date.now()): string {
  const time = now.toString(16).padStart(12, '0')
  const random = randomHex()
  const top = variant[Number.parseInt(random.charAt(3), 16) & 3]
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${top}${random.slice(4, 7)}-${random.slice(7, 19)}`
}

export const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
