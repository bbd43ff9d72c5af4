import { describe, expect, it } from 'vitest'
import { isNews, notificationText, withoutMarkup, worthTelling } from '../../../electron/main/news.ts'
import { webLink } from '../../../electron/main/web-link.ts'
import type { Snapshot } from '../../../shared/events.ts'
import type { Message } from '../../../shared/model/message.ts'

const now = 1_000_000
const message = {
  conversationId: 'c1',
  from: 'them',
  text: 'bonjour',
  order: '5',
  receivedAt: now,
  editedAt: null,
  deleted: false,
  reactions: [],
} as unknown as Message
const snapshotWith = (conversation: object, settings: object = {}) =>
  ({
    settings: { notifications: true, ...settings },
    conversations: [{ id: 'c1', muted: false, blocked: false, request: false, readUpTo: null, ...conversation }],
  }) as unknown as Snapshot

describe('news', () => {
  it('is what has just come in', () => {
    expect(isNews(message, now + 500)).toBe(true)
  })

  it.each([
    ['mine', { from: 'me', receivedAt: null }],
    ['a notice', { from: 'system' }],
    ['an old message', { receivedAt: now - 60_000 }],
    ['an edited one', { editedAt: now }],
    ['a deleted one', { deleted: true }],
    ['one that got a reaction', { reactions: [{ emoji: '🌳', from: 'me' }] }],
  ])('is not %s', (_name, change) => {
    expect(isNews({ ...message, ...change } as Message, now)).toBe(false)
  })

  it('is told of a conversation', () => {
    expect(worthTelling(snapshotWith({}), message)?.id).toBe('c1')
  })

  it.each([{ muted: true }, { blocked: true }, { request: true }, { readUpTo: '5' }, { readUpTo: '6' }, { id: 'other' }])(
    'is not told of one that is %j',
    (change) => {
      expect(worthTelling(snapshotWith(change), message)).toBeNull()
    },
  )

  it('is not told when notifications are off', () => {
    expect(worthTelling(snapshotWith({}, { notifications: false }), message)).toBeNull()
  })

  it('is one short line without characters that turn or hide text', () => {
    expect(notificationText('  a\r\nb\u202Ec\u0007 ')).toBe('a b c')
    expect([...notificationText('🌳'.repeat(1_000))]).toHaveLength(200)
    expect(notificationText('x'.repeat(1_000)).endsWith('…')).toBe(true)
  })

  it('is text and no markup', () => {
    expect(withoutMarkup('<b>1 & 2</b>', 'linux')).toBe('&lt;b&gt;1 &amp; 2&lt;/b&gt;')
    expect(withoutMarkup('<b>1 & 2</b>', 'darwin')).toBe('<b>1 & 2</b>')
  })
})

describe('a link', () => {
  it.each([
    ['https://example.org', 'https://example.org/'],
    ['HTTP://example.org:80/a b', 'http://example.org/a%20b'],
  ])('to the web opens: %s', (url, href) => {
    expect(webLink(url)).toBe(href)
  })

  it.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://host/share',
    'palabre://host',
    'data:text/html,x',
    'vbscript:x',
    '\\\\host\\share',
    'example.org',
    '',
    ' ',
  ])('to anything else is forbidden: %s', (url) => {
    expect(() => webLink(url)).toThrow(expect.objectContaining({ code: 'forbidden' }))
  })
})
