import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { expect, it } from 'vitest'
import { systemClock } from '../../../electron/net/core/clock.ts'
import { silenceMs } from '../../../electron/net/protocols/room/constants.ts'
import { afterSilence } from '../../../electron/net/protocols/room/silence.ts'

it('who spoke while this process was busy was not silent', async () => {
  const server = createServer((socket) => void socket.on('error', () => {}).write('what came meanwhile')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { readonly port: number }
  const socket = connect({ host: '127.0.0.1', port })
  const happened: string[] = []
  const cancel = afterSilence(
    systemClock,
    () => true,
    () => happened.push('silence'),
  )
  socket.on('data', () => {
    happened.push('heard')
    cancel()
  })
  await once(socket, 'connect')
  await new Promise((resolve) => setImmediate(resolve))
  for (const until = performance.now() + 2 * silenceMs; performance.now() < until; );
  await expect.poll(() => happened).toContain('heard')
  expect(happened).toEqual(['heard'])
  socket.destroy()
  server.close()
})

it('while nothing is read, silence means nothing', async () => {
  let isRead = false
  const silent = new Promise<boolean>((resolve) => {
    afterSilence(
      systemClock,
      () => isRead,
      () => resolve(isRead),
    )
  })
  setTimeout(() => {
    isRead = true
  }, 3 * silenceMs)
  expect(await silent).toBe(true)
})
