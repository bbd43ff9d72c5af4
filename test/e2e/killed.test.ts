import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { join_, launch, portOf, say } from './helpers/launch.ts'
import { windowOpener } from './helpers/opener.ts'

const open = windowOpener()
const folders: string[] = []
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })))
})

describe('someone whose process is killed', () => {
  it('is sent what was written meanwhile when they are back: all of it, once, in order', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'palabre-e2e-'))
    folders.push(folder)
    const alice = await open({ name: 'alice' })
    const victim = await launch({ name: 'bob', folder })
    const port = await portOf(victim)
    await join_(alice, port)
    await say(alice, 'bonjour')
    await victim.page.getByTestId('conversation-item').filter({ hasText: 'bonjour' }).click()
    await victim.page.getByTestId('request-accept').click()
    await say(victim, 'bonjour alice')
    await alice.page.getByTestId('message-text').filter({ hasText: 'bonjour alice' }).waitFor()

    const child = victim.app.process()
    const exited = once(child, 'exit')
    process.kill(child.pid as number, 'SIGKILL')
    await exited
    await alice.page.locator('[data-testid=link-state]:not([data-state=open])').waitFor()

    const texts = ['un', 'deux', 'trois']
    for (const text of texts) await say(alice, `message ${text}`)
    const sent = (text: string, state: string) => alice.page.locator(`[data-testid=message][data-state=${state}]`).filter({ hasText: `message ${text}` })
    for (const text of texts) await sent(text, 'queued').waitFor()

    const bob = await open({ name: 'bob', folder, port })
    await bob.page.getByTestId('conversation-item').filter({ hasText: 'alice' }).click()
    await bob.page.getByTestId('message-text').filter({ hasText: 'message trois' }).waitFor()
    const arrived = await bob.page.getByTestId('message-text').allInnerTexts()
    expect(arrived.map((text) => text.trim())).toEqual(['bonjour', 'bonjour alice', 'message un', 'message deux', 'message trois'])
    for (const text of texts)
      await alice.page
        .locator('[data-testid=message]:is([data-state=delivered], [data-state=read])')
        .filter({ hasText: `message ${text}` })
        .waitFor()
    expect(await alice.page.getByTestId('message').count()).toBe(5)
  })
})
