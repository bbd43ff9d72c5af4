import { hostname, userInfo } from 'node:os'
import { isSameAddress } from '../../shared/model/address.ts'
import { isName } from '../../shared/model/name.ts'
import type { Settings } from '../../shared/model/settings.ts'
import { safeName, visibleName } from '../net/core/text.ts'
import { type Messenger, openMessenger } from '../net/messenger/index.ts'
import { fileVault } from '../store/index.ts'
import type { ChatArguments } from './arguments.ts'
import { profileFolder } from './profile-folder.ts'

export interface Wanted extends Omit<ChatArguments, 'type' | 'json'> {
  /** Nobody has chosen a pseudonym: from now on it is this one, of the account. */
  readonly onNamed: (name: string) => void
}

/** A profile with a pseudonym, its settings as the command line wants them for this run; pseudonym and directories are remembered. */
export async function openProfile({ name, port, host, data, directories, quiet, onNamed }: Wanted): Promise<Messenger> {
  const overrides: Partial<Settings> = {
    ...(port === null ? {} : { port }),
    ...(host === null ? {} : { host }),
    ...(quiet ? { discovery: false } : {}),
  }
  const messenger = await openMessenger({ folder: profileFolder(data), vault: fileVault(), overrides })
  const { settings } = await messenger.commands['app.snapshot']({})
  if (name !== null && name !== settings.name) await messenger.commands['settings.update']({ name })
  else await giveName(messenger, onNamed)
  const added = directories.filter((d) => !settings.directories.some((known) => isSameAddress(known, d)))
  if (added.length > 0) await messenger.commands['settings.update']({ directories: [...settings.directories, ...added.map((d) => ({ ...d, id: null }))] })
  return messenger
}

/** Nobody is reached without a pseudonym: a profile that has none takes the account's. */
export async function giveName(messenger: Pick<Messenger, 'commands'>, onNamed: (name: string) => void): Promise<void> {
  const { settings } = await messenger.commands['app.snapshot']({})
  if (settings.name !== '') return
  const name = accountName()
  await messenger.commands['settings.update']({ name })
  onNamed(name)
}

function accountName(): string {
  try {
    const name = visibleName(userInfo().username)
    if (isName(name)) return name
  } catch {
    // An account without a name: the computer's will do.
  }
  return safeName(hostname())
}
