export { startThroughputTest, type ThroughputHooks } from './client.ts'
export { throughputLimits } from './constants.ts'
export { startThroughputServer, type ThroughputServer, type ThroughputServerHooks } from './server.ts'
