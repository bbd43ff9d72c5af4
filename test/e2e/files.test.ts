import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { choose, downloadTo, dropFiles } from './helpers/files.ts'
import { join_, portOf, say, type Window } from './helpers/launch.ts'
import { windowOpener } from './helpers/opener.ts'

const open = windowOpener()
const folder = mkdtempSync(join(tmpdir(), 'palabre-e2e-files-'))
const downloads = mkdtempSync(join(tmpdir(), 'palabre-e2e-downloads-'))
afterAll(() => {
  for (const made of [folder, downloads]) rmSync(made, { recursive: true })
})

/** One pixel of terracotta. */
const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNY46MJAAKWAT8zQVMoAAAAAElFTkSuQmCC', 'base64')

/** Silence of that many seconds, 8,000 bytes each. */
function wav(seconds: number): Buffer {
  const bytes = Buffer.alloc(44 + seconds * 8_000, 0x80)
  Buffer.from('RIFF....WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data', 'latin1').copy(bytes)
  bytes.writeUInt32LE(bytes.length - 8, 4)
  bytes.writeUInt32LE(bytes.length - 44, 40)
  return bytes
}

it('two windows: a file chosen, a picture pasted, both accepted, saved and looked at', async () => {
  const [alice, bob] = await Promise.all([open({ name: 'alice' }), open({ name: 'bob' })])
  await downloadTo(bob, downloads)

  await join_(alice, await portOf(bob))
  await alice.page.locator('[data-testid=link-state][data-state=open]').waitFor()
  await say(alice, 'hello')
  await bob.page.getByTestId('conversation-item').filter({ hasText: 'alice' }).click()
  await bob.page.getByTestId('message').filter({ hasText: 'hello' }).waitFor()
  await say(bob, 'hello you')
  await alice.page.getByTestId('message').filter({ hasText: 'hello you' }).waitFor()

  const text = 'Écoute d’abord.\n'.repeat(200_000)
  writeFileSync(join(folder, 'notes.txt'), text)
  await choose(alice, [join(folder, 'notes.txt')])
  await alice.page.getByTestId('attach').click()
  await alice.page.getByRole('menuitem', { name: 'Files…' }).click()
  const notes = ({ page }: Window) => page.getByTestId('file').filter({ hasText: 'notes.txt' })
  await notes(bob).getByTestId('file-accept').click()
  await notes(bob).locator('[data-testid=file-state]').filter({ hasText: 'Saved' }).waitFor()
  await notes(alice).filter({ hasText: 'bob has it' }).waitFor()
  expect(readFileSync(join(downloads, 'notes.txt'), 'utf8')).toBe(text)
  await notes(bob).getByText('Look inside').click()
  await notes(bob).getByTestId('file-text').filter({ hasText: 'Écoute d’abord.' }).waitFor()

  await alice.page.getByTestId('composer-input').evaluate((input, bytes) => {
    const data = new DataTransfer()
    data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], 'image.png', { type: 'image/png' }))
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, pixel.toString('base64'))
  const picture = ({ page }: Window) => page.getByTestId('file').filter({ hasText: 'image.png' })
  await picture(bob).getByTestId('file-accept').click()
  for (const window of [alice, bob])
    await expect
      .poll(() =>
        picture(window)
          .getByTestId('file-picture')
          .evaluate((img: HTMLImageElement) => [img.complete, img.naturalWidth]),
      )
      .toEqual([true, 1])
  writeFileSync(join(folder, 'quiet.wav'), wav(600))
  await choose(alice, [join(folder, 'quiet.wav')])
  await alice.page.getByTestId('attach').click()
  await alice.page.getByRole('menuitem', { name: 'Files…' }).click()
  const sound = bob.page.getByTestId('file').filter({ hasText: 'quiet.wav' })
  await sound.getByTestId('file-accept').click()
  const played = await sound.locator('audio').evaluate(async (audio: HTMLAudioElement) => {
    const seeked = new Promise((resolve) => audio.addEventListener('seeked', resolve, { once: true }))
    audio.preload = 'auto'
    audio.currentTime = 590
    await seeked
    const { status, headers } = await fetch(audio.src, { headers: { range: 'bytes=4-7' } })
    return [audio.duration, audio.currentTime, status, headers.get('content-range')]
  })
  expect(played).toEqual([600, 590, 206, 'bytes 4-7/4800044'])
  expect(readdirSync(downloads).sort()).toEqual(['image.png', 'notes.txt', 'quiet.wav'])

  await bob.page.getByTestId('open-person').click()
  await bob.page.getByTestId('shared-files').getByText('image.png').waitFor()
})

it('files and a folder dragged onto a conversation are offered, and come as they are', async () => {
  const [alice, bob] = await Promise.all([open({ name: 'alice' }), open({ name: 'bob' })])
  await join_(alice, await portOf(bob))
  await alice.page.locator('[data-testid=link-state][data-state=open]').waitFor()
  await bob.page.getByTestId('conversation-item').filter({ hasText: 'alice' }).click()
  const dropped = mkdtempSync(join(folder, 'dropped-'))
  mkdirSync(join(dropped, 'album'))
  for (const [name, text] of [
    ['one.txt', 'un'],
    ['two.txt', 'deux'],
    ['album/three.txt', 'trois'],
  ] as const)
    writeFileSync(join(dropped, name), text)
  await dropFiles(
    alice.page,
    'drop-zone',
    ['one.txt', 'two.txt', 'album'].map((name) => join(dropped, name)),
  )
  const card = ({ page }: Window, name: string) => page.getByTestId('file').filter({ hasText: name })
  for (const name of ['one.txt', 'two.txt', 'album']) {
    await card(alice, name).waitFor()
    await card(bob, name).waitFor()
  }
  expect(await alice.page.locator('.fl-over').count()).toBe(0)
  // On the list: for who is ticked then.
  writeFileSync(join(dropped, 'four.txt'), 'quatre')
  await dropFiles(alice.page, 'drop-for-some', [join(dropped, 'four.txt')])
  await alice.page.getByTestId('send-to-person').check()
  await alice.page.getByTestId('send-to-go').click()
  await card(bob, 'four.txt').waitFor()
})
