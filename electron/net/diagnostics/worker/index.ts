export { serveDiagnostics } from './guest.ts'
export { DiagnosticsThread } from './host.ts'
export type { ThreadData, Told } from './messages.ts'
