// An echo server that does nothing for 200 ms of each second: a garbage collector, a lock, a busy disk. Prints its port.
import { createServer } from 'node:net'

const nothing = new Int32Array(new SharedArrayBuffer(4))
setInterval(() => Atomics.wait(nothing, 0, 0, 200), 1_000)
const server = createServer({ noDelay: true }, (socket) => socket.on('error', () => {}).on('data', (data) => socket.write(data)))
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
