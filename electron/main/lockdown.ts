import { app, session } from 'electron'

/** What the interface may ask of the system: nothing but writing to the clipboard. */
const allowedPermissions = new Set(['clipboard-sanitized-write'])

/** Elsewhere Chromium would fetch dictionaries from a server of Google's; Palabre asks nobody on the internet for anything. */
export const hasOwnSpellChecker = process.platform === 'darwin'

/** Chromium's code of a navigation that was given up: the page is still there. */
const aborted = -3

/** Electron's security checklist for every page there will ever be: no navigation, windows, webviews, downloads or permissions. */
export function lockDown(origins: readonly string[]): void {
  const isOurs = (url: string) => origins.some((origin) => url === `${origin}/` || url === `${origin}/index.html`)
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || !isOurs(event.url)) event.preventDefault()
    })
    const comeBack = (url: string) => {
      if (contents.getType() === 'window' && !isOurs(url)) void contents.loadURL(`${origins.at(-1)}/`).catch(() => {})
    }
    // No event can refuse `about:` addresses, so a window that shows one, or the error page of one, comes back.
    contents.on('did-navigate', (_event, url) => comeBack(url))
    contents.on('did-fail-load', (_event, code, _words, url, isMainFrame) => isMainFrame && code !== aborted && comeBack(url))
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_contents, permission, answer) => answer(allowedPermissions.has(permission)))
  defaultSession.setPermissionCheckHandler((_contents, permission) => allowedPermissions.has(permission))
  defaultSession.setDevicePermissionHandler(() => false)
  if (!hasOwnSpellChecker) {
    defaultSession.setSpellCheckerEnabled(false)
    defaultSession.setSpellCheckerLanguages([])
  }
  defaultSession.on('will-download', (event) => event.preventDefault())
}
