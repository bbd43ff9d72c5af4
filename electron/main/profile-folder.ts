import { accessSync, constants, existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { app } from 'electron'

/**
 * The profile's folder where it can't be used; null: it can, or can be made. One that was asked for (`--user-data-dir`) Chromium makes before anything
 * of ours runs; where it can't, it silently goes on in the usual folder, which is another person's identity and history.
 */
export function unusableFolder(): string | null {
  const asked = app.commandLine.getSwitchValue('user-data-dir')
  const folder = asked || app.getPath('userData')
  let there = folder
  while (asked === '' && !existsSync(there) && dirname(there) !== there) there = dirname(there)
  try {
    // A slash at the end: a file is no folder.
    accessSync(`${there}/`, constants.R_OK | constants.W_OK | constants.X_OK)
    return null
  } catch {
    return folder
  }
}
