// `npm run bench`: every bench, in turn, each with its reference in the same run.
import { ensureBuilt } from '../../build/scripts/build.mjs'
import { client } from './client.mjs'
import { diagnostics } from './diagnostics.mjs'
import { benchDirectory } from './directory.mjs'
import { echo } from './echo.mjs'
import { benchFiles } from './files.mjs'
import { benchHttp } from './http.mjs'
import { messages } from './messages.mjs'
import { paint } from './paint.mjs'
import { benchRoom } from './room.mjs'
import { start } from './start.mjs'
import { thread } from './thread.mjs'

ensureBuilt()
console.log('secure messages of 200 bytes, on disk at both ends (per second; ratio to the floor)')
console.table(await messages())
console.log('the same while a UDP and a TCP test run in the thread of the diagnostics, both with their servers (per second; ratio to without)')
console.table(await diagnostics())
console.log('a file of 1 GiB, hashed and on disk at both ends, against a bare TLS stream; messages meanwhile')
console.table(await benchFiles())
console.log('what the clients of echo tests add to the round trip that a bare socket loop sees, ms')
console.table(await client())
if (process.platform === 'linux') {
  console.log('the echo servers as started from a terminal (answers per second; ratio to bare Node)')
  console.table(await echo())
  console.log('a room of 100 as started from a terminal: programs against bare Node, people with a Palabre')
  console.table(await benchRoom())
  console.log('cold start and idle memory, against a bare window of the same runtime (needs a display: xvfb-run -a npm run bench)')
  console.table(await start())
  console.log('from Enter in one window to paint in the other, against a bare TCP echo')
  console.table(await paint())
  console.log('a conversation of 100,000 messages: click to paint, frames while scrolling up')
  console.table(await thread())
}
console.log('the directory: lookups, idle sessions, everybody back at once, presence, many people (needs redis-server)')
await benchDirectory()
console.log('`palabre http serve` against bare node:http, per second of the server’s processor')
console.table(await benchHttp())
process.exit(0)
