import { channels } from '../../shared/ipc/channels.ts'
import type { DiagnosticCommands } from '../../shared/ipc/contract.ts'
import type { Diagnostics, DiagnosticsDeps } from '../net/diagnostics/service/index.ts'
import { WireRegistry } from '../net/diagnostics/wire/index.ts'

export interface LateDiagnostics {
  readonly commands: DiagnosticCommands
  readonly stop: () => Promise<void>
}

/** Sockets are known from the first one on; everything else of the diagnostics is loaded with the first call. */
export function lateDiagnostics(deps: Promise<Omit<DiagnosticsDeps, 'registry'>>): LateDiagnostics {
  const registry = new WireRegistry({ idsAfter: 0, parity: 0, dialled: 'outbound' })
  deps.catch(() => {})
  let loading: Promise<Diagnostics> | null = null
  const load = async () => {
    const [{ createDiagnostics }, given] = await Promise.all([import('../net/diagnostics/service/index.ts'), deps])
    return createDiagnostics({ ...given, registry })
  }
  const names = channels.filter((name): name is keyof DiagnosticCommands => name.startsWith('diagnostics.') || name.startsWith('wire.'))
  const callOf = (name: keyof DiagnosticCommands) => async (args: never) => {
    loading ??= load()
    const { commands } = await loading
    return (commands[name] as (args: never) => unknown)(args)
  }
  return {
    commands: Object.fromEntries(names.map((name) => [name, callOf(name)])) as unknown as DiagnosticCommands,
    async stop() {
      // What could not be loaded has nothing to end, and keeps the messenger from nothing.
      const loaded = await loading?.catch(() => null)
      await loaded?.stop()
      registry.stop()
    },
  }
}
