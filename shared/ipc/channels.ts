/** Names only, so that the preload carries no schema library. The contract is checked against this list by the compiler. */
export const channels = [
  'app.snapshot',
  'app.about',
  'app.licences',
  'settings.update',
  'profile.setPicture',
  'conversation.join',
  'conversation.find',
  'conversation.leave',
  'conversation.reconnect',
  'conversation.update',
  'conversation.accept',
  'conversation.block',
  'conversation.forget',
  'conversation.clear',
  'conversation.read',
  'conversation.typing',
  'conversation.ping',
  'conversation.verify',
  'conversation.decideKey',
  'conversation.safetyNumber',
  'people.talk',
  'people.open',
  'people.search',
  'people.invitation',
  'discovery.scan',
  'directory.decideKey',
  'message.send',
  'message.retry',
  'message.edit',
  'message.delete',
  'message.react',
  'message.page',
  'message.search',
  'window.export',
  'window.openLink',
  'window.copy',
  'window.setBadge',
] as const

export type Channel = (typeof channels)[number]

/** The one channel of events, main to renderer: batches of `NumberedEvent`, about one per frame. */
export const eventChannel = 'palabre.events'

/** Main asks the window to show a conversation: a notification was clicked. */
export const openChannel = 'palabre.open'
