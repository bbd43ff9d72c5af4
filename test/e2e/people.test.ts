import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { directoryStarter, register } from './helpers/directory.ts'
import { say } from './helpers/launch.ts'
import { windowOpener } from './helpers/opener.ts'

const open = windowOpener()
const directory = directoryStarter()

it('two who have never met find each other by pseudonym through a directory, talk, and go on when it is killed', async () => {
  const server = await directory()
  const [alice, bob] = await Promise.all([open({ name: 'alice' }), open({ name: 'bob' })])
  await Promise.all([register(alice, server.port), register(bob, server.port)])
  await say(alice, '/msg bob salut bob')
  await alice.page.getByTestId('conversation-item').filter({ hasText: 'bob' }).waitFor()
  await bob.page.getByTestId('conversation-item').filter({ hasText: 'salut bob' }).click()
  await bob.page.getByTestId('request-accept').click()
  server.child.kill('SIGKILL')
  await once(server.child, 'exit')
  await say(bob, 'encore là')
  await alice.page.getByTestId('message-text').filter({ hasText: 'encore là' }).waitFor()
  expect(await alice.page.getByTestId('lock-state').innerText()).toContain('Encrypted')
})

it('who was only seen in a directory is found again after a restart, from what was kept, with the directory gone', async () => {
  const server = await directory()
  const folder = await mkdtemp(join(tmpdir(), 'palabre-e2e-'))
  const [alice, carol] = await Promise.all([open({ name: 'alice', folder }), open({ name: 'carol' })])
  await Promise.all([register(alice, server.port), register(carol, server.port)])
  await alice.page.getByTestId('rail-nearby').click()
  await alice.page.getByTestId('nearby-search').fill('car')
  await alice.page
    .getByTestId('nearby-person')
    .filter({ hasText: `found in the directory 127.0.0.1:${server.port}` })
    .waitFor()
  server.child.kill('SIGKILL')
  await once(server.child, 'exit')
  await alice.close()
  const again = await open({ name: 'alice', folder })
  await say(again, '/msg carol encore moi')
  await again.page.getByText(`carol was remembered from the directory 127.0.0.1:${server.port}`).waitFor()
  await carol.page.getByTestId('conversation-item').filter({ hasText: 'encore moi' }).waitFor()
  await again.close()
  await rm(folder, { recursive: true, force: true })
})
