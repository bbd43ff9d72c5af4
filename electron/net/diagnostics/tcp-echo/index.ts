export { startTcpEchoServer, type TcpEchoServer } from './server.ts'
