// A conversation of 100,000 messages, on disk by real traffic: from the click to the frame with the newest ones; frames while scrolling up.
// usage: xvfb-run -a node test/bench/thread.mjs [--messages 100000] [--rounds 20]
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { floorOf, openWindow, percentile, remove, temporary } from './windows.mjs'

const inFlight = 256
/** ms */
const hangMs = 10_000
/** What was painted must still be in its place this long after, ms. */
const settledMs = 400
const scrollFrames = 300
const scrollStep = 150

/** Bob's profile with a long conversation and a short one. Answers the newest text of each. */
async function fill(folder, messages) {
  const core = await import(new URL('../../out/node/core.js', import.meta.url).href)
  const open = (at, name) => core.openMessenger({ folder: at, vault: core.fileVault(), overrides: { name, host: '127.0.0.1', port: 0 } })
  const bob = await open(join(folder, 'bob'), 'bob')
  const listening = new Promise((resolve) =>
    bob.events.subscribe(({ event }) => event.type === 'listener' && event.listener.state === 'listening' && resolve(event.listener.port)),
  )
  await bob.start()
  const port = await listening
  for (const [name, count] of [
    ['long', messages],
    ['short', 100],
  ]) {
    const peer = await open(join(folder, name), name)
    await peer.start()
    await send(core, peer, port, count, name)
    await peer.stop()
  }
  const { conversations } = await bob.commands['app.snapshot']({})
  for (const { id } of conversations) {
    await bob.commands['conversation.accept']({ id })
    const { messages: page } = await bob.commands['message.page']({ conversationId: id, limit: 1, cursor: { type: 'newest' } })
    await bob.commands['conversation.read']({ id, upTo: page.at(-1).order })
  }
  await bob.stop()
}

async function send({ uuidv7 }, peer, port, count, name) {
  const { id: conversationId } = await peer.commands['conversation.join']({ host: '127.0.0.1', port })
  let sent = 0
  let delivered = 0
  const next = () => {
    const text = `${name} ${++sent} ${'lorem ipsum dolor sit amet '.repeat(sent % 8)}`.trim()
    return peer.commands['message.send']({ conversationId, id: uuidv7(), text, replyTo: null })
  }
  await new Promise((resolve, reject) => {
    peer.events.subscribe(({ event }) => {
      if (event.type === 'link' && event.link.state === 'open' && sent === 0) for (let i = 0; i < Math.min(inFlight, count); i++) next().catch(reject)
      if (event.type !== 'message' || event.message.state !== 'delivered') return
      if (++delivered === count) resolve()
      else if (sent < count) next().catch(reject)
    })
  })
}

/** From the press on a conversation to the frame that shows its newest message in its place. */
const opened = ([title, newest, hangMs, settledMs]) =>
  new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`never shown: ${newest}; last: ${[...document.querySelectorAll('[data-testid=message]')].at(-1)?.textContent}`)), hangMs)
    const item = document.querySelector(`[data-testid="conversation-item"][data-title="${title}"]`)
    let from = 0
    const noteClick = (event) => {
      from = event.timeStamp
    }
    item.addEventListener('click', noteClick, { once: true, capture: true })
    const look = () => {
      const list = document.querySelector('.cv-scroller')
      const last = [...document.querySelectorAll('[data-testid=message]')].at(-1)
      const [view, place] = [list?.getBoundingClientRect(), last?.getBoundingClientRect()]
      const there =
        from > 0 &&
        last?.textContent.startsWith(newest) &&
        last.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
        place.bottom <= view.bottom + 1 &&
        place.bottom > view.top
      if (!there) return requestAnimationFrame(look)
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = async () => {
        const time = performance.now() - from
        const before = place.bottom
        await new Promise((later) => setTimeout(later, settledMs))
        const after = [...document.querySelectorAll('[data-testid=message]')].at(-1).getBoundingClientRect().bottom
        resolve({ time, moved: Math.abs(after - before) })
      }
      port2.postMessage(null)
    }
    requestAnimationFrame(look)
  })

const scrollUp = async ([count, step]) => {
  const list = document.querySelector('.cv-scroller')
  const times = []
  for (let i = 0; i < count; i++) {
    times.push(await new Promise(requestAnimationFrame))
    list.scrollTop -= step
  }
  return times.slice(1).map((time, i) => time - times[i])
}

async function open({ page }, name, count) {
  const time = page.evaluate(opened, [name, `${name} ${count}`, hangMs, settledMs])
  await page.locator(`[data-testid="conversation-item"][data-title="${name}"]`).click()
  return await time
}

export async function thread({ messages = 100_000, rounds = 20, firsts = 5 } = {}) {
  const folder = temporary()
  try {
    await fill(folder, messages)
    const first = []
    const warm = []
    let scroll = []
    let floor = []
    for (let start = 0; start < firsts; start++) {
      const bob = await openWindow(join(folder, 'bob'), 'bob')
      first.push(await open(bob, 'long', messages))
      if (start === firsts - 1) {
        for (let round = 0; round < rounds; round++) {
          await open(bob, 'short', 100)
          warm.push(await open(bob, 'long', messages))
        }
        floor = (await floorOf(bob, scrollFrames)).frames
        scroll = await bob.page.evaluate(scrollUp, [scrollFrames, scrollStep])
      }
      await bob.app.close()
    }
    const row = (name, values) => ({ name, p50: percentile(values, 0.5), p95: percentile(values, 0.95), most: percentile(values, 1) })
    const times = (opens) => opens.map(({ time }) => time)
    return [
      row('first click to paint after a start, ms', times(first)),
      row('click to paint, ms', times(warm)),
      row(
        'moved after its paint, px',
        [...first, ...warm].map(({ moved }) => moved),
      ),
      row('a frame while scrolling up, ms', scroll),
      row('a frame of the same page at rest, ms', floor),
    ]
  } finally {
    remove(folder)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { messages: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '20' } } })
  console.table(await thread({ messages: Number(values.messages), rounds: Number(values.rounds) }))
  process.exit(0)
}
