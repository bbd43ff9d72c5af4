import { ipcMain } from 'electron'
import { channels, dropChannel } from '../../shared/ipc/channels.ts'
import { eventAckChannel } from './ack-channel.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { Sender } from './trusted-sender.ts'

export interface CallTarget {
  readonly dispatch: Dispatcher<Sender>['dispatch']
  /** The page has taken a batch of events. */
  readonly taken: (event: Sender) => void
  /** The preload names files that were dropped: their paths against tokens. */
  readonly dropped: (event: Sender, paths: unknown) => readonly string[]
}

/** Turns the contract into Electron IPC. Calls that come before the target is loaded wait for it. */
export function registerCalls(target: Promise<CallTarget>): void {
  for (const channel of channels) ipcMain.handle(channel, async (event, args: unknown) => (await target).dispatch(event, channel, args))
  ipcMain.handle(dropChannel, async (event, paths: unknown) => (await target).dropped(event, paths))
  ipcMain.on(eventAckChannel, (event) => void target.then(({ taken }) => taken(event)).catch(() => {}))
}
