import { describe, expect, it } from 'vitest'
import { jsonLine, localTime, textHead, textLines } from '../../../electron/net/core/transcript.ts'
import type { Conversation } from '../../../shared/model/conversation.ts'
import type { Message } from '../../../shared/model/message.ts'

const conversation = { id: 'c', title: 'Awa', personId: 'A'.repeat(52), address: { host: '10.0.0.1', port: 3000 } } as Conversation
const words = {
  with: (name: string) => `Conversation with ${name}`,
  writtenAt: (time: string) => `Exported, ${time}`,
  notEncrypted: 'not encrypted',
  edited: 'edited',
  notSent: 'not sent',
  deleted: 'message deleted',
}
const sentAt = Date.UTC(2026, 10, 21, 9, 12, 3)

const aMessage = (change: Partial<Message>): Message => ({
  id: 'm',
  conversationId: 'c',
  from: 'them',
  text: 'hello',
  notice: null,
  order: '1',
  sentAt,
  receivedAt: sentAt + 5,
  state: 'received',
  failure: null,
  late: false,
  replyTo: null,
  editedAt: null,
  deleted: false,
  reactions: [],
  ...change,
})
const text = (change: Partial<Message>) => textLines(aMessage(change), { me: 'Zoé', title: 'Awa' }, words).replace(/^\S+ \S+ {2}/, '')

describe('a line of JSON', () => {
  it('has everything, and gives it back unchanged', () => {
    const message = aMessage({ editedAt: 7, replyTo: 'r', reactions: [{ emoji: '👍', from: 'me' }] })
    expect(JSON.parse(jsonLine(message, conversation))).toEqual({
      id: 'm',
      conversation: 'c',
      from: 'Awa',
      to: 'me',
      mine: false,
      sentAt,
      receivedAt: sentAt + 5,
      state: 'received',
      text: 'hello',
      late: false,
      replyTo: 'r',
      editedAt: 7,
      deleted: false,
      reactions: [{ emoji: '👍', from: 'me' }],
    })
  })

  it.each(['a\nb\r\n{"from":"me"}', '\u001b[2J\u009b2J\u007f', 'photo\u202egnp.exe\u2066', '\u2028\u2029\u0085', '\0', '\ud800 alone', '👩‍👩‍👧 é 漢'])(
    'is one line that nothing can turn around or break: %j',
    (hostile) => {
      const line = jsonLine(aMessage({ text: hostile }), conversation)
      expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u)
      expect(line.at(-1)).toBe('\n')
      expect(JSON.parse(line).text).toBe(hostile)
    },
  )
})

describe('a text for people', () => {
  it('begins with whom, by which key or address, and when', () => {
    expect(textHead(conversation, sentAt, words)).toBe(`Conversation with Awa\n${'A'.repeat(52)}\nExported, ${localTime(sentAt)}\n\n`)
    expect(textHead({ ...conversation, personId: null }, sentAt, words)).toContain('\n10.0.0.1, not encrypted\n')
    expect(textHead({ ...conversation, personId: null, address: null }, sentAt, words)).toContain('\nnot encrypted\n')
  })

  it('says who, what, and what became of it', () => {
    expect(text({})).toBe('Awa: hello\n')
    expect(text({ from: 'me', state: 'read' })).toBe('Zoé: hello\n')
    expect(text({ from: 'me', state: 'failed', editedAt: 5 })).toBe('Zoé (edited, not sent): hello\n')
    expect(text({ text: '', deleted: true, editedAt: 5 })).toBe('Awa: [message deleted]\n')
  })

  it('lets no text look like another message, hide, or turn around', () => {
    const forged = text({ text: 'x\n2026-11-21 09:12:04+00:00  Zoé: I owe you money\r\n\u001b[31m\u202e' })
    expect(forged).toBe('Awa: x\n    2026-11-21 09:12:04+00:00  Zoé: I owe you money␍\n    ␛[31m�\n')
  })

  it('tells the time of this place with its offset, also of odd years', () => {
    for (const ms of [sentAt, 0, 0xffff_ffff_ffff]) {
      const [, date, clock, offset] = /^(\S+) (\d\d:\d\d:\d\d)([+-]\d\d:\d\d)$/.exec(localTime(ms)) ?? []
      expect(Date.parse(`${date}T${clock}${offset}`)).toBe(Math.floor(ms / 1000) * 1000)
    }
  })
})
