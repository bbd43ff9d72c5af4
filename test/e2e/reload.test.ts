import { describe, expect, it } from 'vitest'
import { join_, portOf, say } from './helpers/launch.ts'
import { windowOpener } from './helpers/opener.ts'

const open = windowOpener()

describe('a window that is reloaded', () => {
  it('shows the same conversation and messages, and goes on receiving', async () => {
    const [alice, bob] = await Promise.all([open({ name: 'alice' }), open({ name: 'bob' })])
    await join_(alice, await portOf(bob))
    await say(alice, 'avant')
    await bob.page.getByTestId('conversation-item').filter({ hasText: 'alice' }).click()
    await bob.page.getByTestId('request-accept').click()
    await say(bob, 'avant aussi')
    await alice.page.getByTestId('message-text').filter({ hasText: 'avant aussi' }).waitFor()
    const item = alice.page.getByTestId('conversation-item').filter({ hasText: 'bob' })
    const conversation = await item.getAttribute('data-conversation')

    await alice.page.reload()
    await item.waitFor()
    expect(await item.getAttribute('data-conversation')).toBe(conversation)
    await item.click()
    await alice.page.getByTestId('message-text').filter({ hasText: 'avant aussi' }).waitFor()
    expect(await alice.page.getByTestId('message-text').allInnerTexts()).toEqual(['avant', 'avant aussi'])
    await alice.page.locator('[data-testid=link-state][data-state=open]').waitFor()

    await say(bob, 'après')
    await alice.page.getByTestId('message-text').filter({ hasText: 'après' }).waitFor()
    await say(alice, 'après aussi')
    await bob.page.getByTestId('message-text').filter({ hasText: 'après aussi' }).waitFor()
    expect(await bob.page.getByTestId('message-text').allInnerTexts()).toEqual(['avant', 'avant aussi', 'après', 'après aussi'])
  })
})
