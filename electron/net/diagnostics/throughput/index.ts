export { startThroughputTest } from './client.ts'
export { throughputLimits } from './constants.ts'
export { startThroughputServer, type ThroughputServer } from './server.ts'
