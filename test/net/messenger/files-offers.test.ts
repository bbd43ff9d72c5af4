import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { draftOf, Offers, Walks } from '../../../electron/net/messenger/files/offer.ts'
import { readFolder } from '../../../electron/net/protocols/files/index.ts'
import { markForeign } from '../../../electron/net/protocols/files/mark.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'
import { aFolder } from '../files/harness.ts'

describe('a folder that was offered', () => {
  it('is walked for its manifest, and not again for what is in it', async () => {
    const folder = join(await aFolder(), 'folder')
    await mkdir(folder)
    for (const name of ['a', 'b']) await writeFile(join(folder, name), name)
    const { offer } = await draftOf(folder, Date.now())
    if (!offer) throw new Error('no offer')
    const clock = new FakeClock()
    const offers = new Offers(new Walks(clock))
    const source = (what: 'manifest' | 'content') => offers.source(what, offer.file, offer.place)
    await source('manifest')
    // Were it walked, this would be seen.
    await writeFile(join(folder, 'c'), 'c')
    const content = await source('content')
    const bytes = Buffer.alloc(8)
    expect(bytes.toString('utf8', 0, await content.read(bytes, 0))).toBe('ab')
    await content.close()
    clock.advance(60_000)
    await expect(source('content')).rejects.toMatchObject({ code: 'file-changed' })
    await expect(source('manifest')).rejects.toMatchObject({ code: 'file-changed' })
  })

  it('is walked once for all who ask again and again, and one folder after the other', async () => {
    const folder = join(await aFolder(), 'folder')
    await mkdir(folder)
    await writeFile(join(folder, 'a'), 'a')
    const { offer } = await draftOf(folder, Date.now())
    if (!offer) throw new Error('no offer')
    const clock = new FakeClock()
    let [walked, atOnce, most] = [0, 0, 0]
    const walks = new Walks(clock, async (path) => {
      walked++
      most = Math.max(most, ++atOnce)
      const found = await readFolder(path)
      atOnce--
      return found
    })
    const ask = () => new Offers(walks).source('manifest', offer.file, offer.place)
    await Promise.all(Array.from({ length: 50 }, ask))
    for (let i = 0; i < 50; i++) await ask()
    expect(walked).toBe(1)
    clock.advance(60_000)
    await Promise.all([ask(), ask(), walks.list(join(folder, '..'))])
    expect([walked, most]).toEqual([3, 1])
  })
})

it('a folder on a disk that does not answer holds up the others for a while, not for good', async () => {
  const folder = await aFolder()
  await writeFile(join(folder, 'a'), 'a')
  const clock = new FakeClock()
  const walks = new Walks(clock, (path) => (path === folder ? readFolder(path) : new Promise(() => {})))
  void walks.list('/net/silent')
  const listed = walks.list(folder)
  // The first has its turn only now.
  await new Promise((resolve) => setImmediate(resolve))
  clock.advance(9_000)
  expect(await Promise.race([listed.then(() => 'listed'), new Promise((resolve) => setTimeout(resolve, 50, 'waits'))])).toBe('waits')
  clock.advance(1_000)
  expect((await listed).folder.files).toHaveLength(1)
})

describe('what came from elsewhere', () => {
  it.skipIf(process.platform === 'win32')('says so to Windows, and to nobody else', async () => {
    const folder = await aFolder()
    await markForeign(join(folder, 'on linux'), 'linux')
    await markForeign(join(folder, 'program.exe'), 'win32')
    expect(await readdir(folder)).toEqual(['program.exe:Zone.Identifier'])
    expect(await readFile(join(folder, 'program.exe:Zone.Identifier'), 'latin1')).toBe('[ZoneTransfer]\r\nZoneId=3\r\n')
  })
})
