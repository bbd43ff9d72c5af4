import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { directoryStarter, register } from './helpers/directory.ts'
import { join_, portOf, say } from './helpers/launch.ts'
import { windowOpener } from './helpers/opener.ts'

const open = windowOpener()
const directory = directoryStarter()
/** What a theme changes. All else is the same page in both, and looked at in one. */
const ofColours = ['color-contrast', 'link-in-text-block']

async function faultsIn(page: Page, theme: 'light' | 'dark', rules?: string[]): Promise<string[]> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
  // Half transparent in the middle of a transition, colours are not what will be read.
  await page.waitForFunction(() =>
    document.getAnimations().every((animation) => animation.playState !== 'running' || animation.effect?.getTiming().iterations === Number.POSITIVE_INFINITY),
  )
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${theme}: ${id}: ${target.join(' ')} ${failureSummary?.split('\n')[1]?.trim() ?? ''}`),
  )
}

/** One line for each fault, so that a failure says what and where. */
const faults = async (page: Page): Promise<string[]> => [...(await faultsIn(page, 'dark', ofColours)), ...(await faultsIn(page, 'light'))]

describe('axe finds no fault in either theme', () => {
  it('in the first run', async () => {
    const { page } = await open()
    expect(await faults(page)).toEqual([])
    await page.getByTestId('onboarding-name').fill('Ana')
    await page.keyboard.press('Enter')
    await page.getByTestId('my-card').waitFor()
    expect(await faults(page)).toEqual([])
  })

  it('in a conversation, and where there is none yet', async () => {
    const [alice, bob] = await Promise.all([open({ name: 'alice' }), open({ name: 'bob' })])
    expect(await faults(alice.page)).toEqual([])
    await join_(alice, await portOf(bob))
    await say(alice, 'bonjour')
    await bob.page.getByTestId('conversation-item').filter({ hasText: 'bonjour' }).click()
    await bob.page.getByTestId('request-banner').waitFor()
    expect(await faults(bob.page)).toEqual([])
    await bob.page.getByTestId('request-accept').click()
    await say(bob, 'bonjour alice')
    await alice.page.getByTestId('message').filter({ hasText: 'bonjour alice' }).waitFor()
    expect(await faults(alice.page)).toEqual([])
  })

  it('in Nearby: nobody, somebody, a directory away, somebody found, and who could not be asked for', async () => {
    const { port, child } = await directory()
    const [alice, bob] = await Promise.all([open({ name: 'alice' }), open({ name: 'bob' })])
    await alice.page.getByTestId('rail-nearby').click()
    expect(await faults(alice.page)).toEqual([])
    await Promise.all([register(alice, port), register(bob, port)])
    await alice.page.getByTestId('nearby-far').getByTestId('nearby-person').waitFor()
    expect(await faults(alice.page)).toEqual([])
    child.kill('SIGKILL')
    await alice.page.getByTestId('nearby-far').locator('[data-trouble=true]').first().waitFor()
    expect(await faults(alice.page)).toEqual([])
    await alice.page.getByTestId('nearby-search').fill('bo')
    await alice.page.getByTestId('nearby-results').getByTestId('nearby-person').waitFor()
    expect(await faults(alice.page)).toEqual([])
    await alice.page.getByTestId('nearby-search').fill('nobody-of-that-name')
    await alice.page.getByTestId('nearby-results').getByRole('alert').waitFor()
    expect(await faults(alice.page)).toEqual([])
  })

  it('on a person’s page, and where their key is another: not verified, and verified', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'palabre-e2e-'))
    const [alice, bob] = await Promise.all([open({ name: 'alice' }), open({ name: 'bob', folder })])
    const port = await portOf(bob)
    await join_(alice, port)
    await say(alice, 'bonjour')
    await bob.page.getByTestId('conversation-item').filter({ hasText: 'bonjour' }).waitFor()
    await bob.close()
    await rm(folder, { recursive: true, force: true })
    await open({ name: 'bob', port })
    await alice.page.locator('[data-testid=key-banner][data-hard=false]').waitFor()
    expect(await faults(alice.page)).toEqual([])
    await alice.page.getByTestId('open-person').click()
    await alice.page.getByTestId('safety-number').waitFor()
    expect(await faults(alice.page)).toEqual([])
    await alice.page.getByTestId('verify').click()
    await alice.page.locator('[data-testid=key-banner][data-hard=true]').waitFor({ state: 'attached' })
    expect(await faults(alice.page)).toEqual([])
    await alice.page.keyboard.press('Escape')
    await alice.page.getByTestId('person-dialog').waitFor({ state: 'detached' })
    expect(await faults(alice.page)).toEqual([])
  })

  it('in the settings', async () => {
    const { page } = await open({ name: 'alice' })
    await page.getByTestId('rail-settings').click()
    const tabs = page.getByRole('tab')
    const found: string[] = []
    for (const tab of await tabs.all()) {
      await tab.click()
      found.push(...(await faults(page)))
    }
    expect(await tabs.count()).toBe(9)
    expect([...new Set(found)]).toEqual([])
  })

  it('in the diagnostics', async () => {
    const { page } = await open({ name: 'alice' })
    await page.getByTestId('rail-diagnostics').click()
    const found: string[] = []
    const look = async () => found.push(...(await faults(page)))
    const tabs = page.getByRole('tab')
    for (const tab of await tabs.all()) {
      await tab.click()
      await look()
    }
    expect(await tabs.count()).toBe(8)
    await page.getByTestId('bytes-input').fill('Écoutez d’abord.')
    for (const view of await page.getByTestId('bytes-view').locator('label').all()) {
      await view.click()
      await look()
    }
    await page.getByTestId('diagnostics-tcp-echo-tab').click()
    await page.getByText('Be the server').click()
    await page.getByTestId('field-port').fill('0')
    await page.getByTestId('start').click()
    const port = await page.getByTestId('server-listening').getAttribute('data-port')
    await page.getByText('Ask a server').click()
    await page.getByTestId('field-port').fill(port ?? '')
    await page.getByTestId('field-count').fill('30')
    await page.getByTestId('field-rate').fill('100')
    await page.getByTestId('start').click()
    await page.locator('[data-testid="run"][data-state="complete"]').waitFor()
    await look()
    await page.getByTestId('learn').click()
    await page.getByTestId('learn-drawer').waitFor()
    await look()
    await page.keyboard.press('Escape')
    await page.getByText('Be the server').click()
    await page.getByTestId('client').first().waitFor()
    await look()
    expect([...new Set(found)]).toEqual([])
  })
})
