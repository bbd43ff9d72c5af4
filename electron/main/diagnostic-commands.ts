import { AppError } from '../../shared/errors.ts'
import type { DiagnosticCommands } from '../../shared/ipc/contract.ts'

const nothing = () => {
  throw new AppError('unknown-run')
}
const wire = { sockets: [], recording: { on: false, since: null, pieces: 0, bytes: 0, dropped: 0 } } as const

/** The calls of the diagnostics. */
export function diagnosticCommands(): DiagnosticCommands {
  return {
    'diagnostics.start': () => {
      throw new AppError('diagnostics-crashed')
    },
    'diagnostics.stop': nothing,
    'diagnostics.kick': nothing,
    'diagnostics.runs': () => [],
    'diagnostics.run': nothing,
    'diagnostics.bytes': () => ({ sent: null, received: null }),
    'diagnostics.forget': () => null,
    'diagnostics.report': nothing,
    'diagnostics.save': nothing,
    'diagnostics.chooseFolder': () => ({ folder: null }),
    'wire.sockets': () => wire,
    'wire.watch': () => wire,
    'wire.record': () => wire.recording,
    'wire.traffic': () => ({ pieces: [], hasMore: false }),
    'wire.export': () => ({ file: null }),
  }
}
