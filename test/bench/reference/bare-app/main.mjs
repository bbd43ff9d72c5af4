// The floor of a window: the same runtime, one heading.
import { app, BrowserWindow } from 'electron'

app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1200, height: 800, webPreferences: { sandbox: true, contextIsolation: true } })
  window.webContents.once('did-finish-load', () => console.log('LOADED', Date.now()))
  void window.loadURL('data:text/html,<h1>hello</h1>')
})
