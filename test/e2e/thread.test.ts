import type { Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { join_ } from './helpers/launch.ts'
import { windowOpener } from './helpers/opener.ts'
import { type PlainPeer, plainServer } from './helpers/plain-server.ts'

const open = windowOpener()
const closing: (() => unknown)[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

/** More than are kept in the page at once. */
const total = 600

const message = (page: Page, text: string) => page.getByTestId('message-text').filter({ hasText: new RegExp(`^${text}$`) })
const send = (peer: PlainPeer, lines: readonly string[]) => peer.socket.write(lines.map((line) => `${line}\n`).join(''))
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}`)

/** How far the bottom of a message is from the bottom of what is shown, px. */
const fromBottom = (page: Page, text: string) =>
  message(page, text).evaluate((element) => {
    const view = document.querySelector('.cv-scroller') as Element
    return view.getBoundingClientRect().bottom - (element.closest('[data-message]') as Element).getBoundingClientRect().bottom
  })
const shown = (page: Page, text: string) => expect.poll(() => fromBottom(page, text), { timeout: 10_000 }).toSatisfy((px: number) => px >= 0 && px < 40)

interface Seen {
  /** A message in the middle of the view, and its place. */
  readonly text: string
  readonly place: number
  /** The oldest that is loaded. */
  readonly oldest: string | null
}

/** Scrolls to so many px under the oldest that is loaded. */
async function scrollTo(page: Page, underOldest: number): Promise<Seen> {
  return page.evaluate(async (underOldest) => {
    const view = document.querySelector('.cv-scroller') as Element
    view.scrollTop = view.clientHeight - view.scrollHeight + underOldest
    const oldest = document.querySelector('[data-message]')?.getAttribute('data-message') ?? null
    const { top, bottom } = view.getBoundingClientRect()
    const places = [...document.querySelectorAll('[data-testid=message-text]')].map((text) => ({ text, place: text.getBoundingClientRect().top }))
    const { text, place } = places.find((one) => one.place > (top + bottom) / 2) as (typeof places)[number]
    await new Promise((resolve) => requestAnimationFrame(resolve))
    return { text: text.textContent ?? '', place, oldest }
  }, underOldest)
}
const placeOf = (page: Page, text: string) => message(page, text).evaluate((element) => element.getBoundingClientRect().top)

describe('a long thread', () => {
  it('follows what comes at its end, holds still when one reads further up, reaches its beginning and comes back', async () => {
    const server = await plainServer()
    closing.push(server.close)
    const window = await open({ name: 'alice' })
    const { page } = window
    await join_(window, server.port)
    const peer = await server.next()
    closing.push(peer.close)
    send(peer, lines(1, total))
    await shown(page, `line ${total}`)
    send(peer, lines(total + 1, total + 3))
    await shown(page, `line ${total + 3}`)

    const held = await scrollTo(page, 1_500)
    send(peer, lines(total + 4, total + 8))
    await message(page, `line ${total + 8}`).waitFor({ state: 'attached' })
    await page.getByTestId('to-newest').waitFor()
    expect(Math.abs((await placeOf(page, held.text)) - held.place)).toBeLessThan(1)

    // Pages that come in front, and those that are dropped behind, move nothing either.
    while ((await message(page, 'line 1').count()) === 0) {
      const near = await scrollTo(page, 300)
      await page.waitForFunction((oldest) => document.querySelector('[data-message]')?.getAttribute('data-message') !== oldest, near.oldest)
      expect(Math.abs((await placeOf(page, near.text)) - near.place)).toBeLessThan(1)
    }
    expect(await message(page, `line ${total}`).count(), 'the other end was dropped').toBe(0)

    // And back down, page by page: what is at the bottom stays there when more comes below it.
    const bottom = await page.getByTestId('message-text').last().innerText()
    await page.evaluate(() => {
      const view = document.querySelector('.cv-scroller') as Element
      view.scrollTop = 0
    })
    await page.waitForFunction((text) => [...document.querySelectorAll('[data-testid=message-text]')].at(-1)?.textContent !== text, bottom)
    await shown(page, bottom)

    await page.getByTestId('to-newest').click()
    await shown(page, `line ${total + 8}`)
    send(peer, ['the last one'])
    await shown(page, 'the last one')
  })
})
