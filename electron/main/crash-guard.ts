import { app, type BrowserWindow, dialog } from 'electron'
import type { Logger } from '../net/core/types.ts'
import { logFileIn } from './log-file.ts'
import type { ShellWords } from './words.ts'

/** A page that dies twice within this time is not loaded again by itself, ms. */
const twiceMs = 10_000

export interface CrashDeps {
  readonly logger: Logger
  readonly folder: string
  readonly words: () => ShellWords
}

/**
 * An error nobody expected is written down and said in words; the app goes on, since every connection stands for itself.
 * One window of words at a time: a fault that repeats must not bury the screen.
 */
export function guardCrashes({ logger, folder, words }: CrashDeps): void {
  let telling = false
  const tell = async () => {
    if (telling || !app.isReady()) return
    telling = true
    const { crashed, logAt, close } = words()
    await dialog.showMessageBox({ type: 'error', message: crashed, detail: logAt(logFileIn(folder)), buttons: [close] })
    telling = false
  }
  const caught = (error: unknown) => {
    logger.error('uncaught', { error: String(error instanceof Error ? error.stack : error) })
    void tell().catch(() => {})
  }
  process.on('uncaughtException', caught)
  process.on('unhandledRejection', caught)
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason !== 'clean-exit') logger.warn('a child process is gone', { type, reason, exitCode })
  })
}

/** A page that died comes back and recovers from the snapshot. Twice in a row is a fault that loading again won't mend: the person decides. */
export function reloadWhenGone(window: BrowserWindow, { logger, folder, words }: CrashDeps): void {
  let last = Number.NEGATIVE_INFINITY
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    logger.error('the page is gone', { reason, exitCode })
    const again = Date.now() - last < twiceMs
    last = Date.now()
    if (!again) window.webContents.reload()
    else void ask(window, folder, words()).catch(() => {})
  })
}

async function ask(window: BrowserWindow, folder: string, words: ShellWords): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: words.crashed,
    detail: words.logAt(logFileIn(folder)),
    buttons: [words.reload, words.quit],
    defaultId: 0,
  })
  if (response === 1) app.quit()
  else if (!window.isDestroyed()) window.webContents.reload()
}
