// The platform's floor: the shortest echo servers that Node can have. Roles of a child process; the port goes to the parent.
import dgram from 'node:dgram'
import net from 'node:net'

export function bareTcp(say) {
  const server = net.createServer({ noDelay: true }, (socket) => {
    socket.on('data', (data) => {
      if (socket.write(data)) return
      socket.pause()
      socket.once('drain', () => socket.resume())
    })
    socket.on('error', () => {})
  })
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => say({ port: server.address().port }))
}

/** Without a look-up per datagram: the best that plain Node does. */
export function bareUdp(say) {
  const lookup = (host, options, done) => (done ?? options)(null, host, 4)
  const socket = dgram.createSocket({ type: 'udp4', recvBufferSize: 4 << 20, lookup })
  socket.on('message', (message, from) => socket.send(message, 0, message.length, from.port, from.address))
  socket.bind(0, '127.0.0.1', () => say({ port: socket.address().port }))
}
