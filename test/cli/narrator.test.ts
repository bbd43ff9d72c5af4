import { expect, it } from 'vitest'
import { Narrator } from '../../electron/cli/narrator.ts'
import type { Report } from '../../electron/cli/reports.ts'
import { Roster } from '../../electron/cli/roster.ts'
import type { Snapshot } from '../../shared/events.ts'
import type { Message } from '../../shared/model/message.ts'

const joined: Message = {
  id: 'n1',
  conversationId: 'c1',
  from: 'system',
  text: '',
  notice: { code: 'member-joined', details: { name: 'ada' } },
  order: '1',
  sentAt: 1,
  receivedAt: 1,
  state: 'received',
  failure: null,
  late: false,
  replyTo: null,
  reactions: [],
  editedAt: null,
  deleted: false,
}

it('tells once who came into a room, though its log comes again under another host', () => {
  const told: Report[] = []
  const narrator = new Narrator(new Roster({ conversations: [], links: [] } as unknown as Snapshot), (report) => told.push(report))
  for (let i = 0; i < 2; i++) narrator.tell({ type: 'message', message: joined })
  expect(told.map(({ event, code }) => [event, code])).toEqual([['notice', 'member-joined']])
})
