/** `flood.js ADDRESS PORT OWN SECONDS`: 10,000 well-formed beacons a second that nobody signed. Prints how many went out. */
import { createSocket } from 'node:dgram'
import { setTimeout } from 'node:timers/promises'
import { encodeBeacon } from '../../../electron/net/protocols/discovery/beacon.ts'

const [to = '', port = '', own = '', seconds = '1'] = process.argv.slice(2)
const socket = createSocket('udp4')
await new Promise<void>((resolve) => socket.bind(0, own, resolve))
socket.setBroadcast(true)
const beacon = { key: Buffer.alloc(64, 1), instance: '00'.repeat(8), port: 3000, goodbye: false, address: own, name: 'flood' }
const started = Date.now()
let sent = 0
while (Date.now() - started < Number(seconds) * 1_000) {
  for (; sent < (Date.now() - started) * 10; sent++)
    socket.send(Buffer.concat([encodeBeacon({ ...beacon, sequence: sent, sentAt: Date.now() }), Buffer.alloc(64, 2)]), Number(port), to)
  await setTimeout(2)
}
socket.close()
process.stdout.write(`${JSON.stringify({ sent })}\n`)
