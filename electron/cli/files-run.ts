import { toErrorData } from '../../shared/errors.ts'
import type { Settings } from '../../shared/model/settings.ts'
import { type Messenger, openMessenger } from '../net/messenger/index.ts'
import { fileVault } from '../store/index.ts'
import type { FilesTold } from './files-told.ts'
import { giveName } from './open-profile.ts'
import { profileFolder } from './profile-folder.ts'
import { errorReport } from './reports.ts'
import { errorInWords, namedInWords } from './words.ts'

/** So that the last word is on their disk before the program ends, ms. */
const drainMs = 2_000

/** Opens a profile for files, and ends in order whatever comes of the work. Answers the exit code: the work's, or 1 where it threw. */
export async function runFiles(
  data: string | null,
  overrides: Partial<Settings>,
  told: FilesTold,
  work: (messenger: Messenger) => Promise<number>,
): Promise<number> {
  let messenger: Messenger | null = null
  try {
    messenger = await openMessenger({ folder: profileFolder(data), vault: fileVault(), overrides })
    await giveName(messenger, (name) => told.tell({ event: 'named', name }, namedInWords(name)))
    const code = await work(messenger)
    await messenger.drained(drainMs)
    return code
  } catch (thrown) {
    const error = toErrorData(thrown)
    told.tell(errorReport(error), errorInWords(error))
    return 1
  } finally {
    await messenger?.stop()
  }
}
