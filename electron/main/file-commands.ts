import { randomUUID } from 'node:crypto'
import { lstat, mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { OpenDialogOptions } from 'electron'
import { AppError } from '../../shared/errors.ts'
import type { CallAnswer, CallArgs } from '../../shared/ipc/contract.ts'
import type { Messenger } from '../net/messenger/index.ts'
import { safeFileName } from '../net/protocols/files/safe-name.ts'
import type { Drops } from './drops.ts'

export type FileChannel = `window.${'sendFiles' | 'sendDropped' | 'sendPasted' | 'showFile' | 'whereFile'}` | `window.${'choose' | 'where' | 'show'}Downloads`

export interface FileCommandDeps {
  readonly messenger: Pick<Messenger, 'offerFiles' | 'fileOf' | 'downloads' | 'setDownloads' | 'commands'>
  /** The system's own dialog; nothing: cancelled. */
  readonly open: (options: OpenDialogOptions) => Promise<readonly string[]>
  readonly drops: Drops
  readonly show: (path: string) => void
  /** Opens a folder; a file never. '': it is open, else why not. */
  readonly openFolder: (path: string) => Promise<string>
  /** Where what was pasted is kept, so that it can be sent again. */
  readonly pasted: string
}

/** What can't be looked at, as on a disk that sleeps, is not gone. */
const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => code !== 'ENOENT' && code !== 'ENOTDIR',
  )

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  )

/** The calls that have to do with paths: none ever comes from the page. */
export function fileCommands({ messenger, open, drops, show, openFolder, pasted }: FileCommandDeps): {
  readonly [C in FileChannel]: (args: CallArgs<C>) => Promise<CallAnswer<C>>
} {
  const offer = async (ids: readonly string[], paths: readonly string[]) => ({ offered: (await messenger.offerFiles(ids, paths)).length })
  return {
    'window.sendFiles': async ({ ids, what }) =>
      offer(ids, await open({ properties: what === 'folder' ? ['openDirectory'] : ['openFile', 'multiSelections'] })),
    'window.sendDropped': async ({ ids, tokens }) => offer(ids, drops.take(tokens)),
    'window.sendPasted': async ({ ids, name, bytes }) => {
      const folder = join(pasted, randomUUID())
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const path = join(folder, safeFileName(name))
      await writeFile(path, bytes, { mode: 0o600, flag: 'wx' })
      return offer(ids, [path])
    },
    'window.showFile': async ({ conversationId, id }) => {
      const path = messenger.fileOf(conversationId, id)
      if (path !== null && (await isThere(path))) show(path)
      else if (path === null || !(await isFolder(dirname(path))) || (await openFolder(dirname(path))) !== '') throw new AppError('file-gone')
      return null
    },
    'window.whereFile': async ({ conversationId, id }) => {
      const path = messenger.fileOf(conversationId, id)
      return { path, gone: path !== null && !(await isThere(path)) }
    },
    'window.chooseDownloads': async () => {
      const [folder] = await open({ properties: ['openDirectory', 'createDirectory'] })
      return folder === undefined ? (await messenger.commands['app.snapshot']({})).settings : messenger.setDownloads(folder)
    },
    'window.whereDownloads': async () => ({ path: messenger.downloads() }),
    'window.showDownloads': async () => {
      const path = messenger.downloads()
      const problem = await mkdir(path, { recursive: true }).then(
        () => openFolder(path),
        (thrown: NodeJS.ErrnoException) => thrown.code ?? 'mkdir',
      )
      if (problem !== '') throw new AppError('file-not-written', { cause: problem })
      return null
    },
  }
}
