import { mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { NetEvent } from '../../../shared/events.ts'
import type { Message } from '../../../shared/model/message.ts'
import { isOpen } from '../../helpers/events.ts'
import { eachTestnet, type Node } from '../../helpers/testnet.ts'
import { noise } from '../files/harness.ts'

const net = eachTestnet()

const fileIs =
  (state: string) =>
  (e: NetEvent): e is Extract<NetEvent, { type: 'message' }> =>
    e.type === 'message' && e.message.file?.state === state
const stands = (e: NetEvent): boolean => e.type === 'transfer' && !e.transfer.moving
const size = 150_000_000

interface Running {
  readonly alice: Node
  readonly bob: Node
  readonly withBob: string
  readonly withAlice: string
  readonly sent: Message
  readonly downloads: string
}

/** A large file of Alice's is on its way to Bob. */
async function running(): Promise<Running> {
  const [source, downloads] = [await mkdtemp(join(net.root, 'source-')), join(net.root, 'downloads')]
  const [alice, bob] = [await net.node('alice'), await net.node('bob', { downloads })]
  const { id: withBob } = await alice.messenger.commands['conversation.join']({ host: '127.0.0.1', port: bob.port() })
  await Promise.all([alice.until(isOpen()), bob.until(isOpen())])
  const withAlice = (await bob.messenger.commands['app.snapshot']({})).conversations[0]?.id ?? ''
  await bob.messenger.commands['conversation.accept']({ id: withAlice })
  await writeFile(join(source, 'film'), noise(size))
  const [sent] = await alice.messenger.offerFiles([withBob], [join(source, 'film')])
  const { message } = await bob.seen(fileIs('offered'))
  await bob.messenger.commands['file.decide']({ conversationId: withAlice, id: message.id, decision: 'accept' })
  await bob.until((e) => e.type === 'transfer' && e.transfer.at > 0)
  return { alice, bob, withBob, withAlice, sent: sent as Message, downloads }
}

describe('a file on its way', () => {
  it('goes no further to somebody who is blocked meanwhile', async () => {
    const { alice, bob, withBob, downloads } = await running()
    const stopped = bob.next(stands)
    await alice.messenger.commands['conversation.block']({ id: withBob, blocked: true })
    await stopped
    expect(await readdir(downloads)).toEqual(['film.part'])
  })

  it('is given up by both when the offer is deleted', async () => {
    const { alice, bob, withBob, sent, downloads } = await running()
    const stopped = bob.next(stands)
    await alice.messenger.commands['message.delete']({ conversationId: withBob, id: sent.id })
    await stopped
    await expect.poll(() => readdir(downloads)).toEqual([])
  })

  it('leaves nothing when it is called off by the other side while it rests, or its conversation is forgotten while it runs', async () => {
    const { alice, bob, withBob, withAlice, sent, downloads } = await running()
    const stopped = bob.next(stands)
    await bob.messenger.commands['file.decide']({ conversationId: withAlice, id: sent.id, decision: 'pause' })
    await stopped
    expect(await readdir(downloads)).toEqual(['film.part'])
    await alice.messenger.commands['file.decide']({ conversationId: withBob, id: sent.id, decision: 'cancel' })
    await expect.poll(() => readdir(downloads)).toEqual([])

    const [second] = await alice.messenger.offerFiles([withBob], [alice.messenger.fileOf(withBob, sent.id) as string])
    const isSecond = (e: NetEvent) => fileIs('offered')(e) && e.message.id === second?.id
    await bob.until(isSecond)
    const moving = bob.next((e) => e.type === 'transfer' && e.transfer.at > 0)
    await bob.messenger.commands['file.decide']({ conversationId: withAlice, id: second?.id as string, decision: 'accept' })
    await moving
    await bob.messenger.commands['conversation.forget']({ id: withAlice })
    expect(await readdir(downloads)).toEqual([])
  })
})
