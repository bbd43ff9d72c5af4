import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { app, clipboard, shell } from 'electron'
import type { Channel } from '../../shared/ipc/channels.ts'
import type { CallAnswer, CallArgs, Commands, DiagnosticCommands } from '../../shared/ipc/contract.ts'
import type { ConversationId } from '../../shared/model/conversation.ts'
import type { ExportFormat } from './export-file.ts'
import type { FileChannel } from './file-commands.ts'
import { webLink } from './web-link.ts'

type Own = Exclude<Channel, keyof Commands | keyof DiagnosticCommands | FileChannel>

export interface WindowDeps {
  readonly setUnread: (unread: number) => void
  readonly exportConversation: (id: ConversationId, format: ExportFormat) => Promise<string | null>
}

/** The calls that the shell answers itself. */
export function windowCommands({ setUnread, exportConversation }: WindowDeps): {
  readonly [C in Own]: (args: CallArgs<C>) => CallAnswer<C> | Promise<CallAnswer<C>>
} {
  return {
    'app.about': () => ({
      version: app.getVersion(),
      electron: process.versions['electron'] ?? null,
      chromium: process.versions['chrome'] ?? null,
      node: process.versions.node,
      platform: `${process.platform} ${process.arch}`,
      dataFolder: app.getPath('userData'),
    }),
    'app.licences': async () => JSON.parse(await readFile(join(app.getAppPath(), 'out/licences.json'), 'utf8')) as CallAnswer<'app.licences'>,
    'window.export': async ({ id, format }) => ({ file: await exportConversation(id, format) }),
    'window.openLink': async ({ url }) => {
      await shell.openExternal(webLink(url))
      return null
    },
    'window.copy': ({ text }) => {
      clipboard.writeText(text)
      return null
    },
    'window.setBadge': ({ unread }) => {
      setUnread(unread)
      return null
    },
  }
}
