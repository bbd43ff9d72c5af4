import { join } from 'node:path'
import { app, type BrowserWindow, dialog } from 'electron'
import { toErrorData } from '../../shared/errors.ts'
import type { Messenger } from '../net/messenger/index.ts'
import { compose } from './compose.ts'
import { lockDown } from './lockdown.ts'
import { fileLogger } from './log-file.ts'
import { setMenu } from './menu.ts'
import { showWindow } from './notifications.ts'
import { readOptions } from './options.ts'
import { appOrigin, devServer as devServerOf } from './origin.ts'
import { registerScheme, serveApp } from './protocol.ts'
import { createTray, type UnreadTray } from './tray.ts'
import { createWindow } from './window.ts'
import { shellWords } from './words.ts'

/** At most this long for the last writes when quitting, ms. */
const quitMs = 3_000

const mark = (name: string) => process.env['PALABRE_BENCH'] === '1' && console.log(name, Date.now())

mark('MAIN')
registerScheme()
const folder = app.getPath('userData')
const options = readOptions(process.argv.slice(1))
const devServer = devServerOf(app.isPackaged)
const origins = [appOrigin, ...(devServer ? [new URL(devServer).origin] : [])]

if (!app.requestSingleInstanceLock()) app.exit(0)
else void app.whenReady().then(main)

async function main(): Promise<void> {
  mark('APPREADY')
  const logger = fileLogger(folder)
  const words = shellWords()
  let tray: UnreadTray | null = null
  guardCrashes((error) => logger.error('uncaught', { error: String(error instanceof Error ? error.stack : error) }))
  lockDown(origins)
  serveApp(join(import.meta.dirname, '../renderer'))
  setMenu(words, devServer !== undefined)

  const window = createWindow({ folder, title: options.title, devServer, mark })
  app.on('second-instance', () => showWindow(window))
  app.on('activate', () => showWindow(window))
  app.on('window-all-closed', () => app.quit())
  reloadWhenGone(window)

  try {
    const messenger = await compose({ folder, options, logger, origins, tray: () => tray }).connect(window)
    stopBeforeQuit(messenger)
    tray = createTray(window, words)
  } catch (thrown) {
    const error = toErrorData(thrown)
    logger.error('start failed', { error, stack: thrown instanceof Error ? thrown.stack : '' })
    dialog.showErrorBox(words.failed, `${words.errors[error.code] ?? words.other}\n\n(${error.code})\n${words.logAt(join(folder, 'palabre.log'))}`)
    app.exit(1)
  }
}

/** An error nobody expected is written down; the app goes on, since every connection stands for itself. */
function guardCrashes(log: (error: unknown) => void): void {
  process.on('uncaughtException', log)
  process.on('unhandledRejection', log)
}

/** A renderer that died comes back; it recovers from the snapshot. Twice in ten seconds is a fault that reloading won't mend. */
function reloadWhenGone(window: BrowserWindow): void {
  let last = 0
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || Date.now() - last < 10_000) return
    last = Date.now()
    window.webContents.reload()
  })
}

/** Sockets closed and everything on disk before the process ends. */
function stopBeforeQuit(messenger: Messenger): void {
  let stopped = false
  app.on('before-quit', (event) => {
    if (stopped) return
    event.preventDefault()
    const late = new Promise((resolve) => setTimeout(resolve, quitMs))
    void Promise.race([messenger.stop(), late]).finally(() => {
      stopped = true
      app.quit()
    })
  })
}
