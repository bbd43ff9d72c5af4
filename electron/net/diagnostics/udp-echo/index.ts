export { startUdpEchoTest } from './echo-test.ts'
export { measureFloor } from './floor.ts'
export { startUdpEchoServer } from './server.ts'
