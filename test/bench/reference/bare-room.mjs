// The course's room on bare Node, as fast as it gets: all lines of one turn of the event loop are one write for each member.
import net from 'node:net'

export function bareRoom(say) {
  const members = new Set()
  let turn = []
  const flush = () => {
    const lines = turn
    turn = []
    const all = Buffer.from(lines.map(({ text }) => text).join(''))
    const speakers = new Set(lines.map(({ from }) => from))
    for (const member of members) {
      if (!speakers.has(member)) member.socket.write(all)
      else {
        const others = lines.filter(({ from }) => from !== member)
        if (others.length > 0) member.socket.write(others.map(({ text }) => text).join(''))
      }
    }
  }
  const broadcast = (text, from) => {
    if (turn.length === 0) setImmediate(flush)
    turn.push({ text, from })
  }
  const server = net.createServer({ noDelay: true }, (socket) => {
    const member = { socket, name: null }
    let rest = ''
    socket.setEncoding('utf8')
    socket.write('Entrez votre pseudo: ')
    socket.on('error', () => {})
    socket.on('close', () => members.delete(member) && broadcast(`*** ${member.name} a quitté le chat ***\n`, null))
    socket.on('data', (data) => {
      const lines = (rest + data).split('\n')
      rest = lines.pop()
      for (const line of lines) {
        if (member.name !== null) broadcast(`${member.name}: ${line}\n`, member)
        else {
          member.name = line
          members.add(member)
          broadcast(`*** ${line} a rejoint le chat ***\n`, null)
        }
      }
    })
  })
  server.listen(0, '127.0.0.1', () => say({ port: server.address().port }))
}
