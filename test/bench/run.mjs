// `npm run bench`: every bench, in turn, each with its reference in the same run.
import { ensureBuilt } from '../../build/scripts/build.mjs'
import { messages } from './messages.mjs'

ensureBuilt()
console.log('secure messages of 200 bytes, on disk at both ends (per second; ratio to the floor)')
console.table(await messages())
process.exit(0)
