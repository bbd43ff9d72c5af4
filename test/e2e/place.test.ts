import { afterEach, expect, it } from 'vitest'
import { join_, say } from './helpers/launch.ts'
import { windowOpener } from './helpers/opener.ts'
import { plainServer } from './helpers/plain-server.ts'

const open = windowOpener()
const closing: (() => unknown)[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

it('a thread stays where it was left: after a search, another size, another page, and a banner that comes', async () => {
  const server = await plainServer()
  closing.push(server.close)
  const window = await open({ name: 'alice' })
  const { page, app } = window
  const resize = (width: number, height: number) =>
    app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(...size), [width, height] as [number, number])
  const message = (text: string) => page.getByTestId('message-text').filter({ hasText: new RegExp(`^${text}$`) })
  const isShown = (text: string) =>
    expect
      .poll(
        () =>
          message(text).evaluate((element) => {
            const view = (document.querySelector('.cv-scroller') as Element).getBoundingClientRect()
            const { top, bottom } = (element.closest('[data-message]') as Element).getBoundingClientRect()
            return top >= view.top && bottom <= view.bottom
          }),
        { timeout: 10_000 },
      )
      .toBe(true)
  await join_(window, server.port)
  const peer = await server.next()
  peer.socket.write(Array.from({ length: 300 }, (_, i) => `line ${i + 1}\n`).join(''))
  await isShown('line 300')

  await page.getByTestId('search-input').fill('line 17')
  await page.getByTestId('search-hit').first().click()
  await page.locator('[data-marked=true]').waitFor()
  // Writing leads back to the newest message, and what comes then is followed.
  await say(window, 'written')
  await isShown('written')
  peer.socket.write(Array.from({ length: 300 }, (_, i) => `later ${i + 1}\n`).join(''))
  await isShown('later 300')
  await say(window, 'the last')
  await isShown('the last')
  for (const [width, height] of [
    [900, 600],
    [1_100, 500],
    [1_200, 800],
  ] as const) {
    await resize(width, height)
    await page.waitForFunction((wanted) => innerHeight === wanted, height)
    await isShown('the last')
  }

  await page.getByTestId('rail-diagnostics').click()
  await page.getByTestId('diagnostics-screen').waitFor()
  await page.getByTestId('rail-conversations').click()
  await isShown('the last')

  peer.socket.resetAndDestroy()
  await page.getByTestId('link-panel').waitFor()
  await isShown('the last')

  // And where one reads further up.
  await page.evaluate(() => document.querySelector('.cv-scroller')?.scrollBy(0, -3_000))
  await page.getByTestId('to-newest').waitFor()
  const place = () =>
    page.evaluate(() => {
      const { top } = (document.querySelector('.cv-scroller') as Element).getBoundingClientRect()
      const first = [...document.querySelectorAll('[data-message]')].find((one) => one.getBoundingClientRect().bottom > top)
      return [first?.textContent, Math.round((first?.getBoundingClientRect().top ?? 0) - top)]
    })
  const before = await place()
  await page.getByTestId('rail-diagnostics').click()
  await page.getByTestId('diagnostics-screen').waitFor()
  await page.getByTestId('rail-conversations').click()
  await expect.poll(place).toEqual(before)
})

it('a jump into a long message that is folded shows the very words', async () => {
  const server = await plainServer()
  closing.push(server.close)
  const window = await open({ name: 'alice' })
  const { page } = window
  await join_(window, server.port)
  const peer = await server.next()
  closing.push(peer.close)
  peer.socket.write(`${'mot '.repeat(5_000)}zanzibar ${'mot '.repeat(5_000)}\nfin de la page\n`)
  await page.getByTestId('message-more').waitFor()
  await page.getByTestId('search-input').fill('zanzibar')
  await page.getByTestId('search-hit').click()
  await page.locator('[data-marked=true]').waitFor()
  const isSeen = () =>
    page.evaluate(() => {
      const view = (document.querySelector('.cv-scroller') as Element).getBoundingClientRect()
      const texts = document.createTreeWalker(document.querySelector('[data-testid=message-text]') as Element, NodeFilter.SHOW_TEXT)
      for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        const at = node.textContent?.indexOf('zanzibar') ?? -1
        if (at < 0) continue
        const range = document.createRange()
        range.setStart(node, at)
        range.setEnd(node, at + 8)
        const { top, bottom } = range.getBoundingClientRect()
        return top >= view.top && bottom <= view.bottom
      }
      return false
    })
  await expect.poll(isSeen).toBe(true)
})
