import { contextBridge, ipcRenderer } from 'electron'
import { channels, eventChannel, openChannel } from '../../shared/ipc/channels.ts'
import { eventAckChannel } from '../ipc/ack-channel.ts'

/** One function per name of the contract; main parses what it is given. No `send` that takes any channel. */
const calls = Object.fromEntries(channels.map((channel) => [channel, (args: unknown) => ipcRenderer.invoke(channel, args)]))

const listen = (channel: string) => (listener: (value: unknown) => void) => {
  const forward = (_event: unknown, value: unknown) => listener(value)
  ipcRenderer.on(channel, forward)
  return () => {
    ipcRenderer.off(channel, forward)
  }
}

ipcRenderer.on(eventChannel, () => ipcRenderer.send(eventAckChannel))

contextBridge.exposeInMainWorld('palabre', { calls, onEvents: listen(eventChannel), onOpen: listen(openChannel) })
