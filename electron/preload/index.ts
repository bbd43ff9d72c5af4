import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { channels, dropChannel, eventChannel, openChannel } from '../../shared/ipc/channels.ts'
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

/** A path is asked of Chromium itself: only a file that a person dropped, pasted or chose has one. */
const filesDropped = async (files: readonly File[]): Promise<readonly string[]> => {
  const paths = [...files].map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '')
  return paths.length === 0 ? [] : ((await ipcRenderer.invoke(dropChannel, paths)) as readonly string[])
}

contextBridge.exposeInMainWorld('palabre', { filesDropped, calls, onEvents: listen(eventChannel), onOpen: listen(openChannel) })
