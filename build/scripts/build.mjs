// Builds out/: the desktop app, the terminal messenger and the core for the benches. Does nothing when no source has changed.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root, run, say } from './run.mjs'

const sources = ['electron', 'renderer', 'shared', 'package.json', 'package-lock.json', 'electron.vite.config.ts', 'build/vite.node.config.ts', 'build/scripts']
const stamp = join(root, 'out/stamp')

export function ensureBuilt({ force = false } = {}) {
  const now = fingerprint()
  if (!force && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return
  say('building')
  const env = { ...process.env, NODE_ENV: 'production', ELECTRON_MAJOR_VER: '33', ELECTRON_EXEC_PATH: process.execPath }
  run(process.execPath, ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn'], { env })
  run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--config', 'build/vite.node.config.ts', '--logLevel', 'warn'], { env })
  run(process.execPath, ['build/scripts/licences.mjs'])
  writeFileSync(stamp, now)
}

/** Names, sizes and times of all sources: cheap, and enough to see a change. */
function fingerprint() {
  const hash = createHash('sha256')
  for (const source of sources)
    for (const file of files(join(root, source))) {
      const { size, mtimeMs } = statSync(file)
      hash.update(`${file} ${size} ${mtimeMs}\n`)
    }
  return hash.digest('hex')
}

function files(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => files(join(path, entry.name)))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureBuilt({ force: true })
