import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { testFolder } from '../helpers/folder.ts'
import { join_, portOf, say, type Window } from './helpers/launch.ts'
import { windowOpener } from './helpers/opener.ts'

const open = windowOpener()
const folder = testFolder()

/** The system's dialog can't be driven: it answers this. */
const saveAs = ({ app }: Window, filePath: string) =>
  app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = (async () => ({ canceled: false, filePath: path })) as unknown as typeof dialog.showSaveDialog
  }, filePath)

it('a conversation is exported from its menu and from its page, and a folder that is gone is said', async () => {
  const [alice, bob] = await Promise.all([open({ name: 'alice' }), open({ name: 'bob' })])
  await join_(alice, await portOf(bob))
  await alice.page.locator('[data-testid=link-state][data-state=open]').waitFor()
  await say(alice, 'one')
  await say(alice, 'two')
  await alice.page.getByTestId('message').filter({ hasText: 'two' }).waitFor()

  await saveAs(alice, join(folder, 'talk.txt'))
  await alice.page.getByTestId('conversation-menu').click()
  await alice.page.getByRole('menuitem', { name: 'Export…' }).click()
  await alice.page.getByText('Saved as talk.txt').waitFor()
  expect(readFileSync(join(folder, 'talk.txt'), 'utf8')).toMatch(
    /^Conversation with bob\n[A-Z2-7]{52}\nExported from Palabre, .+\n\n\S+ \S+ {2}alice: one\n\S+ \S+ {2}alice: two\n$/,
  )

  await saveAs(alice, join(folder, 'talk.jsonl'))
  await alice.page.getByTestId('open-person').click()
  await alice.page.getByTestId('export-json').click()
  await alice.page.getByText('Saved as talk.jsonl').waitFor()
  // Its page stays while the news above it is closed.
  await alice.page.getByTestId('toast').filter({ hasText: 'talk.jsonl' }).getByRole('button').click()
  const lines = readFileSync(join(folder, 'talk.jsonl'), 'utf8').trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ from: 'me', to: 'bob', text: 'one' }, { text: 'two' }])

  await saveAs(alice, join(folder, 'gone', 'talk.txt'))
  await alice.page.getByTestId('export-text').click()
  await alice.page.getByText('The conversation was not exported (ENOENT).').waitFor()
  expect(readdirSync(folder).sort()).toEqual(['talk.jsonl', 'talk.txt'])
})
