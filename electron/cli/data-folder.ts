import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the terminal keeps its profile unless told: its own, beside the app's. Pure but for the home folder. */
export function defaultDataFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform, home = homedir()): string {
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'palabre-cli')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'palabre-cli')
  return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'palabre-cli')
}
