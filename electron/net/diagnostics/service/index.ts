export { createDiagnostics, type Diagnostics, type DiagnosticsDeps } from './diagnostics.ts'
