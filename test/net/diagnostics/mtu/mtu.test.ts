import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { findMtu } from '../../../../electron/net/diagnostics/mtu/index.ts'
import { searchMtu } from '../../../../electron/net/diagnostics/mtu/search.ts'

const open: ReturnType<typeof createSocket>[] = []
afterEach(() => {
  for (const socket of open.splice(0)) socket.close()
})

/** Answers what is at most so large. */
async function reflector(largest: number): Promise<number> {
  const socket = createSocket('udp4')
  open.push(socket)
  socket.on('message', (message, from) => message.length <= largest && socket.send(message, from.port, from.address))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return socket.address().port
}

describe('the largest datagram', () => {
  it('is found, whatever it is, in few steps', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1_200, max: 65_507 }), async (limit) => {
        const { largest, steps, atMost } = await searchMtu(async (size) => size <= limit, 65_507)
        expect([largest, atMost]).toEqual([limit, limit === 65_507])
        expect(steps.length).toBeLessThan(20)
      }),
    )
  })

  it('survives one loss, and says when nothing comes back', async () => {
    let n = 0
    expect((await searchMtu(async (size) => size <= 1_400 && n++ % 2 === 1, 1_472)).largest).toBe(1_400)
    expect(await searchMtu(async () => false, 1_472)).toMatchObject({ largest: null, steps: [{ size: 1_200, tries: 3 }] })
  })

  it('over real sockets', async () => {
    const port = await reflector(1_350)
    expect(await findMtu({ host: '127.0.0.1', port }, { most: 1_472, waitMs: 30 })).toMatchObject({ largest: 1_350, atMost: false })
    const wide = await reflector(65_507)
    expect(await findMtu({ host: '127.0.0.1', port: wide }, { most: 1_472 })).toMatchObject({ largest: 1_472, atMost: true })
  })

  it('a closed port says so; stopping stops', async () => {
    const port = await reflector(0)
    await expect(findMtu({ host: '127.0.0.1', port }, { most: 1_472, signal: AbortSignal.timeout(20) })).rejects.toMatchObject({ code: 'ECONNABORTED' })
    open.pop()?.close()
    await expect(findMtu({ host: '127.0.0.1', port }, { most: 1_472 })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})
