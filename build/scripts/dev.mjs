// `npm run dev`: the app with hot reload. `dev.mjs NAME PORT` opens it on a profile of its own.
import { join } from 'node:path'
import { becomeOnDisplay } from './display.mjs'
import { isRoot, root } from './run.mjs'
import { electronRuntime } from './runtime.mjs'

const electron = await electronRuntime()
const profile = join(root, '.cache/profiles/dev')
const app = [`--user-data-dir=${profile}`, '--title=dev']
const vite = [
  join(root, 'node_modules/electron-vite/bin/electron-vite.js'),
  'dev',
  '--watch',
  '--remoteDebuggingPort',
  '9333',
  '--',
  ...app,
  ...process.argv.slice(2),
]
const env = { ...process.env, ELECTRON_EXEC_PATH: electron.path, ELECTRON_MAJOR_VER: '33', ...(isRoot ? { NO_SANDBOX: '1' } : {}) }
becomeOnDisplay(process.execPath, vite, { env })
