import { randomBytes } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { limits } from '../../shared/limits.ts'
import { join_, portOf, say, type Window } from './helpers/launch.ts'
import { windowOpener } from './helpers/opener.ts'

const open = windowOpener()

/** A large photograph of noise, which compresses to nothing small: 900 x 600. */
function photograph(): Buffer {
  const [width, height] = [900, 600]
  const rows = Array.from({ length: height }, () => Buffer.concat([Buffer.from([0]), randomBytes(width * 3)]))
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 1 })), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...chunks])
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

function crc32(bytes: Buffer): number {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

const faceOf = ({ page }: Window, testId: string, title = '') => page.getByTestId(testId).filter({ hasText: title }).locator('.ui-avatar img').first()
/** The picture is decoded and 128 pixels wide, not only an address. */
const drawn = (window: Window, testId: string, title?: string) =>
  expect
    .poll(() => faceOf(window, testId, title).evaluate((img: HTMLImageElement) => [img.complete, img.naturalWidth, img.naturalHeight]))
    .toEqual([true, 128, 128])

it('a picture chosen in one window is seen in the other once accepted, and gone when it is removed', async () => {
  const [alice, bob] = await Promise.all([open({ name: 'alice' }), open({ name: 'bob' })])
  const port = await portOf(bob)
  await alice.page.getByTestId('rail-settings').click()
  await alice.page.getByTestId('picture-file').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: photograph() })
  await drawn(alice, 'picture-choice')
  await drawn(alice, 'my-card')
  expect(
    await alice.page.evaluate(
      async (src) => (await fetch(src)).arrayBuffer().then((bytes) => bytes.byteLength),
      (await faceOf(alice, 'my-card').getAttribute('src')) ?? '',
    ),
  ).toBeLessThanOrEqual(limits.pictureBytes)

  await alice.page.getByTestId('rail-conversations').click()
  await join_(alice, port)
  await alice.page.locator('[data-testid=link-state][data-state=open]').waitFor()
  await say(alice, 'it is me')
  const item = bob.page.getByTestId('conversation-item').filter({ hasText: 'alice' })
  await item.click()
  await bob.page.getByTestId('message').filter({ hasText: 'it is me' }).waitFor()
  expect(await faceOf(bob, 'conversation-item', 'alice').count(), 'a request shows no picture').toBe(0)
  await say(bob, 'I see you')
  await drawn(bob, 'conversation-item', 'alice')

  await alice.page.getByTestId('rail-settings').click()
  await alice.page.getByTestId('picture-remove').click()
  await faceOf(bob, 'conversation-item', 'alice').waitFor({ state: 'detached' })
})

it('what is not a picture is refused in words', async () => {
  const { page } = await open({ name: 'alice' })
  await page.getByTestId('rail-settings').click()
  await page
    .getByTestId('picture-file')
    .setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') })
  await page.getByText('That picture can’t be used.').waitFor()
  expect(await page.getByTestId('picture-choice').locator('img').count()).toBe(0)
})
