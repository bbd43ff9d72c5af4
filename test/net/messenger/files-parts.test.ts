import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { receive } from '../../../electron/net/messenger/files/receive.ts'
import { offered } from '../../../electron/net/messenger/files/state.ts'
import { bytesSource, openFolder, readFolder } from '../../../electron/net/protocols/files/index.ts'
import { createIdentity } from '../../../electron/net/protocols/secure-peer/index.ts'
import { fileVault, loadSecrets, openStore } from '../../../electron/store/index.ts'
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

  it('of a file that failed: gone with it when it was changed or is called off, gone on with when it is offered again as it was', async () => {
    const [source, downloads] = [await mkdtemp(join(net.root, 'source-')), join(net.root, 'downloads')]
    const [alice, bob] = [await net.node('alice'), await net.node('bob', { downloads })]
    const { id: withBob } = await alice.messenger.commands['conversation.join']({ host: '127.0.0.1', port: bob.port() })
    await Promise.all([alice.until(isOpen()), bob.until(isOpen())])
    const withAlice = (await bob.messenger.commands['app.snapshot']({})).conversations[0]?.id ?? ''
    await bob.messenger.commands['conversation.accept']({ id: withAlice })
    const decide = (id: string, decision: 'accept' | 'pause' | 'resume' | 'cancel') =>
      bob.messenger.commands['file.decide']({ conversationId: withAlice, id, decision })
    const bytes = noise(80_000_000)
    const path = await aFile(source, 'film', bytes)
    const moves = (id: string) => bob.until((e) => e.type === 'transfer' && e.transfer.id === id && e.transfer.at > 0)
    const offer = async () => {
      const { id } = (await alice.messenger.offerFiles(withBob, [path]))[0] as Message
      await bob.seen(fileIs('offered', id))
      return id
    }
    /** In the middle: what comes, and what is done to the file meanwhile. */
    const failing = async (fault: () => Promise<unknown>) => {
      const id = await offer()
      await decide(id, 'accept')
      await moves(id)
      const stands = bob.next((e) => e.type === 'transfer' && e.transfer.id === id && !e.transfer.moving)
      await decide(id, 'pause')
      await stands
      await fault()
      await decide(id, 'resume')
      await bob.seen(fileIs('failed', id))
      return id
    }
    await failing(() => appendFile(path, 'x'))
    await expect.poll(() => readdir(downloads)).toEqual([])
    await writeFile(path, bytes)

    const gone = await failing(() => rename(path, `${path}.away`))
    expect(await readdir(downloads)).toEqual(['film.part'])
    await decide(gone, 'cancel')
    await expect.poll(() => readdir(downloads)).toEqual([])
    await rename(`${path}.away`, path)

    await failing(() => rename(path, `${path}.away`))
    await rename(`${path}.away`, path)
    const again = await offer()
    const first = bob.next((e) => e.type === 'transfer' && e.transfer.id === again && e.transfer.moving)
    await decide(again, 'accept')
    expect(await first).toMatchObject({ transfer: { at: expect.any(Number) } })
    await bob.seen(fileIs('done', again))
    expect(await readdir(downloads)).toEqual(['film'])
    expect((await readFile(join(downloads, 'film'))).equals(bytes)).toBe(true)
  }, 60_000)

  it('of what was called off just before an end without warning are removed at the next start', async () => {
    const [source, downloads] = [await mkdtemp(join(net.root, 'source-')), join(net.root, 'downloads')]
    const [alice, bob] = [await net.node('alice'), await net.node('bob', { downloads })]
    const { id: withBob } = await alice.messenger.commands['conversation.join']({ host: '127.0.0.1', port: bob.port() })
    await Promise.all([alice.until(isOpen()), bob.until(isOpen())])
    const withAlice = (await bob.messenger.commands['app.snapshot']({})).conversations[0]?.id ?? ''
    await bob.messenger.commands['conversation.accept']({ id: withAlice })
    const { id } = (await alice.messenger.offerFiles(withBob, [await aFile(source, 'film', noise(80_000_000))]))[0] as Message
    await bob.seen(fileIs('offered', id))
    const decide = (decision: 'accept' | 'pause') => bob.messenger.commands['file.decide']({ conversationId: withAlice, id, decision })
    await decide('accept')
    await bob.until((e) => e.type === 'transfer' && e.transfer.id === id && e.transfer.at > 0)
    const stands = bob.next((e) => e.type === 'transfer' && e.transfer.id === id && !e.transfer.moving)
    await decide('pause')
    await stands
    await bob.stop()
    // As it is when the decision is stored and nothing was done about it yet.
    const { dbKey } = await loadSecrets(bob.folder, fileVault(), createIdentity)
    const store = await openStore({ folder: bob.folder, key: dbKey, protection: 'file' })
    await store.write((tx) => {
      const file = tx.read.message(withAlice, id)?.file
      if (file) tx.setFile(withAlice, id, { ...file, state: 'cancelled' })
    })
    await store.close()
    expect(await readdir(downloads)).toEqual(['film.part'])
    await bob.restart()
    await expect.poll(() => readdir(downloads)).toEqual([])
    // And no more than once: the name is anybody's now.
    await writeFile(join(downloads, 'film.part'), 'of another program')
    await bob.restart()
    expect(await readdir(downloads)).toEqual(['film.part'])
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
