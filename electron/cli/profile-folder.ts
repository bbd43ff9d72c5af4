import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { defaultDataFolder } from './data-folder.ts'

/** The folder of the profile, made if it is missing. Throws `store-failed` with `unwritable` and the system's code, or `disk-full`. */
export function profileFolder(data: string | null): string {
  const folder = data ?? defaultDataFolder()
  try {
    make(resolve(folder))
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (thrown) {
    const { code = '' } = thrown as NodeJS.ErrnoException
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new AppError('disk-full', {}, { cause: thrown })
    throw new AppError('store-failed', { unwritable: folder, cause: code }, { cause: thrown })
  }
  return folder
}

/** One after the other: where the system says that a new folder is missing (/proc), Node's own `recursive` never ends. */
function make(folder: string): void {
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error(folder), { code: 'ENOTDIR' })
    return
  }
  if (dirname(folder) !== folder) make(dirname(folder))
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown
  }
}
