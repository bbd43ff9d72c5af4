import { join } from 'node:path'
import { app, type BrowserWindow, Menu, nativeImage, Tray } from 'electron'
import { showWindow } from './show-window.ts'
import type { ShellWords } from './words.ts'

export interface UnreadTray {
  setUnread(unread: number): void
  setWords(words: ShellWords): void
}

/** The unread count where people glance. A desktop without a tray simply shows none. */
export function createTray(window: BrowserWindow, first: ShellWords): UnreadTray {
  const tray = openTray()
  let words = first
  let unread = 0
  tray?.on('click', () => showWindow(window))

  const update = () => {
    const count = unread > 0 ? ` (${words.unread(unread)})` : ''
    tray?.setToolTip(`Palabre${count}`)
    tray?.setContextMenu(
      Menu.buildFromTemplate([
        { label: `${words.open}${count}`, click: () => showWindow(window) },
        { label: words.quit, click: () => app.quit() },
      ]),
    )
  }
  update()
  return {
    setUnread(now) {
      if (now === unread) return
      unread = now
      app.setBadgeCount(unread)
      update()
    },
    setWords(now) {
      words = now
      update()
    },
  }
}

function openTray(): Tray | null {
  try {
    return new Tray(nativeImage.createFromPath(join(app.getAppPath(), 'build/icons/32x32.png')))
  } catch {
    return null
  }
}
