export { startHttpServer } from './server.ts'
export type { HttpLogEntry, HttpServer, HttpTotals } from './types.ts'
