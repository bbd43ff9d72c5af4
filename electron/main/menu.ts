import { Menu } from 'electron'
import type { ShellWords } from './words.ts'

/** Roles only: the system knows their words and shortcuts. It makes copy and paste work on macOS and stays hidden elsewhere. */
export function setMenu(words: ShellWords, development: boolean): void {
  const view: Electron.MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ]
  const first: Electron.MenuItemConstructorOptions =
    process.platform === 'darwin' ? { role: 'appMenu' } : { label: words.file, submenu: [{ role: 'quit', label: words.quit }] }
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      first,
      { role: 'editMenu', label: words.edit },
      { label: words.view, submenu: development ? [...view, { role: 'reload' }, { role: 'toggleDevTools' }] : view },
      { role: 'windowMenu', label: words.window },
    ]),
  )
}
