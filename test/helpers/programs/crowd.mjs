// Opens so many connections and holds them; prints how many it got. usage: crowd.mjs PORT COUNT
import { connect } from 'node:net'

const [port, count] = process.argv.slice(2).map(Number)
let [open, failed] = [0, 0]
const next = () =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  })
await Promise.all(
  Array.from({ length: 64 }, async () => {
    while (open + failed < count && failed < 64) (await next()) ? open++ : failed++
  }),
)
console.log(open)
