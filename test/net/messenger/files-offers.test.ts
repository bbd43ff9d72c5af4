import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { draftOf, Offers } from '../../../electron/net/messenger/files/offer.ts'
import { markForeign } from '../../../electron/net/protocols/files/mark.ts'
import { aFolder } from '../files/harness.ts'

describe('a folder that was offered', () => {
  it('is walked for its manifest, and not again for what is in it', async () => {
    const folder = join(await aFolder(), 'folder')
    await mkdir(folder)
    for (const name of ['a', 'b']) await writeFile(join(folder, name), name)
    const { offer } = await draftOf(folder, Date.now())
    if (!offer) throw new Error('no offer')
    const offers = new Offers()
    const source = (what: 'manifest' | 'content') => offers.source(what, offer.file, offer.place)
    await source('manifest')
    // Were it walked, this would be seen.
    await writeFile(join(folder, 'c'), 'c')
    const content = await source('content')
    const bytes = Buffer.alloc(8)
    expect(bytes.toString('utf8', 0, await content.read(bytes, 0))).toBe('ab')
    await content.close()
    await expect(source('content')).rejects.toMatchObject({ code: 'file-changed' })
    await expect(source('manifest')).rejects.toMatchObject({ code: 'file-changed' })
  })
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
