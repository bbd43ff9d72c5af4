import { app, session } from 'electron'

/** What the interface may ask of the system: nothing but writing to the clipboard. */
const allowedPermissions = new Set(['clipboard-sanitized-write'])

/** Electron's security checklist for every page there will ever be: no navigation, no new windows, no webviews, no permissions. */
export function lockDown(origins: readonly string[]): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event, url) => {
      if (!origins.some((origin) => url === `${origin}/` || url === `${origin}/index.html`)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => answer(allowedPermissions.has(permission)))
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => allowedPermissions.has(permission))
  session.defaultSession.setDevicePermissionHandler(() => false)
}
