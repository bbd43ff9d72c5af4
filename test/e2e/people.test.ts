import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, expect, it } from 'vitest'
import { say, type Window } from './helpers/launch.ts'
import { windowOpener } from './helpers/opener.ts'

const root = resolve(import.meta.dirname, '../..')
const open = windowOpener()
const folders: string[] = []
const programs: ChildProcess[] = []
afterEach(async () => {
  for (const program of programs.splice(0)) program.kill('SIGKILL')
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })))
})

async function directory(): Promise<{ readonly port: number; readonly child: ChildProcess }> {
  const data = await mkdtemp(join(tmpdir(), 'palabre-e2e-'))
  folders.push(data)
  const child = spawn(process.execPath, [join(root, 'out/node/palabre.js'), 'directory', '--host', '127.0.0.1', '--port', '0', '--data', data, '--json'])
  programs.push(child)
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { port: (JSON.parse(line) as { port: number }).port, child }
}

/** Registers as a person does, but for the typing. */
async function register({ page }: Window, port: number): Promise<void> {
  await page.evaluate(async (directoryPort) => {
    const { calls } = (globalThis as unknown as { palabre: { calls: Record<string, (args: object) => Promise<unknown>> } }).palabre
    await calls['settings.update']?.({ directories: [{ host: '127.0.0.1', port: directoryPort, id: null }] })
  }, port)
  await page.waitForFunction(async () => {
    const { calls } = (globalThis as unknown as { palabre: { calls: Record<string, (args: object) => Promise<{ value: unknown }>> } }).palabre
    const answer = await calls['app.snapshot']?.({})
    const { network } = (answer as { value: { network: { directories: { claimed: string | null }[] } } }).value
    return network.directories[0]?.claimed !== null
  })
}

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
