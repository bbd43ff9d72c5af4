// `npm run bench`: every bench, in turn, each with its reference in the same run.
import { ensureBuilt } from '../../build/scripts/build.mjs'
import { benchDirectory } from './directory.mjs'
import { messages } from './messages.mjs'
import { start } from './start.mjs'

ensureBuilt()
console.log('secure messages of 200 bytes, on disk at both ends (per second; ratio to the floor)')
console.table(await messages())
if (process.platform === 'linux') {
  console.log('cold start and idle memory, against a bare window of the same runtime (needs a display: xvfb-run -a npm run bench)')
  console.table(await start())
}
console.log('the directory: lookups, idle sessions, everybody back at once, presence, many people (needs redis-server)')
await benchDirectory()
process.exit(0)
