import { app, session } from 'electron'

/** What the interface may ask of the system: nothing but writing to the clipboard. */
const allowedPermissions = new Set(['clipboard-sanitized-write'])

/** Electron's security checklist for every page there will ever be: no navigation, windows, webviews, downloads or permissions. */
export function lockDown(origins: readonly string[]): void {
  const isOurs = (url: string) => origins.some((origin) => url === `${origin}/` || url === `${origin}/index.html`)
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || !isOurs(event.url)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_contents, permission, answer) => answer(allowedPermissions.has(permission)))
  defaultSession.setPermissionCheckHandler((_contents, permission) => allowedPermissions.has(permission))
  defaultSession.setDevicePermissionHandler(() => false)
  // On Linux Chromium would fetch dictionaries from a server of Google's; Palabre asks nobody on the internet for anything.
  if (process.platform === 'linux') defaultSession.setSpellCheckerEnabled(false)
  defaultSession.on('will-download', (event) => event.preventDefault())
}
