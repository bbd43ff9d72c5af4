// `npm run dist`: what people install. On Linux dist/linux-unpacked and the .deb, and an AppImage where its tools are at hand;
// on Windows the installer, on macOS the disk image.
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build, Platform } from 'electron-builder'
import { ensureBuilt } from './build.mjs'
import { root, say } from './run.mjs'
import { electronRuntime } from './runtime.mjs'
import { ensureSystem } from './system-libraries.mjs'

try {
  const electron = await electronRuntime()
  ensureBuilt()
  const dist = join(root, 'dist')
  rmSync(dist, { recursive: true, force: true })
  const settings = {
    ...JSON.parse(readFileSync(join(root, 'build/electron-builder.json'), 'utf8')),
    electronVersion: electron.version,
    // electron-builder makes no .deb without a homepage. There is none yet; fpm.mjs leaves the field out.
    extraMetadata: { homepage: 'https://palabre.invalid' },
    ...(process.platform === 'linux' ? { electronDist: electron.folder } : {}),
  }
  const pack = (targets, more = {}) => build({ projectDir: root, targets, config: structuredClone(settings), publish: 'never', ...more })

  if (process.platform === 'linux') {
    ensureSystem(electron.path, ['dpkg-deb'])
    process.env.CUSTOM_FPM_PATH = join(root, 'build/fpm.mjs')
    await pack(Platform.LINUX.createTarget('dir'))
    const folder = readdirSync(dist).find((name) => name.endsWith('-unpacked'))
    const unpacked = { prepackaged: join(dist, folder) }
    await pack(Platform.LINUX.createTarget('deb'), unpacked)
    if (process.env.APPIMAGE_TOOLS_PATH || electron.downloaded) await pack(Platform.LINUX.createTarget('AppImage'), unpacked)
    else say('no AppImage: the tools it needs are a download that is not reachable here (see build/README.md)')
  } else await pack(Platform.current().createTarget())

  for (const name of readdirSync(dist).filter((file) => /\.(deb|AppImage|exe|dmg)$/.test(file)))
    say(`dist/${name}: ${(statSync(join(dist, name)).size / 1e6).toFixed(0)} MB`)
} catch (error) {
  console.error(`[palabre] ${error.message}`)
  process.exit(1)
}
