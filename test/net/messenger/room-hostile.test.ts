import { describe, expect, it } from 'vitest'
import { applyChange, applyWaiting, type RoomChange } from '../../../electron/net/messenger/rooms/changes.ts'
import { limits } from '../../../shared/limits.ts'
import { uuidv7 } from '../../../shared/uuid.ts'
import { isMessage } from '../../helpers/events.ts'
import { hostRoom, joinRoom, pageBack } from '../../helpers/room-world.ts'
import { eachTestnet } from '../../helpers/testnet.ts'
import { aConversation, aMessage, idAt } from '../../store/helpers/samples.ts'
import { openTemporary } from '../../store/helpers/temporary.ts'
import { inside, newIdentity } from '../room/members.ts'

const nobody = () => 'member' as const
const edit = (author: string, seq: number, of: string, text: string): RoomChange => {
  return { author, name: author, role: 'member', isMine: false, seq, part: 0, at: seq, item: { k: 'edit', of, text } }
}

describe('changes of what is not here', () => {
  it('of one author do not use up everybody’s room, nor do those of many', async () => {
    const store = await openTemporary()
    await store.write((tx) => tx.addConversation(aConversation('room', { kind: 'room' })))
    const flood = (author: string, from: number) =>
      store.write((tx) => {
        for (let i = 0; i < limits.roomChangesOfOne + 10; i++) applyChange(tx, 'room', edit(author, from + i, idAt(from + i), 'flood'), nobody)
      })
    const writers = limits.roomChanges / limits.roomChangesOfOne
    for (let i = 0; i < writers; i++) await flood(`mallory ${i}`, 10_000 * (i + 1))
    const kept = { ...aMessage('room', 5), author: { name: 'ada', personId: 'ada' } }
    const over = { ...aMessage('room', 6), id: idAt(10_000 + limits.roomChangesOfOne), author: { name: 'mallory 0', personId: 'mallory 0' } }
    await store.write((tx) => {
      applyChange(tx, 'room', edit('ada', 7, kept.id, 'edited'), nobody)
      for (const message of [kept, over]) {
        tx.addMessage(message)
        applyWaiting(tx, 'room', message.id, 5, nobody)
      }
    })
    expect(store.read.message('room', kept.id)).toMatchObject({ text: 'edited' })
    expect(store.read.message('room', over.id)?.text).not.toBe('flood')
    await store.close()
  })
})

describe('an id that somebody uses again', () => {
  const net = eachTestnet()

  it('hides nothing from newcomers: it is of who used it first, with what they made of it since', async () => {
    const [ada, bob] = [await net.node('ada'), await net.node('bob')]
    const { port } = await hostRoom(ada)
    const bobs = await joinRoom(bob, port)
    const { id } = await bob.messenger.commands['message.send']({ conversationId: bobs, id: uuidv7(), text: 'bonjour à tosu', replyTo: null })
    await ada.until(isMessage((m) => m.id === id))
    const mallory = await inside({ port, name: 'mallory', identity: await newIdentity(), known: true })
    for (let i = 0; i < 110; i++) {
      mallory.say(`filler ${i}`)
      await mallory.until(() => mallory.texts().includes(`mallory: filler ${i}`))
    }
    mallory.act({ k: 'text', id, text: 'forged', re: null })
    mallory.act({ k: 'edit', of: id, text: 'forged twice' })
    mallory.say('last')
    await ada.until(isMessage(({ text }) => text === 'last'))
    await bob.messenger.commands['message.edit']({ conversationId: bobs, id, text: 'bonjour à tous' })
    await ada.until(isMessage((m) => m.id === id && m.text === 'bonjour à tous'))
    const eve = await net.node('eve')
    const eves = await joinRoom(eve, port)
    await eve.until(isMessage((m) => m.id === id && m.author?.name === 'mallory'))
    await pageBack(eve, eves)
    const here = async () => (await eve.messenger.commands['message.page']({ conversationId: eves, cursor: { type: 'around', id }, limit: 1 })).messages
    await expect.poll(async () => (await here()).find((m) => m.id === id)).toMatchObject({ text: 'bonjour à tous', author: { name: 'bob' } })
    mallory.client.leave()
  })
})
