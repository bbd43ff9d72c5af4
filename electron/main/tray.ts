import { join } from 'node:path'
import { app, type BrowserWindow, Menu, nativeImage, Tray } from 'electron'
import { showWindow } from './notifications.ts'
import type { ShellWords } from './words.ts'

export interface UnreadTray {
  setUnread(unread: number): void
}

/** The unread count where people glance. A desktop without a tray simply shows none. */
export function createTray(window: BrowserWindow, words: ShellWords): UnreadTray {
  const tray = new Tray(nativeImage.createFromPath(join(app.getAppPath(), 'build/icons/32x32.png')))
  tray.on('click', () => showWindow(window))
  const setUnread = (unread: number) => {
    const count = unread > 0 ? ` (${words.unread(unread)})` : ''
    tray.setToolTip(`Palabre${count}`)
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: `${words.open}${count}`, click: () => showWindow(window) },
        { label: words.quit, click: () => app.quit() },
      ]),
    )
    app.setBadgeCount(unread)
  }
  setUnread(0)
  return { setUnread }
}
