import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { receive } from '../../../electron/net/messenger/files/receive.ts'
import { offered } from '../../../electron/net/messenger/files/state.ts'
import { bytesSource, openFolder, readFolder } from '../../../electron/net/protocols/files/index.ts'
import type { NetEvent } from '../../../shared/events.ts'
import type { Message } from '../../../shared/model/message.ts'
import { isOpen } from '../../helpers/events.ts'
import { eachTestnet } from '../../helpers/testnet.ts'
import { aFile, aFolder, ends, noise, transfer } from '../files/harness.ts'

const net = eachTestnet()

const fileIs =
  (state: string, id?: string) =>
  (e: NetEvent): e is Extract<NetEvent, { type: 'message' }> =>
    e.type === 'message' && e.message.file?.state === state && (id === undefined || e.message.id === id)

describe('parts', () => {
  it('of two files of one name are two, also when the first one was thrown away meanwhile', async () => {
    const [source, downloads] = [await mkdtemp(join(net.root, 'source-')), join(net.root, 'downloads')]
    const [alice, bob] = [await net.node('alice'), await net.node('bob', { downloads })]
    const { id: withBob } = await alice.messenger.commands['conversation.join']({ host: '127.0.0.1', port: bob.port() })
    await Promise.all([alice.until(isOpen()), bob.until(isOpen())])
    const withAlice = (await bob.messenger.commands['app.snapshot']({})).conversations[0]?.id ?? ''
    await bob.messenger.commands['conversation.accept']({ id: withAlice })
    const decide = (id: string, decision: 'accept' | 'pause' | 'resume') => bob.messenger.commands['file.decide']({ conversationId: withAlice, id, decision })
    const contents = [noise(80_000_000, 1), noise(80_000_000, 2)] as const
    const ids: string[] = []
    for (const [index, bytes] of contents.entries()) {
      await mkdir(join(source, String(index)))
      const path = await aFile(join(source, String(index)), 'film', bytes)
      const { id } = (await alice.messenger.offerFiles(withBob, [path]))[0] as Message
      ids.push(id)
      await bob.seen(fileIs('offered', id))
      await decide(id, 'accept')
      await bob.until((e) => e.type === 'transfer' && e.transfer.id === id && e.transfer.at > 0)
      const stands = bob.next((e) => e.type === 'transfer' && e.transfer.id === id && !e.transfer.moving)
      await decide(id, 'pause')
      await stands
      if (index === 0) await rm(join(downloads, 'film.part'))
    }
    for (const id of ids) await decide(id, 'resume')
    const saved = await Promise.all(ids.map(async (id) => (await bob.seen(fileIs('done', id))).message.file?.savedAs ?? ''))
    for (const [index, name] of saved.entries()) expect((await readFile(join(downloads, name))).equals(contents[index] as Buffer), name).toBe(true)
    expect((await readdir(downloads)).sort()).toEqual(['film', 'film (1)'])
  }, 30_000)

  it('of a folder: what is there takes no room twice; one that became a link is left alone', async () => {
    const [from, to, elsewhere] = [await aFolder(), await aFolder(), await aFolder()]
    await aFile(from, 'one', noise(300_000, 1))
    await aFile(from, 'two', noise(200_000, 2))
    const folder = await readFolder(from)
    const { createHash } = await import('node:crypto')
    const manifest = createHash('sha256').update(folder.manifest).digest('hex')
    const part = join(to, 'album.part')
    await mkdir(part)
    await writeFile(join(part, 'one'), noise(300_000, 1))
    const asked: number[] = []
    const bring = async () => {
      const { asks } = await ends(async ({ what }) => (what === 'manifest' ? bytesSource(folder.manifest) : openFolder(folder.files)))
      return receive({
        connection: asks,
        id: transfer,
        name: 'album',
        file: offered({ size: folder.size, files: 2 }),
        place: { path: null, part, modified: null, manifest, mime: '' },
        folder: () => to,
        keep: async () => {},
        isPart: () => false,
        room: async (_, bytes) => void asked.push(bytes),
        onProgress: () => {},
        signal: new AbortController().signal,
      })
    }
    expect(await bring()).toBe(join(to, 'album'))
    expect(asked).toEqual([200_000])
    await symlink(elsewhere, part)
    expect(await bring()).toBe(join(to, 'album (1)'))
    expect(await readdir(elsewhere)).toEqual([])
  })
})
