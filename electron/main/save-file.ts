import { basename, join } from 'node:path'
import type { SaveDialogOptions } from 'electron'
import { AppError } from '../../shared/errors.ts'
import { writeAtomicStream } from '../store/atomic-stream.ts'

export interface SaveDeps {
  /** The system's own dialog; null: cancelled. */
  readonly ask: (options: SaveDialogOptions) => Promise<string | null>
  readonly folder: () => string
}

/** Asks where, writes; the name of the file that is there now, null: cancelled, or asked already. Rejects `save-failed` {cause}. */
export function saveFile({ ask, folder }: SaveDeps) {
  let isBusy = false
  return async (suggested: string, chunks: Iterable<string | Uint8Array>): Promise<string | null> => {
    if (isBusy) return null
    isBusy = true
    try {
      const file = await ask({ defaultPath: join(folder(), suggested) })
      if (file === null) return null
      await writeAtomicStream(file, chunks)
      return basename(file)
    } catch (thrown) {
      const code = (thrown as NodeJS.ErrnoException | null)?.code
      throw new AppError('save-failed', { cause: typeof code === 'string' ? code : '' }, { cause: thrown })
    } finally {
      isBusy = false
    }
  }
}
