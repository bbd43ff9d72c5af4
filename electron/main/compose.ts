import { join } from 'node:path'
import { app, type BrowserWindow, dialog, type OpenDialogOptions, type SaveDialogOptions, shell } from 'electron'
import type { OpenTarget } from '../../shared/ipc/bridge.ts'
import { eventChannel, openChannel } from '../../shared/ipc/channels.ts'
import type { PictureId } from '../../shared/model/person.ts'
import type { Settings } from '../../shared/model/settings.ts'
import { createDispatcher, type Handlers } from '../ipc/dispatcher.ts'
import { type Forwarder, forwardEvents } from '../ipc/forward-events.ts'
import type { CallTarget } from '../ipc/register.ts'
import { isTrustedSender, type Sender } from '../ipc/trusted-sender.ts'
import { systemClock } from '../net/core/clock.ts'
import type { Picture } from '../net/core/picture.ts'
import type { Logger } from '../net/core/types.ts'
import { type Messenger, openMessenger } from '../net/messenger/index.ts'
import { mark } from './bench-mark.ts'
import { lateDiagnostics } from './diagnostics.ts'
import { Drops } from './drops.ts'
import { conversationExport } from './export-file.ts'
import { fileCommands } from './file-commands.ts'
import { notifyOfMessages } from './notifications.ts'
import type { Options } from './options.ts'
import { tidyPasted } from './pasted.ts'
import { watchComputer } from './power.ts'
import { systemVault } from './safe-storage-vault.ts'
import { saveFile } from './save-file.ts'
import { windowCommands } from './window-commands.ts'
import type { ShellWords } from './words.ts'

export interface ComposeDeps {
  readonly folder: string
  readonly options: Options
  readonly logger: Logger
  readonly origins: readonly string[]
  readonly window: BrowserWindow
  /** The script of the diagnostics' thread. */
  readonly thread: string
  readonly words: () => ShellWords
  readonly setUnread: (unread: number) => void
  /** Language and theme of the parts outside the page. */
  readonly onSettings: (settings: Settings) => void
}

export interface Composition extends CallTarget {
  /** Resolves when people can be reached. Rejects `AppError` when the profile can't be opened. */
  readonly started: Promise<void>
  /** Resolves when the profile is open. */
  readonly opened: () => Promise<void>
  /** Resolves when no call of the page is running. */
  readonly settled: () => Promise<void>
  /** A picture that is kept, once the profile is open. */
  readonly picture: (id: PictureId) => Promise<Picture | null>
  /** Where a file of a conversation is on this disk. */
  readonly fileOf: (conversationId: string, id: string) => Promise<string | null>
  /** Shows an invitation to the person, as soon as the page listens. */
  readonly invited: (url: string) => void
  readonly stop: () => Promise<void>
}

/**
 * Builds every service and wires them. The window exists already and loads meanwhile: calls that arrive before the messenger is open wait
 * for it, so nobody waits for keys and disk to see a window.
 */
export function compose({ folder, options, logger, origins, window, thread, words, setUnread, onSettings }: ComposeDeps): Composition {
  const pageId = window.webContents.id
  const isTrusted = (event: Sender) => isTrustedSender(event, { pageId, origins })
  const ask = async (dialogOptions: SaveDialogOptions) => {
    const { canceled, filePath } = await dialog.showSaveDialog(window, dialogOptions)
    return canceled || !filePath ? null : filePath
  }
  const open = async (dialogOptions: OpenDialogOptions) => {
    const { canceled, filePaths } = await dialog.showOpenDialog(window, dialogOptions)
    return canceled ? [] : filePaths
  }
  const chooseFolder = async () => (await open({ properties: ['openDirectory'] }))[0] ?? null
  const save = saveFile({ ask, folder: () => app.getPath('documents') })
  const wired = openMessenger({ folder, vault: systemVault(), overrides: options.overrides, downloads: app.getPath('downloads'), logger }).then((messenger) => {
    const { commands, events } = messenger
    const forwarder = forwardToPage(window, events.subscribe)
    notifyOfMessages({ window, commands, subscribe: events.subscribe, words, logger })
    events.subscribe(({ event }) => event.type === 'settings' && onSettings(event.settings))
    return { messenger, forwarder, stopWatching: watchComputer(messenger) }
  })
  const diagnostics = lateDiagnostics(wired.then(({ messenger }) => ({ messenger, script: thread, logger, version: app.getVersion(), save, chooseFolder })))
  let pageListens = () => {}
  const listening = new Promise<void>((resolve) => {
    pageListens = resolve
  })
  const drops = new Drops()
  const pasted = join(folder, 'pasted')
  const handlers = wired.then(({ messenger, forwarder }): Handlers => {
    const { commands, transcript } = messenger
    const exportConversation = conversationExport({ transcript, ask, folder: () => app.getPath('documents'), words, now: () => new Date() })
    const snapshot = (args: Record<string, never>) => {
      forwarder.pageListens()
      pageListens()
      mark('SNAPSHOT')
      return commands['app.snapshot'](args)
    }
    const files = fileCommands({ messenger, open, drops, show: (path) => shell.showItemInFolder(path), openFolder: (path) => shell.openPath(path), pasted })
    return { ...commands, ...diagnostics.commands, ...windowCommands({ setUnread, exportConversation }), ...files, 'app.snapshot': snapshot }
  })
  handlers.catch(() => {})
  const { dispatch, settled } = createDispatcher({ handlers, isTrusted, logger })

  return {
    started: wired.then(async ({ messenger }) => {
      await messenger.start()
      void tidyPasted(pasted, messenger.isOffered)
    }),
    dispatch,
    taken: (event) => isTrusted(event) && void wired.then(({ forwarder }) => forwarder.taken()).catch(() => {}),
    dropped: (event, paths) => (isTrusted(event) ? drops.keep(paths) : []),
    fileOf: (conversationId, id) => wired.then(({ messenger }) => messenger.fileOf(conversationId, id)),
    opened: () => wired.then(() => {}),
    settled,
    picture: (id) => wired.then(({ messenger }) => messenger.picture(id)),
    invited: (url) => void listening.then(() => !window.isDestroyed() && window.webContents.send(openChannel, { invitation: url } satisfies OpenTarget)),
    async stop() {
      const { messenger, forwarder, stopWatching } = await wired
      stopWatching()
      forwarder.stop()
      await diagnostics.stop()
      await messenger.stop()
    },
  }
}

function forwardToPage(window: BrowserWindow, subscribe: Messenger['events']['subscribe']): Forwarder {
  const { webContents } = window
  const send = (batch: unknown) => {
    if (!window.isDestroyed() && !webContents.isCrashed()) webContents.send(eventChannel, batch)
  }
  const forwarder = forwardEvents({ subscribe, send, clock: systemClock })
  webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => isMainFrame && !isSameDocument && forwarder.pageGone())
  webContents.on('render-process-gone', forwarder.pageGone)
  return forwarder
}
