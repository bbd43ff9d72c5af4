import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { launch } from './helpers/launch.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palabre-e2e-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('the first run', () => {
  it('leads with the keyboard alone from a pseudonym over the card to the conversations, and is over for good', async () => {
    const first = await launch({ folder })
    const { keyboard } = first.page
    await first.page.locator('[data-testid=onboarding-name]:focus').waitFor()
    await keyboard.type('Ana María')
    await keyboard.press('Enter')

    const card = first.page.getByTestId('my-card')
    await card.waitFor()
    expect(await card.innerText()).toContain('Ana María')
    expect(await card.innerText()).toMatch(/127\.0\.0\.1:\d{2,5}/)
    const identity = await first.page.evaluate(async () => {
      const { calls } = (globalThis as unknown as { palabre: { calls: Record<string, (a: object) => Promise<{ value: { card: { idText: string } } }>> } })
        .palabre
      return (await calls['app.snapshot']?.({}))?.value.card.idText
    })
    const bare = (text: string | undefined) => text?.replaceAll(/\s/g, '')
    expect(bare(identity)).toMatch(/^.{20,}$/)
    expect(bare(await card.innerText())).toContain(bare(identity))

    await first.page.locator('[data-testid=onboarding-done]:focus').waitFor()
    await keyboard.press('Enter')
    await first.page.getByTestId('conversations-screen').waitFor()
    await first.close()

    const second = await launch({ folder })
    expect(await second.page.getByTestId('onboarding').count()).toBe(0)
    await second.page.getByTestId('rail-settings').click()
    await second.page.getByTestId('my-card').waitFor()
    expect(await second.page.getByTestId('my-card').innerText()).toContain('Ana María')
    expect(bare(await second.page.getByTestId('my-card').innerText()), 'the key is the same').toContain(bare(identity))
    await second.close()
  })

  it('does not go on without a pseudonym, and says why', async () => {
    const { page, close } = await launch({ folder })
    await page.getByTestId('onboarding-name').fill('   ')
    await page.keyboard.press('Enter')
    await page.getByText('Choose a pseudonym: 1 to 32 characters.').waitFor()
    await page.locator('[data-testid=onboarding-name]:focus').waitFor()
    await page.getByTestId('onboarding-name').fill('x'.repeat(33))
    await page.getByText('That is too long by 1').waitFor()
    await page.getByTestId('onboarding-name').fill('ok')
    await page.keyboard.press('Enter')
    await page.getByTestId('my-card').waitFor()
    await close()
  })

  it('speaks French at a click, keeps what was typed, and stays French', async () => {
    const first = await launch({ folder })
    await first.page.getByTestId('onboarding-name').fill('Zoé')
    await first.page.getByText('Français').click()
    await first.page.getByRole('heading', { name: 'Bienvenue dans Palabre' }).waitFor()
    expect(await first.page.locator('html').getAttribute('lang')).toBe('fr')
    expect(await first.page.getByTestId('onboarding-name').inputValue()).toBe('Zoé')
    await first.page.getByTestId('onboarding-next').click()
    await first.page.getByRole('heading', { name: 'Voici votre carte' }).waitFor()
    await first.page.getByTestId('onboarding-done').click()
    await first.page.getByTestId('conversations-screen').waitFor()
    await first.close()

    const second = await launch({ folder })
    await second.page.getByRole('heading', { name: 'Conversations', exact: true }).first().waitFor({ state: 'attached' })
    expect(await second.page.locator('html').getAttribute('lang')).toBe('fr')
    expect(await second.page.getByTestId('status').innerText()).toMatch(/écoute/i)
    await second.close()
  })
})
