import { expect, it } from 'vitest'
import type { Window } from './helpers/launch.ts'
import { windowOpener } from './helpers/opener.ts'

const start = windowOpener()

const card = (window: Window) =>
  window.page.evaluate(async () => {
    const { calls } = (globalThis as unknown as { palabre: { calls: Record<string, (args: object) => Promise<{ value: { card: { id: string } } }>> } }).palabre
    return (await calls['app.snapshot']?.({}))?.value.card as { id: string; addresses: readonly { port: number }[]; invitation: string }
  })

it('an invitation that the system hands over is shown, connects nobody by itself, and leads to whom it names', async () => {
  const bob = await start({ name: 'bob' })
  const { id, addresses } = await card(bob)
  const url = `palabre://127.0.0.1:${addresses[0]?.port}/?id=${id}&name=bob`
  const alice = await start({ name: 'alice', args: [url] })
  const dialog = alice.page.getByTestId('join-dialog')
  await dialog.waitFor()
  expect(await dialog.locator('input').first().inputValue()).toBe(url)
  expect(await alice.page.getByTestId('conversation-item').count()).toBe(0)
  // The system hands another link to the window that is already there, with its dialog open.
  await alice.app.evaluate(({ app }, other) => app.emit('second-instance', {}, ['palabre', other], '/', {}), url.replace('name=bob', 'name=carol'))
  await expect.poll(() => dialog.locator('input').first().inputValue()).toContain('name=carol')
  await alice.app.evaluate(({ app }, again) => app.emit('second-instance', {}, ['palabre', again], '/', {}), url)
  await expect.poll(() => dialog.locator('input').first().inputValue()).toBe(url)
  await dialog.locator('input').first().press('Enter')
  await alice.page.getByTestId('conversation-item').filter({ hasText: 'bob' }).waitFor()
})
