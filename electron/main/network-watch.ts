import { networkInterfaces } from 'node:os'
import { powerMonitor } from 'electron'
import type { Messenger } from '../net/messenger/index.ts'

/** Node has no event for a changed network, so the addresses are compared this often, ms. */
const lookEveryMs = 5_000

/** Tells the messenger when the computer sleeps, wakes or changes network. */
export function watchNetwork(messenger: Messenger): void {
  let before = JSON.stringify(networkInterfaces())
  setInterval(() => {
    const now = JSON.stringify(networkInterfaces())
    if (now === before) return
    before = now
    messenger.networkChanged()
  }, lookEveryMs).unref()
  powerMonitor.on('suspend', () => messenger.suspend())
  powerMonitor.on('resume', () => messenger.resume())
}
