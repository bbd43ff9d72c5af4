import { accessSync, constants } from 'node:fs'
import { app } from 'electron'

/**
 * The folder that was asked for (`--user-data-dir`) and can't be used; null: it can, or none was asked for. Chromium makes it before anything of ours
 * runs; where it can't, it silently goes on in the usual folder, which is another person's identity and history.
 */
export function unusableFolder(): string | null {
  const asked = app.commandLine.getSwitchValue('user-data-dir')
  if (asked === '') return null
  try {
    // A slash at the end: a file is no folder.
    accessSync(`${asked}/`, constants.R_OK | constants.W_OK | constants.X_OK)
    return null
  } catch {
    return asked
  }
}
