import { type BrowserWindow, Notification } from 'electron'
import type { NumberedEvent } from '../../shared/events.ts'
import { openChannel } from '../../shared/ipc/channels.ts'
import type { Commands } from '../../shared/ipc/contract.ts'
import type { Conversation, ConversationId } from '../../shared/model/conversation.ts'
import type { Message } from '../../shared/model/message.ts'
import { uuidv7 } from '../../shared/uuid.ts'
import type { Logger } from '../net/core/types.ts'
import { isNews, notificationText, quietMs, withoutMarkup, worthTelling } from './news.ts'
import { showWindow } from './show-window.ts'
import type { ShellWords } from './words.ts'

export interface NotificationDeps {
  readonly window: BrowserWindow
  readonly commands: Commands
  readonly subscribe: (listener: (event: NumberedEvent) => void) => () => void
  readonly words: () => ShellWords
  readonly logger: Logger
}

/** What a conversation has to tell since the window was last in front. */
interface News {
  latest: Message
  count: number
  told: number
  resting: boolean
  /** Held, since a notification that nobody holds loses its click. */
  notification: Notification | null
}

/**
 * Tells of a new message while the window is elsewhere: never of requests, muted or blocked conversations. One notification a
 * conversation, replaced by the next; all go when the window comes to the front.
 */
export function notifyOfMessages({ window, commands, subscribe, words, logger }: NotificationDeps): void {
  const news = new Map<ConversationId, News>()
  window.on('focus', () => {
    for (const { notification } of news.values()) notification?.close()
    news.clear()
  })

  const reply = async (conversationId: ConversationId, text: string) => {
    if (text) await commands['message.send']({ conversationId, id: uuidv7(), text, replyTo: null })
  }

  const show = (conversation: Conversation, entry: News) => {
    const { latest, count } = entry
    entry.notification?.close()
    entry.notification = create(conversation, count > 1 ? `${words().unreadFrom(count)}: ${latest.text}` : latest.text, words())
    entry.notification.on('click', () => openConversation(window, latest))
    entry.notification.on('reply', (_event, text) => void reply(conversation.id, text).catch(failed))
    entry.notification.show()
  }

  const tell = async (entry: News) => {
    entry.resting = true
    entry.told = entry.count
    const conversation = worthTelling(await commands['app.snapshot']({}), entry.latest)
    if (conversation && !isInFront(window)) show(conversation, entry)
    setTimeout(() => {
      entry.resting = false
      if (entry.count > entry.told && news.get(entry.latest.conversationId) === entry) void tell(entry).catch(failed)
    }, quietMs)
  }

  const failed = (thrown: unknown) => logger.warn('a notification failed', { error: String(thrown) })

  subscribe(({ event }) => {
    if (event.type !== 'message' || !isNews(event.message, Date.now()) || isInFront(window) || !Notification.isSupported()) return
    const { message } = event
    const entry = news.get(message.conversationId) ?? { latest: message, count: 0, told: 0, resting: false, notification: null }
    news.set(message.conversationId, entry)
    entry.latest = message
    entry.count++
    if (!entry.resting) void tell(entry).catch(failed)
  })
}

const isInFront = (window: BrowserWindow): boolean => window.isDestroyed() || window.isFocused()

function create(conversation: Conversation, text: string, words: ShellWords): Notification {
  return new Notification({
    title: notificationText(conversation.title),
    body: withoutMarkup(notificationText(text), process.platform),
    hasReply: true,
    replyPlaceholder: words.reply,
  })
}

function openConversation(window: BrowserWindow, { conversationId, id }: Message): void {
  showWindow(window)
  window.webContents.send(openChannel, { conversationId, messageId: id })
}
