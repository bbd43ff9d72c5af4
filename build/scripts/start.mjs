// `npm start`: makes sure of Electron, system libraries and the build, then opens the app. Arguments after `--` go to the app.

import { ensureBuilt } from './build.mjs'
import { becomeOnDisplay, needsVirtualDisplay, sayHowToLook } from './display.mjs'
import { isRoot, root, say } from './run.mjs'
import { electronRuntime } from './runtime.mjs'
import { ensureSystem } from './system-libraries.mjs'

try {
  const electron = await electronRuntime()
  ensureSystem(electron.path, needsVirtualDisplay() ? ['xvfb-run', 'xauth'] : [])
  ensureBuilt()
  const switches = isRoot ? ['--no-sandbox'] : []
  if (isRoot) say('warning: started as root, so without the sandbox; this is for development only')
  if (needsVirtualDisplay()) sayHowToLook()
  becomeOnDisplay(electron.path, [...switches, root, ...process.argv.slice(2)])
} catch (error) {
  console.error(`[palabre] ${error.message}`)
  process.exit(1)
}
