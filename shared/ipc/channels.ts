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
  'diagnostics.start',
  'diagnostics.stop',
  'diagnostics.kick',
  'diagnostics.runs',
  'diagnostics.run',
  'diagnostics.bytes',
  'diagnostics.forget',
  'diagnostics.report',
  'diagnostics.save',
  'diagnostics.chooseFolder',
  'wire.sockets',
  'wire.watch',
  'wire.record',
  'wire.traffic',
  'wire.export',
  'conversation.passive',
  'file.decide',
  'file.list',
  'window.sendFiles',
  'window.sendDropped',
  'window.sendPasted',
  'window.showFile',
  'window.chooseDownloads',
  'window.export',
  'window.openLink',
  'window.copy',
  'window.setBadge',
] as const

export type Channel = (typeof channels)[number]

/** The one channel of events, main to renderer: batches of `NumberedEvent`, about one per frame. */
export const eventChannel = 'palabre.events'

/** The preload hands main the path of something that was dropped or pasted, and gets a token that names it. The page sees no path. */
export const dropChannel = 'palabre.drop'

/** Main asks the window to show a conversation: a notification was clicked. */
export const openChannel = 'palabre.open'
