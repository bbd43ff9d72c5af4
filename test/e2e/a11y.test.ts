import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { join_, portOf, say } from './helpers/launch.ts'
import { windowOpener } from './helpers/opener.ts'

const open = windowOpener()
const themes = ['light', 'dark'] as const

/** One line for each fault, so that a failure says what and where. */
async function faults(page: Page): Promise<string[]> {
  // Half transparent in the middle of a transition, colours are not what will be read.
  await page.waitForFunction(() =>
    document.getAnimations().every((animation) => animation.playState !== 'running' || animation.effect?.getTiming().iterations === Number.POSITIVE_INFINITY),
  )
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary?.split('\n')[1]?.trim() ?? ''}`),
  )
}

describe.each(themes)('axe finds no fault in the %s theme', (theme) => {
  const show = (page: Page) => page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })

  it('in the first run', async () => {
    const { page } = await open()
    await show(page)
    expect(await faults(page)).toEqual([])
    await page.getByTestId('onboarding-name').fill('Ana')
    await page.keyboard.press('Enter')
    await page.getByTestId('my-card').waitFor()
    expect(await faults(page)).toEqual([])
  })

  it('in a conversation, and where there is none yet', async () => {
    const [alice, bob] = await Promise.all([open({ name: 'alice' }), open({ name: 'bob' })])
    await show(alice.page)
    expect(await faults(alice.page)).toEqual([])
    await join_(alice, await portOf(bob))
    await say(alice, 'bonjour')
    await bob.page.getByTestId('conversation-item').filter({ hasText: 'bonjour' }).click()
    await show(bob.page)
    await bob.page.getByTestId('request-banner').waitFor()
    expect(await faults(bob.page)).toEqual([])
    await bob.page.getByTestId('request-accept').click()
    await say(bob, 'bonjour alice')
    await alice.page.getByTestId('message').filter({ hasText: 'bonjour alice' }).waitFor()
    expect(await faults(alice.page)).toEqual([])
  })

  it('in the settings', async () => {
    const { page } = await open({ name: 'alice' })
    await show(page)
    await page.getByTestId('rail-settings').click()
    const tabs = page.getByRole('tab')
    const found: string[] = []
    for (const tab of await tabs.all()) {
      await tab.click()
      found.push(...(await faults(page)).map((fault) => `${fault}`))
    }
    expect(await tabs.count()).toBe(8)
    expect([...new Set(found)]).toEqual([])
  })
})
