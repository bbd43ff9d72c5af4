// Send to paint: from Enter in one window to the frame that paints the message in the other, two app processes on loopback, each on disk at both
// ends, against a bare TCP echo in the same runtime. usage: xvfb-run -a node test/bench/paint.mjs [--messages 100]
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { floorOf, openWindow, percentile, remove, temporary } from './windows.mjs'

/** Messages that are not counted: code is compiled, connections are warm. */
const warmup = 10
/** ms */
const hangMs = 10_000

async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** The moment Enter is pressed, on a clock that both processes share. */
const noteEnter = () => {
  const note = (event) => {
    if (event.key === 'Enter') window.entered = performance.timeOrigin + event.timeStamp
  }
  window.addEventListener('keydown', note, true)
}

/** The moment after the frame that shows this text. */
const painted = ([text, hangMs]) =>
  new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`never painted: ${text}`)), hangMs)
    const isThere = () => [...document.querySelectorAll('[data-testid=message-text]')].at(-1)?.textContent === text
    const afterFrame = () =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => resolve(performance.timeOrigin + performance.now())
        port2.postMessage(null)
      })
    const observer = new MutationObserver(() => {
      if (!isThere()) return
      observer.disconnect()
      afterFrame()
    })
    observer.observe(document.body, { childList: true, subtree: true, characterData: true })
    if (isThere()) afterFrame()
  })

export async function paint({ messages = 100 } = {}) {
  const folders = [temporary(), temporary()]
  const port = await freePort()
  const bob = await openWindow(folders[0], 'bob', port)
  const alice = await openWindow(folders[1], 'alice')
  try {
    const composer = alice.page.getByTestId('composer-input')
    await composer.fill(`/join 127.0.0.1 ${port}`)
    await composer.press('Enter')
    await alice.page.locator('[data-testid=link-state][data-state=open]').waitFor()
    await composer.fill('first')
    await composer.press('Enter')
    await bob.page.getByTestId('conversation-item').click()
    await bob.page.getByTestId('message-text').first().waitFor()
    await alice.page.evaluate(noteEnter)
    const times = []
    for (let i = 0; i < warmup + messages; i++) {
      const text = `message ${i}`
      await composer.fill(text)
      const shown = bob.page.evaluate(painted, [text, hangMs])
      await composer.press('Enter')
      const end = await shown
      if (i >= warmup) times.push(end - (await alice.page.evaluate(() => window.entered)))
    }
    const { frames, echoes } = await floorOf(bob, messages)
    const frame = percentile(frames, 0.5)
    return [0.5, 0.95].map((share) => {
      const [time, echo] = [percentile(times, share), percentile(echoes, share)]
      return { name: `send to paint, p${share * 100}, ms`, floor: echo, palabre: time, frame, framesBeyond: Number(((time - echo) / frame).toFixed(2)) }
    })
  } finally {
    await alice.app.close()
    await bob.app.close()
    folders.forEach(remove)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { messages: { type: 'string', default: '100' } } })
  console.table(await paint({ messages: Number(values.messages) }))
  process.exit(0)
}
