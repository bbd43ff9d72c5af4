import { expect, it } from 'vitest'
import { applyChange, applyWaiting, type RoomChange } from '../../../electron/net/messenger/rooms/changes.ts'
import { aConversation, aMessage, idAt } from '../../store/helpers/samples.ts'
import { openTemporary } from '../../store/helpers/temporary.ts'

const nobody = () => 'member' as const
const edit = (seq: number, text: string): RoomChange => {
  return { author: 'ada', name: 'ada', role: 'member', isMine: false, seq, part: 0, at: seq, item: { k: 'edit', of: idAt(5), text } }
}

it('what was said of a message before the message itself means nothing, whether its page comes late or not', async () => {
  const store = await openTemporary()
  await store.write((tx) => tx.addConversation(aConversation('room', { kind: 'room' })))
  const add = { ...aMessage('room', 5), author: { name: 'ada', personId: 'ada' } }
  await store.write((tx) => {
    for (const change of [edit(4, 'too early'), edit(7, 'later'), edit(6, 'sooner')]) applyChange(tx, 'room', change, nobody)
    tx.addMessage(add)
    applyWaiting(tx, 'room', add.id, 5, nobody)
  })
  expect(store.read.message('room', add.id)).toMatchObject({ text: 'later', editedAt: 7 })
  await store.write((tx) => {
    applyChange(tx, 'room', { ...edit(8, 'too early'), item: { k: 'edit', of: idAt(9), text: 'too early' } }, nobody)
    tx.addMessage({ ...add, id: idAt(9), text: 'as it was' })
    applyWaiting(tx, 'room', idAt(9), 9, nobody)
  })
  expect(store.read.message('room', idAt(9))).toMatchObject({ text: 'as it was', editedAt: null })
})
