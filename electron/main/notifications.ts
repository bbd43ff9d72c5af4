import { type BrowserWindow, Notification } from 'electron'
import type { NumberedEvent } from '../../shared/events.ts'
import { openChannel } from '../../shared/ipc/channels.ts'
import type { Commands } from '../../shared/ipc/contract.ts'
import type { Message } from '../../shared/model/message.ts'
import { uuidv7 } from '../../shared/uuid.ts'

/** Longest text shown outside the window, in characters. */
const bodyLength = 200
/** Messages remembered as shown: an edit or a reaction of one is not news. */
const rememberedIds = 1_000

export interface NotificationDeps {
  readonly window: BrowserWindow
  readonly commands: Commands
  readonly subscribe: (listener: (event: NumberedEvent) => void) => () => void
}

/** Tells of a new message while the window is elsewhere: never of requests, muted or blocked conversations. */
export function notifyOfMessages({ window, commands, subscribe }: NotificationDeps): void {
  const seen = new Set<string>()
  subscribe(({ event }) => {
    if (event.type !== 'message' || event.message.from !== 'them' || seen.has(event.message.id)) return
    seen.add(event.message.id)
    if (seen.size > rememberedIds) seen.delete(seen.values().next().value ?? '')
    if (!window.isDestroyed() && !window.isFocused() && Notification.isSupported()) void show(window, commands, event.message)
  })
}

async function show(window: BrowserWindow, commands: Commands, message: Message): Promise<void> {
  const { settings, conversations } = await commands['app.snapshot']({})
  const conversation = conversations.find((c) => c.id === message.conversationId)
  if (!settings.notifications || !conversation || conversation.muted || conversation.blocked || conversation.request) return
  const notification = new Notification({ title: conversation.title, body: message.text.slice(0, bodyLength), hasReply: true })
  notification.on('click', () => openConversation(window, message))
  notification.on('reply', (_event, text) => {
    if (text) void commands['message.send']({ conversationId: conversation.id, id: uuidv7(), text, replyTo: null })
  })
  notification.show()
}

export function openConversation(window: BrowserWindow, message: Pick<Message, 'conversationId' | 'id'>): void {
  showWindow(window)
  window.webContents.send(openChannel, { conversationId: message.conversationId, messageId: message.id })
}

export function showWindow(window: BrowserWindow): void {
  if (window.isDestroyed()) return
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
