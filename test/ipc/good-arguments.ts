import type { Channel } from '../../shared/ipc/channels.ts'
import type { CallArgs } from '../../shared/ipc/contract.ts'

const id = '01920000-0000-7000-8000-000000000000'
const conversation = { id: 'c1' }
const message = { conversationId: 'c1', id }

/** Arguments that each channel takes; the compiler sees to it that none is missing. */
export const goodArguments: { readonly [C in Channel]: CallArgs<C> } = {
  'app.snapshot': {},
  'app.about': {},
  'app.licences': {},
  'settings.update': { name: 'Ada', port: 3000 },
  'profile.setPicture': { bytes: new Uint8Array(3) },
  'conversation.join': { host: '127.0.0.1', port: 3000 },
  'conversation.find': { name: 'Ada' },
  'conversation.leave': conversation,
  'conversation.reconnect': conversation,
  'conversation.update': { id: 'c1', muted: true, draft: 'to be continued' },
  'conversation.accept': conversation,
  'conversation.block': { id: 'c1', blocked: true },
  'conversation.forget': conversation,
  'conversation.clear': { id: 'c1', undo: false },
  'conversation.read': { id: 'c1', upTo: '1' },
  'conversation.typing': { id: 'c1', typing: true },
  'conversation.ping': conversation,
  'conversation.verify': { id: 'c1', verified: true },
  'conversation.decideKey': { id: 'c1', decision: 'accept' },
  'conversation.safetyNumber': conversation,
  'people.talk': { name: 'Ada' },
  'people.open': { id: 'A'.repeat(52) },
  'people.search': { prefix: 'a' },
  'people.invitation': { url: 'palabre://127.0.0.1:3000/' },
  'discovery.scan': { on: true },
  'directory.decideKey': { address: { host: '127.0.0.1', port: 3100 }, decision: 'accept' },
  'message.send': { ...message, text: 'bonjour', replyTo: null },
  'message.retry': message,
  'message.edit': { ...message, text: 'bonsoir' },
  'message.delete': message,
  'message.react': { ...message, emoji: '🌳', on: true },
  'message.page': { conversationId: 'c1', limit: 50, cursor: { type: 'newest' } },
  'message.search': { query: 'bonjour' },
  'window.export': { id: 'c1', format: 'text' },
  'window.openLink': { url: 'https://example.org/' },
  'window.copy': { text: 'x' },
  'window.setBadge': { unread: 3 },
}
