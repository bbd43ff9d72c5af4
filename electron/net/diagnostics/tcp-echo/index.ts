export { startTcpEchoTest } from './echo-test.ts'
export { startTcpEchoServer, type TcpEchoServer } from './server.ts'
