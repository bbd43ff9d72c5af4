export { startUdpEchoTest } from './echo-test.ts'
export { measureFloor } from './floor.ts'
export { startUdpEchoServer, type UdpEchoServer } from './server.ts'
