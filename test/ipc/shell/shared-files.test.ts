import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, streamed } from '../../../electron/main/answer.ts'
import { Drops } from '../../../electron/main/drops.ts'
import { fileCommands } from '../../../electron/main/file-commands.ts'
import { answerFile } from '../../../electron/main/shared-files.ts'
import { fileAddressOf, fileUrl } from '../../../shared/ipc/file-url.ts'
import { limits } from '../../../shared/limits.ts'

const id = '01890a5d-ac96-774b-bcce-b302099a8057'
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palabre-shared-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const png = (width: number, height: number): Buffer => {
  const bytes = Buffer.alloc(64)
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(bytes)
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}

async function answer(name: string, bytes: Buffer | string, range?: string): Promise<Answer & { readonly bytes: Buffer }> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  const found = await answerFile(async () => path, { conversationId: 'c', id }, { method: 'GET', range })
  return { ...found, bytes: await buffer(streamed(found).data as Readable) }
}

describe('what may be looked at of a file', () => {
  it('is addressed by conversation and message, never by path', () => {
    expect(fileAddressOf(fileUrl('c-1', id))).toEqual({ conversationId: 'c-1', id })
    for (const url of [`app://bundle/files/c/${id}/more`, 'app://bundle/files/c/../secret', `app://bundle/files/../${id}/`, `app://other/files/c/${id}`])
      expect(fileAddressOf(url), url).toBe(null)
  })

  it('a picture whose header says that it is small enough, never one of 100,000 x 100,000, never what only has the name of one', async () => {
    const good = await answer('a.png', png(640, 480))
    expect([good.status, good.headers['content-type'], good.headers['x-content-type-options']]).toEqual([200, 'image/png', 'nosniff'])
    expect(good.bytes.length).toBe(64)
    for (const bytes of [png(100_000, 100_000), png(limits.previewSide + 1, 1), Buffer.from('<svg/>'), Buffer.alloc(0)])
      expect((await answer('b.png', bytes)).status).toBe(415)
  })

  it('no SVG, no page, no program, no archive', async () => {
    const script = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    for (const name of ['x.svg', 'x.html', 'x.exe', 'x.zip', 'x.pdf', 'x']) expect((await answer(name, script)).status, name).toBe(404)
  })

  it('a text as text only, and no more than its beginning', async () => {
    const response = await answer('a.txt', '<script>'.repeat(10_000))
    expect(response.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(response.bytes.length).toBe(limits.previewTextBytes)
  })

  it('sound and film by ranges', async () => {
    const part = await answer('a.mp4', Buffer.from('0123456789'), 'bytes=2-4')
    expect([part.status, part.headers['content-range'], String(part.bytes)]).toEqual([206, 'bytes 2-4/10', '234'])
    expect(String((await answer('a.mp4', '0123456789', 'bytes=7-')).bytes)).toBe('789')
    expect((await answer('a.mp4', '0123456789', 'bytes=10-')).status).toBe(416)
    expect(String((await answer('a.mp4', '0123456789')).bytes)).toBe('0123456789')
  })

  it('nothing that is not there, or is no file', async () => {
    await symlink('/dev/zero', join(folder, 'zero.txt'))
    for (const path of [join(folder, 'none.txt'), join(folder, 'zero.txt'), null])
      expect((await answerFile(async () => path, { conversationId: 'c', id }, { method: 'GET', range: undefined })).status).toBe(404)
  })
})

describe('the folder of downloads', () => {
  it('is named, made when it is not there, opened, and says why it can’t be', async () => {
    const opened: string[] = []
    const path = join(folder, 'new', 'downloads')
    const made = (downloads: string, problem = '') =>
      fileCommands({
        messenger: { downloads: () => downloads } as never,
        open: async () => [],
        drops: new Drops(),
        show: () => {},
        openFolder: async (each) => {
          opened.push(each)
          return problem
        },
        pasted: folder,
      })
    expect(await made(path)['window.whereDownloads']({})).toEqual({ path })
    await made(path)['window.showDownloads']({})
    expect(opened).toEqual([path])
    expect((await stat(path)).isDirectory()).toBe(true)
    await expect(made(path, 'no file manager')['window.showDownloads']({})).rejects.toMatchObject({ code: 'file-not-written' })
    await writeFile(join(folder, 'file'), 'x')
    await expect(made(join(folder, 'file'))['window.showDownloads']({})).rejects.toMatchObject({ code: 'file-not-written', details: { cause: 'EEXIST' } })
    expect(opened).toHaveLength(2)
  })
})

describe('a file that is gone', () => {
  it('is said to be, and its folder is opened instead; a program that took the folder’s place is not', async () => {
    const [shown, opened]: string[][] = [[], []]
    const path = join(folder, 'was here', 'a.txt')
    const commands = fileCommands({
      messenger: { fileOf: () => path } as never,
      open: async () => [],
      drops: new Drops(),
      show: (each) => shown?.push(each),
      openFolder: async (each) => {
        opened?.push(each)
        return ''
      },
      pasted: folder,
    })
    const where = () => commands['window.whereFile']({ conversationId: 'c', id })
    const show = () => commands['window.showFile']({ conversationId: 'c', id })
    await mkdir(dirname(path))
    await writeFile(path, 'x')
    expect(await where()).toEqual({ path, gone: false })
    await show()
    await rm(path)
    expect(await where()).toEqual({ path, gone: true })
    await show()
    expect([shown, opened]).toEqual([[path], [dirname(path)]])
    await rm(dirname(path), { recursive: true })
    await expect(show()).rejects.toMatchObject({ code: 'file-gone' })
    await writeFile(dirname(path), '#!/bin/sh')
    expect(await where()).toEqual({ path, gone: true })
    await expect(show()).rejects.toMatchObject({ code: 'file-gone' })
    expect(opened).toHaveLength(1)
  })
})

describe('paths', () => {
  it('never come from the page: it has tokens, each good once', async () => {
    const drops = new Drops()
    const [token = ''] = drops.keep(['/home/alice/a.txt', 'relative', '/nul\0', 7])
    expect(drops.keep('nonsense')).toEqual([])
    const offered: (readonly string[])[] = []
    const offerFiles = async (_: string, paths: readonly string[]) => {
      offered.push(paths)
      return []
    }
    const messenger = { offerFiles, fileOf: () => null }
    const commands = fileCommands({
      messenger: messenger as never,
      open: async () => ['/chosen'],
      drops,
      show: () => {},
      openFolder: async () => '',
      pasted: join(folder, 'pasted'),
    })
    await commands['window.sendDropped']({ ids: ['c'], tokens: [token] })
    await commands['window.sendDropped']({ ids: ['c'], tokens: [token] })
    await commands['window.sendFiles']({ ids: ['c'], what: 'files' })
    await commands['window.sendPasted']({ ids: ['c'], name: '../../evil.png', bytes: new Uint8Array([1]) })
    expect(offered.slice(0, 3)).toEqual([['/home/alice/a.txt'], [], ['/chosen']])
    expect(offered[3]?.[0]?.startsWith(join(folder, 'pasted'))).toBe(true)
    expect(offered[3]?.[0]?.endsWith('/evil.png')).toBe(true)
    await expect(commands['window.showFile']({ conversationId: 'c', id })).rejects.toMatchObject({ code: 'file-gone' })
  })
})
