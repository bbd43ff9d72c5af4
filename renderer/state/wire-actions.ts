import { wireLimits } from '../../shared/diagnostic-limits.ts'
import { getApi } from '../api.ts'
import { tell } from './call.ts'
import { useWire } from './wire-store.ts'

/** While the page is open; answers what ends it. */
export function watchWire(): () => void {
  let open = true
  void tell('wire.watch', { on: true }).then((wire) => {
    if (wire && open) useWire.setState(wire)
  })
  return () => {
    open = false
    getApi()
      .call('wire.watch', { on: false })
      .catch(() => undefined)
  }
}

export async function record(on: boolean): Promise<void> {
  const recording = await tell('wire.record', { on })
  if (recording) useWire.setState({ recording })
}

export const traffic = (socket: number | null, after: number) => tell('wire.traffic', { socket, after, limit: wireLimits.pagePieces })
export const exportWire = (socket: number | null) => tell('wire.export', { socket })
