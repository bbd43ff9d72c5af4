import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeInNamespaces, type Host, Lab } from '../helpers/netns.ts'
import { say, type Window } from './helpers/launch.ts'
import { windowOpener } from './helpers/opener.ts'

describeInNamespaces('two windows on two computers of one network', () => {
  let lab: Lab
  beforeEach(() => {
    lab = new Lab()
  })
  afterEach(() => lab.close())
  // After the one above, so it runs before it: windows close while there is still a network.
  const open = windowOpener()

  const around = ({ page }: Window, name: string) => page.getByTestId('nearby-person').filter({ hasText: name })

  it('that have never met and know no directory find each other in Nearby, and talk', async () => {
    const [one, other] = lab.lan(['alice', 'bob']).hosts as readonly [Host, Host]
    const [alice, bob] = await Promise.all([open({ name: 'alice', host: one, port: 3000 }), open({ name: 'bob', host: other, port: 3000 })])
    for (const { page } of [alice, bob]) await page.getByTestId('rail-nearby').click()
    await Promise.all([around(alice, 'bob').waitFor(), around(bob, 'alice').waitFor()])
    expect(await around(alice, 'bob').getAttribute('data-presence')).toBe('nearby')
    await around(alice, 'bob').click()
    await say(alice, 'salut, sans annuaire')
    await bob.page.getByTestId('rail-conversations').click()
    await bob.page.getByTestId('conversation-item').filter({ hasText: 'salut, sans annuaire' }).click()
    await bob.page.getByTestId('request-accept').click()
    await say(bob, 'salut alice')
    await alice.page.getByTestId('message-text').filter({ hasText: 'salut alice' }).waitFor()
    expect(await alice.page.getByTestId('lock-state').innerText()).toContain('Encrypted')
    await alice.page.locator('[data-testid=message][data-state=delivered], [data-testid=message][data-state=read]').first().waitFor()
    await say(alice, '/who')
    expect(await alice.page.getByTestId('command-answer').innerText()).toContain('bob: Connected, in your conversations, found on this network')
  })

  it('show each other their rooms, which one click enters, until they are kept to themselves', async () => {
    const [one, other] = lab.lan(['alice', 'bob']).hosts as readonly [Host, Host]
    const [alice, bob] = await Promise.all([open({ name: 'alice', host: one, port: 3000 }), open({ name: 'bob', host: other, port: 3000 })])
    await alice.page.getByTestId('rail-rooms').click()
    await alice.page.getByTestId('room-name').fill('Salle 12')
    await alice.page.getByTestId('room-open').click()
    await bob.page.getByTestId('rail-nearby').click()
    const near = bob.page.getByTestId('nearby-room').filter({ hasText: 'Salle 12' })
    await near.filter({ hasText: /hosted by alice.*1 person.*open to everyone.*programs too/ }).waitFor()
    await near.click()
    await bob.page.locator('[data-testid=link-state][data-state=open]').waitFor()
    await say(bob, 'me voilà')
    await alice.page.getByTestId('message').filter({ hasText: 'me voilà' }).waitFor()
    await bob.page.getByTestId('rail-rooms').click()
    await near.filter({ hasText: /Inside.*2 people/ }).waitFor()
    await alice.page.getByTestId('open-person').click()
    await alice.page.getByRole('switch', { name: /Show it on this network/ }).click()
    await near.waitFor({ state: 'detached' })
  })

  it('see each other go, and never a guess', async () => {
    const lan = lab.lan(['alice', 'bob'])
    const [one, other] = lan.hosts as readonly [Host, Host]
    const [alice, bob] = await Promise.all([open({ name: 'alice', host: one, port: 3000 }), open({ name: 'bob', host: other, port: 3000 })])
    await alice.page.getByTestId('rail-nearby').click()
    await around(alice, 'bob').waitFor()
    await bob.app.close()
    await around(alice, 'bob').waitFor({ state: 'detached' })
    expect(await alice.page.getByTestId('nearby-screen').innerText()).toContain('nobody else has Palabre open')
  })
})
