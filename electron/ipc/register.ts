import { ipcMain } from 'electron'
import { AppError } from '../../shared/errors.ts'
import { channels } from '../../shared/ipc/channels.ts'
import type { Dispatch } from './dispatcher.ts'
import { isTrustedSender } from './trusted-sender.ts'

/** Turns the contract into Electron IPC: every channel, one sender check. */
export function registerCalls(dispatch: Dispatch, origins: readonly string[]): void {
  for (const channel of channels) {
    ipcMain.handle(channel, (event, args: unknown) =>
      isTrustedSender(event, origins) ? dispatch(channel, args) : { ok: false, error: new AppError('forbidden').toData() },
    )
  }
}
