import { once } from 'node:events'
import { connect } from 'node:net'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { greeting } from '../../electron/net/diagnostics/throughput/constants.ts'
import { startThroughputServer } from '../../electron/net/diagnostics/throughput/index.ts'
import { readLine } from '../../electron/net/diagnostics/throughput/lines.ts'

it('a line is read or refused, whatever it is', () => {
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (line) => readLine(line)?.numbers.every(Number.isSafeInteger) !== false))
})

it('the server survives any bytes, before and after the greeting, and sends nobody a load who did not ask for it in order', async () => {
  const server = await startThroughputServer({ host: '127.0.0.1', port: 0 })
  const visit = async (pieces: readonly Uint8Array[]): Promise<number> => {
    const socket = connect(server.address.port, '127.0.0.1')
    let heard = 0
    socket.on('error', () => {}).on('data', (bytes) => (heard += bytes.length))
    await once(socket, 'connect')
    for (const piece of pieces) socket.write(piece)
    socket.end()
    await once(socket, 'close')
    return heard
  }
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }), async (greets, pieces) => {
      const heard = await visit(greets ? [Buffer.from(`${greeting}\n`), ...pieces] : pieces)
      expect(heard).toBeLessThan(4_096)
    }),
    { numRuns: 100 },
  )
  expect(server.totals.open).toBe(0)
  await server.stop()
})
