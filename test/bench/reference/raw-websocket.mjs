// A WebSocket client that costs next to nothing: the frames are made once, answers are counted and not parsed.
import { randomBytes } from 'node:crypto'
import net from 'node:net'
import tls from 'node:tls'

/** A masked text frame; a mask of zeros leaves the text as it is. */
export function frame(text) {
  const body = Buffer.from(text)
  const size = body.length < 126 ? Buffer.from([0x80 | body.length]) : Buffer.from([0x80 | 126, body.length >> 8, body.length & 255])
  return Buffer.concat([Buffer.from([0x81]), size, Buffer.alloc(4), body])
}

/** A frame from the server, from `at`: where its text begins and ends; null when it is not there yet. */
function span(bytes, at) {
  if (bytes.length < at + 2) return null
  const short = bytes[at + 1] & 127
  const from = at + (short < 126 ? 2 : short === 126 ? 4 : 10)
  if (bytes.length < from) return null
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
  return bytes.length < from + length ? null : { op: bytes[at] & 15, from, to: from + length }
}

export const open = ({ port, localAddress, secure }) =>
  new Promise((resolve, reject) => {
    const to = { port, host: '127.0.0.1', localAddress }
    const socket = secure ? tls.connect({ ...to, rejectUnauthorized: false }) : net.connect(to)
    socket.setNoDelay(true)
    socket.once('error', reject).once(secure ? 'secureConnect' : 'connect', () => resolve(socket.off('error', reject).on('error', () => {})))
  })

/** Connects to /v1/session. `onText(text)` gets every message; the first one too. */
export async function rawSession(to) {
  const socket = await open(to)
  const session = { socket, onText: () => {}, onBytes: null, send: (text) => socket.write(frame(text)) }
  const first = new Promise((resolve) => {
    session.onText = resolve
  })
  let kept = Buffer.alloc(0)
  let upgraded = false
  socket.on('data', (chunk) => {
    if (upgraded && session.onBytes) return session.onBytes(chunk.length)
    kept = kept.length === 0 ? chunk : Buffer.concat([kept, chunk])
    if (!upgraded) {
      const end = kept.indexOf('\r\n\r\n')
      if (end < 0) return
      if (!kept.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) return socket.destroy()
      upgraded = true
      kept = kept.subarray(end + 4)
    }
    let at = 0
    for (let next = span(kept, at); next; next = span(kept, at)) {
      if (next.op === 9) socket.write(Buffer.from([0x8a, 0x80, 0, 0, 0, 0]))
      if (next.op === 1) session.onText(kept.toString('utf8', next.from, next.to))
      at = next.to
    }
    kept = Buffer.from(kept.subarray(at))
  })
  const key = randomBytes(16).toString('base64')
  socket.write(
    `GET /v1/session HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  )
  session.challenge = JSON.parse(await Promise.race([first, new Promise((_, reject) => socket.once('close', () => reject(new Error('closed'))))]))
  return session
}

/** One request, one answer. */
export const ask = (session, request) =>
  new Promise((resolve) => {
    session.onText = (text) => resolve(JSON.parse(text))
    session.send(JSON.stringify({ n: 100001, ...request }))
  })
