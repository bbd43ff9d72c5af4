import { app, type BrowserWindow } from 'electron'
import type { Logger } from '../net/core/types.ts'

/** At most this long for the page's last words, the sockets and the last writes, ms. */
const quitMs = 3_000
/** A page that is still there after this is closed without asking it, ms. */
const pageMs = 1_000

export interface QuitDeps {
  readonly window: BrowserWindow
  /** Resolves when the profile is open; what opens is not to find its window gone. */
  readonly opened: () => Promise<void>
  /** Resolves when no call of the page is running. */
  readonly settled: () => Promise<void>
  /** Closes every socket, writes what waits, closes the store. */
  readonly stop: () => Promise<void>
  readonly logger: Logger
}

/**
 * In this order, whether the window, the app or the computer is asked to end: the page goes (and hands over its drafts), its calls end,
 * sockets and store close, the process ends.
 */
export function quitInOrder({ window, opened, settled, stop, logger }: QuitDeps): void {
  let state: 'running' | 'stopping' | 'closing' | 'stopped' = 'running'
  const finish = async () => {
    await opened()
    state = 'closing'
    await closed(window)
    await settled()
    await stop()
  }
  window.on('close', (event) => {
    if (state === 'closing' || state === 'stopped') return
    event.preventDefault()
    app.quit()
  })
  app.on('before-quit', (event) => {
    if (state === 'stopped') return
    event.preventDefault()
    if (state !== 'running') return
    state = 'stopping'
    const late = after(quitMs).then(() => logger.warn('quitting took too long'))
    void Promise.race([finish().catch((thrown) => logger.error('stopping failed', { error: String(thrown) })), late]).finally(() => {
      state = 'stopped'
      app.quit()
    })
  })
}

async function closed(window: BrowserWindow): Promise<void> {
  if (!window.isDestroyed()) {
    const gone = new Promise<void>((resolve) => window.once('closed', () => resolve()))
    window.close()
    await Promise.race([gone, after(pageMs)])
    if (!window.isDestroyed()) window.destroy()
  }
  // The page's last calls are on their way while its window closes.
  await after(50)
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
