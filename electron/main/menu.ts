import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { ShellWords } from './words.ts'

const separator: MenuItemConstructorOptions = { type: 'separator' }

/** To be called before the app is ready: Electron builds no menu of its own, which takes 10 to 15 ms of the start and is replaced anyway. */
export const withoutDefaultMenu = (): void => Menu.setApplicationMenu(null)

/** Roles, with the system's shortcuts and our words (Electron's own are English only). It makes copy and paste work on macOS; elsewhere Alt shows it. */
export function setMenu(words: ShellWords, development: boolean): void {
  const first: MenuItemConstructorOptions =
    process.platform === 'darwin' ? { role: 'appMenu' } : { label: words.file, submenu: [{ role: 'quit', label: words.quit, accelerator: 'Ctrl+Q' }] }
  const tools: MenuItemConstructorOptions[] = development ? [separator, { role: 'reload' }, { role: 'toggleDevTools' }] : []
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      first,
      { label: words.edit, submenu: editItems(words) },
      {
        label: words.view,
        submenu: [
          { role: 'resetZoom', label: words.actualSize },
          { role: 'zoomIn', label: words.zoomIn },
          { role: 'zoomOut', label: words.zoomOut },
          separator,
          { role: 'togglefullscreen', label: words.fullScreen },
          ...tools,
        ],
      },
      {
        label: words.window,
        submenu: [
          { role: 'minimize', label: words.minimize },
          { role: 'close', label: words.close },
        ],
      },
    ]),
  )
}

/** What one does with text, in the menu and at the pointer. */
export function editItems(words: ShellWords): MenuItemConstructorOptions[] {
  return [
    { role: 'undo', label: words.undo },
    { role: 'redo', label: words.redo },
    separator,
    { role: 'cut', label: words.cut },
    { role: 'copy', label: words.copy },
    { role: 'paste', label: words.paste },
    { role: 'pasteAndMatchStyle', label: words.pastePlain },
    { role: 'selectAll', label: words.selectAll },
  ]
}
