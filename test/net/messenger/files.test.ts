import { createHash } from 'node:crypto'
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { NetEvent } from '../../../shared/events.ts'
import type { FileInfo } from '../../../shared/model/file.ts'
import type { Message } from '../../../shared/model/message.ts'
import { uuidv7 } from '../../../shared/uuid.ts'
import { isOpen } from '../../helpers/events.ts'
import { eachTestnet, type Node } from '../../helpers/testnet.ts'
import { noise } from '../files/harness.ts'

const net = eachTestnet()

type Told = Extract<NetEvent, { type: 'message' }>
const fileIs =
  (state: FileInfo['state'], more: (message: Message) => boolean = () => true) =>
  (e: NetEvent): e is Told =>
    e.type === 'message' && e.message.file?.state === state && more(e.message)

interface Pair {
  readonly alice: Node
  readonly bob: Node
  /** Alice's conversation with Bob, and his with her. */
  readonly withBob: string
  readonly withAlice: string
  readonly source: string
  readonly downloads: string
}

/** Alice dialled; Bob has accepted her. */
async function pair(settings: { readonly takeUpTo?: number } = {}): Promise<Pair> {
  const source = await mkdtemp(join(net.root, 'source-'))
  const downloads = join(net.root, 'downloads')
  const alice = await net.node('alice', { downloads })
  const bob = await net.node('bob', { downloads, ...settings })
  const { id: withBob } = await alice.messenger.commands['conversation.join']({ host: '127.0.0.1', port: bob.port() })
  await Promise.all([alice.until(isOpen()), bob.until(isOpen())])
  const withAlice = (await bob.messenger.commands['app.snapshot']({})).conversations[0]?.id ?? ''
  await bob.messenger.commands['conversation.accept']({ id: withAlice })
  return { alice, bob, withBob, withAlice, source, downloads }
}

async function aFile({ source }: Pair, name: string, bytes: Buffer): Promise<string> {
  const path = join(source, name)
  await writeFile(path, bytes)
  return path
}
const decide = (node: Node, message: Message, decision: 'accept' | 'decline' | 'pause' | 'resume' | 'cancel' | 'retry') =>
  node.messenger.commands['file.decide']({ conversationId: message.conversationId, id: message.id, decision })
/** Also if it was so before a restart: what is stored is no event. */
async function isDone(node: Node, conversationId: string): Promise<void> {
  const done = node.until(fileIs('done'))
  const { messages } = await node.messenger.commands['message.page']({ conversationId, cursor: { type: 'newest' }, limit: 1 })
  if (messages[0]?.file?.state !== 'done') await done
}
const offer = async (node: Node, id: string, ...paths: string[]) => (await node.messenger.offerFiles(id, paths))[0] as Message

describe('a file in a conversation', () => {
  it('is offered, accepted, brought, and both say so; both ways over the same dialled side', async () => {
    const p = await pair()
    const bytes = noise(3_000_000)
    for (const [from, to, id] of [
      [p.alice, p.bob, p.withBob],
      [p.bob, p.alice, p.withAlice],
    ] as const) {
      const name = `from-${from.name}.bin`
      const sent = await offer(from, id, await aFile(p, name, bytes))
      const { message } = await to.seen(fileIs('offered', (m) => m.id === sent.id))
      expect(message).toMatchObject({ from: 'them', text: name, file: { size: bytes.length, files: null, savedAs: null } })
      await decide(to, message, 'accept')
      const done = (m: Message) => m.id === sent.id
      await Promise.all([from.until(fileIs('done', done)), to.until(fileIs('done', done))])
      expect((await readFile(join(p.downloads, name))).equals(bytes)).toBe(true)
      expect(to.messenger.fileOf(message.conversationId, message.id)).toBe(join(p.downloads, name))
    }
    expect((await readdir(p.downloads)).sort()).toEqual(['from-alice.bin', 'from-bob.bin'])
  })

  it('taken by itself from a verified person, up to the size that was set, and never otherwise', async () => {
    const p = await pair({ takeUpTo: 1_000 })
    await offer(p.alice, p.withBob, await aFile(p, 'before', noise(500)))
    await p.bob.until(fileIs('offered', (m) => m.text === 'before'))
    await p.bob.messenger.commands['conversation.verify']({ id: p.withAlice, verified: true })
    await offer(p.alice, p.withBob, await aFile(p, 'large', noise(1_001)), await aFile(p, 'small', noise(1_000)))
    await p.bob.until(fileIs('done', (m) => m.text === 'small'))
    expect(await readdir(p.downloads)).toEqual(['small'])
  })

  it('a folder that was offered again as it has become is brought as it is now', async () => {
    const p = await pair()
    const folder = join(p.source, 'folder')
    await mkdir(folder)
    for (const name of ['a', 'b']) {
      await writeFile(join(folder, name), name)
      const sent = await offer(p.alice, p.withBob, folder)
      const { message } = await p.bob.seen(fileIs('offered', (m) => m.id === sent.id))
      await decide(p.bob, message, 'accept')
      const ended = (e: NetEvent): e is Told => fileIs('done')(e) || fileIs('failed')(e)
      const { message: last } = await p.bob.seen((e): e is Told => ended(e) && e.message.id === sent.id)
      expect(last.file).toMatchObject({ state: 'done', files: name === 'a' ? 1 : 2 })
    }
    expect((await readdir(join(p.downloads, 'folder (1)'))).sort()).toEqual(['a', 'b'])
  })

  it('of someone unknown can’t be accepted before they are', async () => {
    const source = await mkdtemp(join(net.root, 'source-'))
    const [alice, bob] = [await net.node('alice'), await net.node('bob')]
    const { id } = await alice.messenger.commands['conversation.join']({ host: '127.0.0.1', port: bob.port() })
    await alice.until(isOpen())
    await writeFile(join(source, 'f'), 'x')
    await offer(alice, id, join(source, 'f'))
    const { message } = await bob.seen(fileIs('offered'))
    await expect(decide(bob, message, 'accept')).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('never over another one, under a safe name, never outside the folder', async () => {
    const p = await pair()
    await mkdir(p.downloads, { recursive: true })
    await writeFile(join(p.downloads, 'notes.txt'), 'mine')
    const sent = await offer(p.alice, p.withBob, await aFile(p, 'notes.txt', Buffer.from('theirs')))
    const { message } = await p.bob.seen(fileIs('offered', (m) => m.id === sent.id))
    await decide(p.bob, message, 'accept')
    const { message: done } = await p.bob.seen(fileIs('done'))
    expect(done.file?.savedAs).toBe('notes (1).txt')
    expect(await readFile(join(p.downloads, 'notes.txt'), 'utf8')).toBe('mine')
    expect(await readFile(join(p.downloads, 'notes (1).txt'), 'utf8')).toBe('theirs')
  })

  it('a folder with all that is in it', async () => {
    const p = await pair()
    await mkdir(join(p.source, 'album/summer'), { recursive: true })
    await writeFile(join(p.source, 'album/summer/one.jpg'), noise(100_000))
    await writeFile(join(p.source, 'album/list.txt'), 'one')
    await offer(p.alice, p.withBob, join(p.source, 'album'))
    const { message } = await p.bob.seen(fileIs('offered'))
    expect(message).toMatchObject({ text: 'album', file: { files: 2, size: 100_003 } })
    await decide(p.bob, message, 'accept')
    await Promise.all([p.bob.until(fileIs('done')), p.alice.until(fileIs('done'))])
    expect((await readFile(join(p.downloads, 'album/summer/one.jpg'))).equals(noise(100_000))).toBe(true)
    expect(await readdir(p.downloads)).toEqual(['album'])
  })

  it('declined, called off by either, deleted: nothing of it stays', async () => {
    const p = await pair()
    const path = await aFile(p, 'big', noise(60_000_000))
    const [one, two, three] = [await offer(p.alice, p.withBob, path), await offer(p.alice, p.withBob, path), await offer(p.alice, p.withBob, path)]
    const theirs = async (sent: Message) => (await p.bob.seen(fileIs('offered', (m) => m.id === sent.id))).message
    await decide(p.bob, await theirs(one), 'decline')
    await p.alice.until(fileIs('declined', (m) => m.id === one.id))
    for (const [sent, node] of [
      [two, p.bob],
      [three, p.alice],
    ] as const) {
      const message = await theirs(sent)
      await decide(p.bob, message, 'accept')
      await p.bob.until((e) => e.type === 'transfer' && e.transfer.id === sent.id)
      await decide(node, node === p.bob ? message : sent, 'cancel')
      await Promise.all([p.alice.until(fileIs('cancelled', (m) => m.id === sent.id)), p.bob.until(fileIs('cancelled', (m) => m.id === sent.id))])
    }
    await expect.poll(() => readdir(p.downloads)).toEqual([])
  })

  it('pauses and goes on, whoever asks; chat goes on meanwhile', async () => {
    const p = await pair()
    const bytes = noise(40_000_000)
    const sent = await offer(p.alice, p.withBob, await aFile(p, 'film', bytes))
    const { message } = await p.bob.seen(fileIs('offered'))
    await decide(p.bob, message, 'accept')
    for (const [node, mine] of [
      [p.alice, sent],
      [p.bob, message],
    ] as const) {
      await p.bob.next((e) => e.type === 'transfer' && e.transfer.moving)
      const stands = p.bob.next((e) => e.type === 'transfer' && !e.transfer.moving)
      await decide(node, mine, 'pause')
      await stands
      await p.alice.messenger.commands['message.send']({ conversationId: p.withBob, id: uuidv7(), text: node.name, replyTo: null })
      await p.bob.until((e) => e.type === 'message' && e.message.text === node.name)
      await decide(node, mine, 'resume')
    }
    await Promise.all([p.bob.until(fileIs('done')), p.alice.until(fileIs('done'))])
    expect((await readFile(join(p.downloads, 'film'))).equals(bytes)).toBe(true)
  })

  it('goes on by itself after a restart of the receiver, then of the sender', async () => {
    const p = await pair()
    const bytes = noise(60_000_000)
    await offer(p.alice, p.withBob, await aFile(p, 'film', bytes))
    const { message } = await p.bob.seen(fileIs('offered'))
    await decide(p.bob, message, 'accept')
    await p.bob.until((e) => e.type === 'transfer' && e.transfer.at > 0)
    const port = p.bob.port()
    await p.bob.restart({ port })
    expect(await readdir(p.downloads)).toEqual(['film.part'])
    await p.bob.until((e) => e.type === 'transfer' && e.transfer.at > 0)
    await p.alice.restart()
    await Promise.all([p.bob.until(fileIs('done')), isDone(p.alice, p.withBob)])
    expect(
      createHash('sha256')
        .update(await readFile(join(p.downloads, 'film')))
        .digest('hex'),
    ).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(await readdir(p.downloads)).toEqual(['film'])
  })

  it('that changed since it was offered fails in words on both sides, and is offered anew by a retry', async () => {
    const p = await pair()
    const path = await aFile(p, 'notes', Buffer.from('old'))
    const sent = await offer(p.alice, p.withBob, path)
    const { message } = await p.bob.seen(fileIs('offered'))
    await appendFile(path, ' and new')
    await decide(p.bob, message, 'accept')
    const failed = fileIs('failed', (m) => m.file?.failure?.code === 'file-changed')
    const [{ message: mine }] = await Promise.all([p.alice.seen(failed), p.bob.seen(failed)])
    const again = await decide(p.alice, mine, 'retry')
    expect(again.id).not.toBe(sent.id)
    const { message: second } = await p.bob.seen(fileIs('offered', (m) => m.id === again.id))
    await decide(p.bob, second, 'accept')
    await p.bob.until(fileIs('done'))
    expect(await readFile(join(p.downloads, 'notes'), 'utf8')).toBe('old and new')
  })

  it('that is gone fails, and goes on after a retry once it is back', async () => {
    const p = await pair()
    const path = await aFile(p, 'notes', Buffer.from('text'))
    await offer(p.alice, p.withBob, path)
    const { message } = await p.bob.seen(fileIs('offered'))
    await rm(path)
    await decide(p.bob, message, 'accept')
    await p.bob.until(fileIs('failed', (m) => m.file?.failure?.code === 'file-gone'))
    expect(p.bob.messenger.fileOf(message.conversationId, message.id)).toBe(null)
  })

  it('is offered to several people in one gesture; who can’t have it keeps nobody else from it', async () => {
    const p = await pair()
    const eve = await net.node('eve', { downloads: p.downloads })
    const { id: withEve } = await p.alice.messenger.commands['conversation.join']({ host: '127.0.0.1', port: eve.port() })
    await eve.until(isOpen())
    const path = await aFile(p, 'one.txt', noise(8))
    const sent = await p.alice.messenger.offerFiles([p.withBob, withEve], [path])
    expect(new Set(sent.map(({ id }) => id)).size).toBe(2)
    await Promise.all([p.bob.until(fileIs('offered')), eve.until(fileIs('offered'))])
    await expect(p.alice.messenger.offerFiles(['nobody', withEve], [join(p.source, 'none'), path])).rejects.toMatchObject({ code: 'file-gone' })
    await eve.until(fileIs('offered', (m) => m.id !== sent[1]?.id))
  })

  it('is in the list of the conversation’s files, and found by its name', async () => {
    const p = await pair()
    const [one, two] = [await aFile(p, 'one.txt', noise(8)), await aFile(p, 'two.txt', noise(8))]
    await offer(p.alice, p.withBob, one, two)
    await p.bob.until(fileIs('offered', (m) => m.text === 'two.txt'))
    expect([one, `${one}x`].map(p.alice.messenger.isOffered)).toEqual([true, false])
    const list = await p.bob.messenger.commands['file.list']({ conversationId: p.withAlice, before: null, limit: 10 })
    expect(list.map(({ text }) => text)).toEqual(['two.txt', 'one.txt'])
    expect((await p.bob.messenger.commands['message.search']({ query: 'two' })).map(({ message }) => message.text)).toEqual(['two.txt'])
  })
})
