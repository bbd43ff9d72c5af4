// A person in a room as the bench's load plays a hundred of them on one processor: what the room does is to be measured, so they do what they can't do
// without. They decrypt, into one memory for all; they count what people said by the headers of what comes. Nothing is verified, nothing kept.
import { once } from 'node:events'
import tls from 'node:tls'

/** Decrypted bytes of one read: a TLS record. */
const memory = Buffer.allocUnsafeSlow(16 * 1_024)
/** A `log` frame after its length: a map of two, the type, and as many entries as follow. */
const logHead = Buffer.from('\xa2dtypecloggentries', 'latin1')
const prefix = 4
const items = Buffer.from('eitems', 'latin1')
/** In front of an entry’s items: numbers, hashes, the author’s key. */
const entryHead = 512

/** How many items people have said in what comes, of a whole entry each; across chunks. */
export function itemCounter() {
  let held = Buffer.alloc(0)
  /** Bytes that say nothing, and what is counted behind them. */
  let [skip, behind] = [0, 0]
  /** Of the frame, still to come. */
  let entries = 0
  return (chunk) => {
    let bytes = chunk
    let [at, counted] = [0, 0]
    if (held.length > 0) {
      bytes = Buffer.concat([held, chunk])
      held = Buffer.alloc(0)
    }
    for (;;) {
      const skipped = Math.min(skip, bytes.length - at)
      at += skipped
      skip -= skipped
      if (skip > 0) return counted
      counted += behind
      behind = 0
      const head = entries > 0 ? entry(bytes, at) : frame(bytes, at)
      if (!head) break
      if (entries > 0) entries--
      else entries = head.entries
      ;[skip, behind] = [head.length, head.items]
    }
    if (at < bytes.length) held = Buffer.from(bytes.subarray(at))
    return counted
  }
}

function frame(bytes, at) {
  if (bytes.length < at + prefix + logHead.length + 3) {
    const whole = bytes.length >= at + prefix ? prefix + bytes.readUInt32BE(at) : Number.POSITIVE_INFINITY
    // Too short for entries.
    return whole <= bytes.length - at ? { length: whole, entries: 0, items: 0 } : null
  }
  const from = at + prefix
  if (bytes.compare(logHead, 0, logHead.length, from, from + logHead.length) !== 0) return { length: prefix + bytes.readUInt32BE(at), entries: 0, items: 0 }
  const { value, next } = header(bytes, from + logHead.length)
  return { length: next - at, entries: value, items: 0 }
}

function entry(bytes, at) {
  if (bytes.length < at + 5) return null
  const { value, next } = header(bytes, at)
  const end = next + value
  if (bytes.length < Math.min(end, next + entryHead)) return null
  const found = bytes.subarray(next, Math.min(end, next + entryHead)).indexOf(items)
  return { length: end - at, items: found === -1 ? 0 : header(bytes, next + found + items.length).value }
}

/** Of CBOR, of whatever type: how much of it follows. */
function header(bytes, at) {
  const short = bytes[at] & 0x1f
  if (short < 24) return { value: short, next: at + 1 }
  const size = 2 ** (short - 24)
  return { value: bytes.readUIntBE(at + 1, size), next: at + 1 + size }
}

/** Behind the prompt; enters the room that is there. `heard`: each piece, which is its own only until it returns. */
export async function roomPerson(raw, name, heard) {
  // Not before it is built.
  const { createIdentity, hashEntry, identityOf, readInto, RoomSigner, uuidv7, writeRoomFrame } = await import('../../../out/node/core.js')
  const identity = identityOf(await createIdentity())
  const socket = tls.connect({ socket: raw, key: identity.keyPem, cert: identity.certPem, rejectUnauthorized: false, minVersion: 'TLSv1.3' })
  socket.on('error', () => {})
  await once(socket, 'secureConnect')
  const welcome = new Promise((resolve) => {
    let early = ''
    readInto(socket, memory, (chunk) => {
      heard(chunk)
      if (early === null) return
      early += chunk.toString('latin1')
      const room = /room.\$([0-9a-f-]{36})/.exec(early)?.[1]
      if (!room) return
      early = null
      resolve(room)
    })
  })
  socket.write(writeRoomFrame({ type: 'enter', version: 1, room: null, name, color: 'teal', standby: 0, have: null, ticket: null }))
  const room = await welcome
  const signer = new RoomSigner(identity)
  let [n, prev] = [0, null]
  return (lines) => {
    const said = lines.map((text) => ({ k: 'text', id: uuidv7(), text, re: null }))
    const signed = signer.sign({ room, n: ++n, prev, at: Date.now(), items: said })
    prev = hashEntry(signed.body)
    socket.write(writeRoomFrame({ type: 'post', ...signed }))
  }
}
