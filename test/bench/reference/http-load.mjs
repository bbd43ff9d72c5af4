// Requests over connections that stay, one after the other on each; prints all answers, and answers per second once warm. usage: http-load.mjs PORT PATH CONNECTIONS SECONDS
import net from 'node:net'

const [port, path, connections, seconds] = process.argv.slice(2)
const request = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
let answers = 0

/** Counts whole answers by their Content-Length. */
function connect() {
  const socket = net.connect({ port: Number(port), host: '127.0.0.1', noDelay: true }, () => socket.write(request))
  let [left, head] = [0, '']
  socket.on('data', (part) => {
    if (left > 0) left -= part.length
    else {
      head += part.toString('latin1')
      const end = head.indexOf('\r\n\r\n')
      if (end === -1) return
      if (!head.startsWith('HTTP/1.1 200')) throw new Error(head.slice(0, 100))
      left = Number(/content-length: (\d+)/i.exec(head)[1]) - (head.length - end - 4)
      head = ''
    }
    if (left !== 0) return
    answers++
    socket.write(request)
  })
  socket.on('error', (error) => {
    throw error
  })
}

for (let i = 0; i < Number(connections); i++) connect()
setTimeout(() => {
  const [from, before] = [performance.now(), answers]
  setTimeout(() => {
    console.log(JSON.stringify({ answers, perSecond: ((answers - before) / (performance.now() - from)) * 1_000 }))
    process.exit(0)
  }, seconds * 1_000)
}, 500)
