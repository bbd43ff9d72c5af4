import { ipcMain } from 'electron'
import { channels } from '../../shared/ipc/channels.ts'
import { eventAckChannel } from './ack-channel.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { Sender } from './trusted-sender.ts'

/** Turns the contract into Electron IPC: every channel goes through the one dispatcher. `onTaken`: the page has taken a batch of events. */
export function registerCalls(dispatcher: Dispatcher<Sender>, isTrusted: (event: Sender) => boolean, onTaken: () => void): void {
  for (const channel of channels) ipcMain.handle(channel, (event, args: unknown) => dispatcher.dispatch(event, channel, args))
  ipcMain.on(eventAckChannel, (event) => {
    if (isTrusted(event)) onTaken()
  })
}
