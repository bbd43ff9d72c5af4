import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { testFolder } from '../helpers/folder.ts'
import { downloadTo, dropFiles } from './helpers/files.ts'
import { launch, say, type Window } from './helpers/launch.ts'

const open: Window[] = []
const programs: ChildProcessWithoutNullStreams[] = []
const folder = testFolder()
mkdirSync(join(folder, 'got'))
const start = async (name: string) => {
  const window = await launch({ name })
  open.push(window)
  return window
}
afterEach(async () => {
  for (const program of programs.splice(0)) program.kill('SIGKILL')
  await Promise.all(open.splice(0).map((window) => window.close()))
})

/** Hosts a room at any free port; answers the port. */
async function host({ page }: Window, entry = 'Everyone'): Promise<number> {
  await page.getByTestId('rail-rooms').click()
  await page.getByTestId('room-name').fill('Salle 12')
  await page.getByTestId('room-entry').getByText(entry, { exact: true }).click()
  await page.getByTestId('room-port').fill('0')
  await page.getByTestId('room-open').click()
  await page.locator('[data-testid=link-state][data-state=open]').waitFor()
  await page.getByTestId('rail-rooms').click()
  const facts = page.getByTestId('room-item').filter({ hasText: /port \d+/ })
  await facts.waitFor()
  const port = Number(/port (\d+)/.exec(await facts.innerText())?.[1])
  await facts.click()
  return port
}

/** A key of a message's own: it is heard when the keyboard was used last, not the pointer. */
async function press(message: Locator, key: string): Promise<void> {
  await message.focus()
  await message.press('Shift')
  await message.press(key)
}

/** About the room that is shown. */
const openDialog = async ({ page }: Window) => {
  await page.getByTestId('open-person').click()
  await page.getByTestId('room-dialog').waitFor()
}

describe('a room', () => {
  it('has two windows and netcat in it, and goes on in the other window when the first is closed', async () => {
    const [alice, bob] = await Promise.all([start('alice'), start('bob')])
    const port = await host(alice)
    await say(bob, `/room 127.0.0.1 ${port}`)
    await bob.page.locator('[data-testid=link-state][data-state=open]').waitFor()
    const nc = spawn('nc', ['127.0.0.1', String(port)])
    programs.push(nc)
    let heard = ''
    nc.stdout.on('data', (data) => {
      heard += String(data)
    })
    const hears = async (text: string) => {
      while (!heard.includes(text)) await once(nc.stdout, 'data')
    }
    await hears(': ')
    nc.stdin.write('netcat\n')
    await hears('quitter.\n')
    await say(alice, 'bonjour à tous')
    await hears('alice: bonjour à tous\n')
    await bob.page.getByTestId('message').filter({ hasText: 'bonjour à tous' }).waitFor()
    nc.stdin.write('salut\n')
    for (const { page } of [alice, bob]) await page.getByTestId('message').filter({ hasText: 'salut' }).waitFor()
    expect(await bob.page.getByTestId('message-author').allInnerTexts()).toEqual(['alice', 'netcat'])
    await bob.page.getByTestId('room-count').filter({ hasText: '3 people' }).waitFor()
    await bob.page.getByTestId('lock-state').filter({ hasText: 'Encrypted, but not for 1 program' }).waitFor()
    await alice.close()
    open.splice(open.indexOf(alice), 1)
    await bob.page.getByTestId('notice').filter({ hasText: 'bob hosts the room now' }).waitFor()
    await say(bob, 'on continue')
    await bob.page.locator('[data-testid=message][data-state=delivered]').filter({ hasText: 'on continue' }).waitFor()
  })

  it('has a message edited and answered, and a dropped file taken by who never met its author', async () => {
    const [alice, bob] = await Promise.all([start('alice'), start('bob')])
    await downloadTo(alice, join(folder, 'got'))
    const port = await host(alice)
    await say(bob, `/room 127.0.0.1 ${port}`)
    await bob.page.locator('[data-testid=link-state][data-state=open]').waitFor()
    const message = ({ page }: Window, text: string) => page.getByTestId('message').filter({ hasText: text })
    await say(bob, 'rendez-vous à 9 h')
    await press(bob.page.locator('[data-testid=message][data-state=delivered]').filter({ hasText: 'rendez-vous' }), 'e')
    await bob.page.getByTestId('edit-input').fill('rendez-vous à 10 h')
    await bob.page.getByTestId('edit-input').press('Enter')
    await press(message(alice, 'rendez-vous à 10 h'), 'r')
    await say(alice, 'entendu')
    await message(bob, 'entendu').getByTestId('message-quote').filter({ hasText: 'rendez-vous à 10 h' }).waitFor()

    writeFileSync(join(folder, 'sujet.txt'), 'Écrire un client.\n')
    await dropFiles(bob.page, 'drop-zone', [join(folder, 'sujet.txt')])
    const card = ({ page }: Window) => page.getByTestId('file').filter({ hasText: 'sujet.txt' })
    await card(alice).getByTestId('file-accept').click()
    await card(alice).locator('[data-testid=file-state]').filter({ hasText: 'Saved' }).waitFor()
    await card(bob).filter({ hasText: 'alice has it' }).waitFor()
    expect(readFileSync(join(folder, 'got/sujet.txt'), 'utf8')).toBe('Écrire un client.\n')
  })

  it('is entered by an invitation that the system hands over, where nobody gets in without; its owner keeps order in it', async () => {
    const alice = await start('alice')
    const port = await host(alice, 'People I invite')
    await openDialog(alice)
    await alice.page.getByTestId('room-invite').click()
    await alice.page.getByTestId('room-invitation').getByRole('img').waitFor()
    const url = await alice.page.getByTestId('room-invitation').locator('code').innerText()
    const bob = await launch({ name: 'bob', args: [url] })
    open.push(bob)
    const dialog = bob.page.getByTestId('join-dialog')
    await dialog.waitFor()
    expect(await dialog.locator('input').first().inputValue()).toBe(url)
    await bob.page.keyboard.press('Escape')
    await say(bob, `/room 127.0.0.1 ${port}`)
    await bob.page.getByText('The room did not let you in').first().waitFor()
    await say(bob, url.replace(/^/, '/room '))
    await bob.page.locator('[data-testid=link-state][data-state=open]').waitFor()

    await alice.page.getByTestId('rules-name').fill('Salle 13')
    await alice.page.getByTestId('rules-rename').click()
    await alice.page.getByTestId('rules-entry').getByText('Everyone', { exact: true }).click()
    await bob.page.getByTestId('notice').filter({ hasText: 'alice renamed the room to Salle 13' }).waitFor()
    await bob.page.getByTestId('notice').filter({ hasText: 'alice changed who may come in' }).waitFor()
    await bob.page.getByTestId('conversation-item').filter({ hasText: 'Salle 13' }).waitFor()
    await openDialog(bob)
    await bob.page.locator('[data-testid=room-rules][data-entry=anyone]').waitFor()
    expect(await bob.page.getByTestId('rules-name').count()).toBe(0)
    await bob.page.keyboard.press('Escape')

    await alice.page.getByTestId('room-topic').fill('Rendu vendredi')
    await alice.page.getByRole('button', { name: 'Save the topic' }).click()
    await bob.page.getByTestId('notice').filter({ hasText: 'Rendu vendredi' }).waitFor()
    const act = async (item: string) => {
      await alice.page.locator('[data-testid=room-member][data-name=bob]').getByTestId('member-menu').click()
      await alice.page.getByRole('menuitem', { name: item, exact: true }).click()
    }
    await act('Make a moderator')
    await bob.page.getByTestId('notice').filter({ hasText: 'alice changed what bob may do' }).waitFor()
    await act('Mute')
    await bob.page.getByTestId('notice').filter({ hasText: 'alice muted bob' }).waitFor()
    await say(bob, 'may I?')
    await bob.page.locator('[data-testid=message][data-state=failed]').filter({ hasText: 'may I?' }).waitFor()
    await act('Let write again')
    await say(bob, 'and now?')
    await bob.page.locator('[data-testid=message][data-state=delivered]').filter({ hasText: 'and now?' }).waitFor()
    await act('Remove for good')
    await bob.page.locator('[data-testid=link-state][data-state=offline]').waitFor()
    await alice.page.locator('[data-testid=room-member][data-name=bob]').waitFor({ state: 'detached' })
    await say(bob, url.replace(/^/, '/room '))
    await bob.page.getByText('The room did not let you in').first().waitFor()
  })
})
