import { hostname, userInfo } from 'node:os'
import type { Settings } from '../../shared/model/settings.ts'
import { safeName } from '../net/core/text.ts'
import { type Messenger, openMessenger } from '../net/messenger/index.ts'
import { fileVault } from '../store/index.ts'
import type { ChatArguments } from './arguments.ts'
import { defaultDataFolder } from './data-folder.ts'

/** A profile, its settings as the command line wants them for this run; directories are remembered. */
export async function openProfile({ name, port, host, data, directories, quiet }: Omit<ChatArguments, 'type' | 'json'>): Promise<Messenger> {
  const overrides: Partial<Settings> = {
    ...(name === null ? {} : { name }),
    ...(port === null ? {} : { port }),
    ...(host === null ? {} : { host }),
    ...(quiet ? { discovery: false } : {}),
  }
  const messenger = await openMessenger({ folder: data ?? defaultDataFolder(), vault: fileVault(), overrides })
  const { settings } = await messenger.commands['app.snapshot']({})
  if (settings.name === '') await messenger.commands['settings.update']({ name: accountName() })
  const added = directories.filter((d) => !settings.directories.some(({ host, port }) => host === d.host && port === d.port))
  if (added.length > 0) await messenger.commands['settings.update']({ directories: [...settings.directories, ...added.map((d) => ({ ...d, id: null }))] })
  return messenger
}

function accountName(): string {
  try {
    return safeName(userInfo().username)
  } catch {
    return safeName(hostname())
  }
}
