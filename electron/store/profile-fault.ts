import { accessSync, constants, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { asAppError } from './faults.ts'

/** Opens what is in a profile. What goes wrong says in which folder, and what it is as far as the system tells. */
export async function inProfile<T>(folder: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (thrown) {
    throw profileFault(folder, thrown)
  }
}

function profileFault(folder: string, thrown: unknown): unknown {
  // A fault of ours is no fault of the folder.
  if (typeof (thrown as { code?: unknown } | null)?.code !== 'string') return thrown
  const { code, details } = asAppError(thrown)
  const obstacle = code === 'store-failed' ? obstacleIn(folder) : null
  return new AppError(code, { ...details, folder, ...obstacle }, { cause: thrown })
}

/** As this room names its files. */
const ours = /^(history\.|identity\.json|settings\.json|profile\.lock)/

/** The first file that can't be read and written, and why: SQLite only says that it could not. */
function obstacleIn(folder: string): { readonly file: string; readonly cause: string } | null {
  try {
    for (const name of readdirSync(folder).filter((name) => ours.test(name))) {
      const cause = obstacle(join(folder, name))
      if (cause !== null) return { file: name, cause }
    }
  } catch {
    // The folder itself is in the way, and was told as such.
  }
  return null
}

function obstacle(file: string): string | null {
  try {
    if (statSync(file).isDirectory()) return 'EISDIR'
    accessSync(file, constants.R_OK | constants.W_OK)
    return null
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code ?? null
  }
}
