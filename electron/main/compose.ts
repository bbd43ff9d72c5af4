import type { BrowserWindow } from 'electron'
import { eventChannel } from '../../shared/ipc/channels.ts'
import { createDispatcher, type Handlers } from '../ipc/dispatcher.ts'
import { forwardEvents } from '../ipc/forward-events.ts'
import { registerCalls } from '../ipc/register.ts'
import { systemClock } from '../net/core/clock.ts'
import type { Logger } from '../net/core/types.ts'
import { type Messenger, openMessenger } from '../net/messenger/index.ts'
import { watchNetwork } from './network-watch.ts'
import { notifyOfMessages } from './notifications.ts'
import type { Options } from './options.ts'
import { systemVault } from './safe-storage-vault.ts'
import type { UnreadTray } from './tray.ts'
import { windowCommands } from './window-commands.ts'

export interface Composition {
  readonly folder: string
  readonly options: Options
  readonly logger: Logger
  readonly origins: readonly string[]
  readonly tray: () => UnreadTray | null
}

/**
 * Builds every service and wires them. The window is created in between: calls that arrive before the messenger is open wait for it,
 * so nobody waits for keys and disk to see a window.
 */
export function compose({ folder, options, logger, origins, tray }: Composition): { readonly connect: (window: BrowserWindow) => Promise<Messenger> } {
  const opening = openMessenger({ folder, vault: systemVault(), overrides: options.overrides, logger })
  const handlers = opening.then((messenger): Handlers => ({ ...messenger.commands, ...windowCommands(tray) }))
  handlers.catch(() => {})
  registerCalls(
    createDispatcher(() => handlers, logger),
    origins,
  )

  return {
    connect: async (window) => {
      const messenger = await opening
      const send = (batch: unknown) => {
        if (!window.isDestroyed() && !window.webContents.isCrashed()) window.webContents.send(eventChannel, batch)
      }
      forwardEvents(messenger.events.subscribe, send, systemClock)
      notifyOfMessages({ window, commands: messenger.commands, subscribe: messenger.events.subscribe })
      watchNetwork(messenger)
      await messenger.start()
      return messenger
    },
  }
}
