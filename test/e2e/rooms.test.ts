import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { launch, say, type Window } from './helpers/launch.ts'

const open: Window[] = []
const programs: ChildProcessWithoutNullStreams[] = []
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
async function host({ page }: Window): Promise<number> {
  await page.getByTestId('rail-rooms').click()
  await page.getByTestId('room-name').fill('Salle 12')
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
    await bob.page.getByTestId('room-count').filter({ hasText: '3 people, 1 of them not encrypted' }).waitFor()
    await alice.close()
    open.splice(open.indexOf(alice), 1)
    await bob.page.getByTestId('notice').filter({ hasText: 'bob hosts the room now' }).waitFor()
    await say(bob, 'on continue')
    await bob.page.locator('[data-testid=message][data-state=delivered]').filter({ hasText: 'on continue' }).waitFor()
  })
})
