export { serveDiagnostics } from './guest.ts'
export { DiagnosticsThread, type RemoteCalls } from './host.ts'
export type { ThreadData, Told } from './messages.ts'
