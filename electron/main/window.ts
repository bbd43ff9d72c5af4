import { join } from 'node:path'
import { BrowserWindow, screen } from 'electron'
import { followTheme, paperColor } from './appearance.ts'
import { mark, markScreen } from './bench-mark.ts'
import { hasOwnSpellChecker } from './lockdown.ts'
import { appOrigin } from './origin.ts'
import { keepWindowState, readWindowState } from './window-state.ts'

export interface WindowOptions {
  readonly folder: string
  readonly title: string
  readonly devServer: string | undefined
}

/** The one window: sandboxed, isolated, without Node. */
export function createWindow({ folder, title, devServer }: WindowOptions): BrowserWindow {
  const state = readWindowState(
    folder,
    screen.getAllDisplays().map((d) => d.workArea),
  )
  const window = new BrowserWindow({
    width: 1200,
    height: 800,
    ...(state ? { x: state.x, y: state.y, width: state.width, height: state.height } : {}),
    minWidth: 480,
    minHeight: 480,
    title,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: paperColor(),
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: hasOwnSpellChecker,
      devTools: devServer !== undefined,
    },
  })
  window.once('ready-to-show', () => {
    mark('SHOWABLE')
    if (state?.maximized) window.maximize()
    window.show()
  })
  window.webContents.once('did-finish-load', () => mark('LOADED'))
  markScreen(window.webContents)
  window.on('page-title-updated', (event) => event.preventDefault())
  followTheme(window)
  keepWindowState(window, folder)
  void window.loadURL(devServer ?? `${appOrigin}/`)
  return window
}
