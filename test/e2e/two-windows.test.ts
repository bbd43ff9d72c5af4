import { describe, expect, it } from 'vitest'
import { join_, portOf, say } from './helpers/launch.ts'
import { windowOpener } from './helpers/opener.ts'

const start = windowOpener()

describe('two windows', () => {
  it('talk both ways, encrypted, and the message is marked delivered', async () => {
    const [alice, bob] = await Promise.all([start({ name: 'alice' }), start({ name: 'bob' })])
    await join_(alice, await portOf(bob))
    await alice.page.locator('[data-testid=link-state][data-state=open]').waitFor()
    await say(alice, 'bonjour bob')
    await bob.page.getByTestId('conversation-item').filter({ hasText: 'alice' }).click()
    await bob.page.getByTestId('message').filter({ hasText: 'bonjour bob' }).waitFor()
    await say(bob, 'bonjour alice')
    await alice.page.getByTestId('message').filter({ hasText: 'bonjour alice' }).waitFor()
    await alice.page.locator('[data-testid=message-state][data-state=delivered], [data-testid=message-state][data-state=read]').first().waitFor()
    expect(await alice.page.getByTestId('lock-state').innerText()).toContain('Encrypted')
  })
})
