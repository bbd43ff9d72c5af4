import { expect, it } from 'vitest'
import { offerOne } from '../../electron/cli/send.ts'
import { EventStream } from '../../electron/net/messenger/event-stream.ts'
import { offered } from '../../electron/net/messenger/files/state.ts'
import type { FileInfo } from '../../shared/model/file.ts'
import type { Message } from '../../shared/model/message.ts'

const file = offered({ size: 3, files: null })
const message = (state: FileInfo['state']): Message => ({
  id: 'm1',
  conversationId: 'c1',
  from: 'me',
  text: 'notes',
  notice: null,
  order: '1',
  sentAt: 1,
  receivedAt: null,
  state: 'sent',
  failure: null,
  late: false,
  replyTo: null,
  reactions: [],
  editedAt: null,
  deleted: false,
  file: { ...file, state },
})

it('palabre send ends when they had all of it before the offer was on this disk', async () => {
  const events = new EventStream()
  const told: string[] = []
  const offerFiles = async () => {
    for (const state of ['offered', 'accepted', 'done'] as const) events.emit({ type: 'message', message: message(state) })
    return [message('offered')]
  }
  const { ended } = await offerOne({ events, offerFiles, onItsWay: async () => null }, 'c1', '/notes', {
    file: (event) => void told.push(event),
    progress: () => {},
    link: () => {},
  })
  await expect(ended).resolves.toBe('done')
  expect(told).toEqual(['offered', 'accepted', 'done'])
})
