// Takes out what an Electron folder carries for development: the app that loads any folder, update settings, our own marker.
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'

export default function afterPack({ appOutDir, packager }) {
  const resources = packager.getResourcesDir(appOutDir)
  for (const leftover of ['default_app.asar', 'app-update.yml']) rmSync(join(resources, leftover), { force: true })
  rmSync(join(appOutDir, 'ready'), { force: true })
  if (!existsSync(join(resources, 'app.asar'))) throw new Error('the app is not packed as app.asar')
}
