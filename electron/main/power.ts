import { networkInterfaces } from 'node:os'
import { app, powerMonitor } from 'electron'
import type { Messenger } from '../net/messenger/index.ts'

/** Node has no event for a changed network, so the addresses are compared this often, ms. */
const lookEveryMs = 5_000

/** Tells the messenger when the computer sleeps, wakes or changes network; quits in order when it is shut down. Answers what ends the watching. */
export function watchComputer({ suspend, resume, networkChanged }: Pick<Messenger, 'suspend' | 'resume' | 'networkChanged'>): () => void {
  let before = JSON.stringify(networkInterfaces())
  const timer = setInterval(() => {
    const now = JSON.stringify(networkInterfaces())
    if (now === before) return
    before = now
    networkChanged()
  }, lookEveryMs)
  const quit = () => app.quit()
  powerMonitor.on('suspend', suspend)
  powerMonitor.on('resume', resume)
  powerMonitor.on('shutdown', quit)
  return () => {
    clearInterval(timer)
    powerMonitor.off('suspend', suspend)
    powerMonitor.off('resume', resume)
    powerMonitor.off('shutdown', quit)
  }
}
