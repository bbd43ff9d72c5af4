import { join } from 'node:path'
import { app, dialog, nativeTheme } from 'electron'
import { type ErrorData, toErrorData } from '../../shared/errors.ts'
import { faultInWords } from '../../shared/fault-words.ts'
import { registerCalls } from '../ipc/register.ts'
import type { Logger } from '../net/core/types.ts'
import { mark } from './bench-mark.ts'
import { showContextMenus } from './context-menu.ts'
import { guardCrashes, reloadWhenGone } from './crash-guard.ts'
import { claimLinks, receiveInvitations } from './invitations.ts'
import { lockDown } from './lockdown.ts'
import { fileLogger, logFileIn } from './log-file.ts'
import { type Look, readLook } from './look.ts'
import { setMenu, withoutDefaultMenu } from './menu.ts'
import { type Options, readOptions } from './options.ts'
import { appOrigin, devServer as devServerOf } from './origin.ts'
import { pageFirst } from './page-first.ts'
import { unusableFolder } from './profile-folder.ts'
import { registerScheme, serveApp } from './protocol.ts'
import { quitInOrder } from './quit.ts'
import { showWindow } from './show-window.ts'
import { createTray, type UnreadTray } from './tray.ts'
import { createWindow } from './window.ts'
import { type ShellWords, shellWords } from './words.ts'

mark('MAIN')
registerScheme()
withoutDefaultMenu()
const options = profileOptions()
const unusable = unusableFolder()
if (unusable !== null) void refuse(unusable)
else if (!options || !app.requestSingleInstanceLock()) app.exit(options ? 0 : 1)
else void run(options)

/** Names the profile's folder, which the lock and everything on disk belong to; null: there is no such name. */
function profileOptions(): Options | null {
  try {
    const found = readOptions(process.argv.slice(1))
    if (found.profile) app.setPath('userData', join(app.getPath('userData'), 'profiles', found.profile))
    return found
  } catch (thrown) {
    console.error(String(thrown instanceof Error ? thrown.message : thrown))
    return null
  }
}

/** Before the lock of a profile that nobody asked for is tried. */
async function refuse(folder: string): Promise<void> {
  await app.whenReady()
  const words = shellWords()
  dialog.showErrorBox(words.failed, words.unusable(folder))
  app.exit(1)
}

/** The entry does not await: Electron waits for it before it gets ready. */
async function run(options: Options): Promise<void> {
  const folder = app.getPath('userData')
  const logger = fileLogger(folder)
  let words = shellWords()
  let tray: UnreadTray | null = null
  guardCrashes({ logger, folder, words: () => words })
  const giveInvitations = receiveInvitations(app, process.argv)
  await app.whenReady()
  mark('APPREADY')

  const devServer = devServerOf(app.isPackaged)
  const origins = [appOrigin, ...(devServer ? [new URL(devServer).origin] : [])]
  lockDown(origins)
  serveApp({
    folder: join(import.meta.dirname, '../renderer'),
    findPicture: async (id) => (await composition).picture(id),
    findFile: async ({ conversationId, id }) => (await composition).fileOf(conversationId, id),
  })

  const look = readLook(folder)
  nativeTheme.themeSource = look.theme
  words = shellWords(look.language)

  const setUnread = (unread: number) => tray?.setUnread(unread)

  const window = createWindow({ folder, title: options.title, devServer })
  // From here on the page's process starts, and whatever is done meanwhile costs no time.
  setMenu(words, devServer !== undefined)
  const onSettings = ({ theme, language }: Look) => {
    nativeTheme.themeSource = theme
    const now = shellWords(language)
    if (now === words) return
    words = now
    setMenu(words, devServer !== undefined)
    tray?.setWords(words)
  }
  showContextMenus(window, () => words)
  reloadWhenGone(window, { logger, folder, words: () => words })
  app.on('second-instance', () => showWindow(window))
  app.on('activate', () => showWindow(window))
  app.on('window-all-closed', () => app.quit())

  const composition = (devServer ? loadCore() : pageFirst(window.webContents).then(loadCore)).then(({ compose }) =>
    compose({
      folder,
      options,
      logger,
      origins,
      window,
      thread: join(import.meta.dirname, 'diagnostics-thread.js'),
      words: () => words,
      setUnread,
      onSettings,
    }),
  )
  registerCalls(composition)
  claimLinks(app)
  giveInvitations((url) => void composition.then(({ invited }) => invited(url)).catch(() => {}))
  const step = (name: 'opened' | 'settled' | 'stop') => async () => (await composition)[name]()
  quitInOrder({ window, opened: step('opened'), settled: step('settled'), stop: step('stop'), logger })
  tray = createTray(window, words)

  await composition.then(({ started }) => started).catch((thrown) => cannotStart(thrown, { logger, folder, words }))
}

/** Keys, disk and sockets are loaded once the page has come to life. */
const loadCore = () => import('./compose.ts')

/** Which file it was, and what the system said of it. */
function causeOf({ details: { file, cause } }: ErrorData, { language }: ShellWords): string[] {
  return typeof cause === 'string' ? [`${typeof file === 'string' ? `${file}: ` : ''}${faultInWords(cause, language)}`] : []
}

/** Words instead of a window that can do nothing. */
function cannotStart(thrown: unknown, { logger, folder, words }: { readonly logger: Logger; readonly folder: string; readonly words: ShellWords }): void {
  const error = toErrorData(thrown)
  logger.error('start failed', { error, stack: thrown instanceof Error ? thrown.stack : '' })
  const said = [words.errors[error.code] ?? words.other, '', words.profile(folder), ...causeOf(error, words), `(${error.code})`, words.logAt(logFileIn(folder))]
  dialog.showErrorBox(words.failed, said.join('\n'))
  app.exit(1)
}
