// People who write to a real core and keep nothing on disk, as the floor's senders: TLS with both certificates, hello, frames and the hash-chained
// log are the product's own, the log is in memory. What is measured is then what the one receiving core takes.
import net from 'node:net'
import { measure } from './p2p-floor.mjs'

const core = () => import(new URL('../../../out/node/core.js', import.meta.url).href)
const text = 'x'.repeat(200)

/** Keeps `window` messages in flight from each of `connections` people; answers `{ perSecond, p50, p99 }` after `seconds`. */
export async function loadLight({ port, window, connections, seconds, warmup }) {
  const latencies = []
  let counting = false
  for (let c = 0; c < connections; c++) await startSender(port, window, `light ${c}`, (ms) => counting && latencies.push(ms))
  return measure(
    latencies,
    (on) => {
      counting = on
    },
    { seconds, warmup },
  )
}

async function startSender(port, window, name, onAnswered) {
  const { connectSecure, createIdentity, encodeEntry, hashEntry, identityOf, silentLogger, systemClock, uuidv7 } = await core()
  const hello = () => ({ profile: { name, color: 'teal', picture: null }, epoch: name, haveEpoch: null, haveSeq: 0, haveHash: null, port: 0 })
  const identity = identityOf(await createIdentity())
  const session = await connectSecure(await greeted(port), { identity, clock: systemClock, logger: silentLogger, expected: null, hello })
  const sentAt = []
  let seq = 0
  let acknowledged = 0
  let prev = null
  const send = (count) => {
    const [now, wall] = [performance.now(), Date.now()]
    const frames = Array.from({ length: count }, () => {
      seq++
      const frame = encodeEntry({ seq, prev, wall, count: seq % 65_536, messageId: uuidv7(), body: { kind: 'text', text, replyTo: null } })
      prev = hashEntry(frame)
      sentAt.push(now)
      return frame
    })
    session.sendEntries(frames)
  }
  const nothing = () => {}
  session.start({
    onAcknowledged(upTo) {
      const count = upTo - acknowledged
      acknowledged = upTo
      const now = performance.now()
      for (const at of sentAt.splice(0, count)) onAnswered(now - at)
      if (count > 0) send(count)
    },
    onClosed({ error }) {
      throw new Error(`closed: ${error?.code}`)
    },
    onResend: nothing,
    onEntries: async () => {},
    onGone: nothing,
    onRead: nothing,
    onTyping: nothing,
    onProfile: nothing,
    onWanted: nothing,
    onPicture: nothing,
    onRtt: nothing,
    onUnanswered: nothing,
    onUnstable: nothing,
    onCheck: async () => null,
  })
  send(window)
}

/** A socket whose banner has been read; nothing else comes before the dialler speaks. */
async function greeted(port) {
  const socket = net.connect(port, '127.0.0.1')
  let line = ''
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    line += chunk
    if (line.includes('\n')) return socket
  }
  throw new Error('no banner')
}
