import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { scanSubnet } from '../../../electron/net/protocols/discovery/index.ts'
import { banner, listen } from '../../../electron/net/protocols/listener/index.ts'

const closing: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

it('finds who greets as a Palabre, on the whole /24, and nobody there takes it for a visitor', async () => {
  const visitors: string[] = []
  let resolve = () => {}
  const visited = new Promise<void>((fulfil) => {
    resolve = fulfil
  })
  const visit = (kind: string) => {
    visitors.push(kind)
    resolve()
  }
  const options = { banner, onSecure: () => visit('secure'), onPlain: () => visit('plain') }
  const first = await listen({ host: '127.7.7.5', port: 0, ...options })
  const { port } = first.address
  const second = await listen({ host: '127.7.7.200', port, ...options })
  const other = createServer((socket) => socket.on('error', () => {}).end('220 mail ready\r\n')).listen(port, '127.7.7.6')
  const silent = createServer((socket) => socket.on('error', () => {})).listen(port, '127.7.7.7')
  await Promise.all([once(other, 'listening'), once(silent, 'listening')])
  closing.push(
    () => first.stop(),
    () => second.stop(),
    () => other.close(),
    () => silent.close(),
  )
  const progress: number[] = []
  const found = await scanSubnet('127.7.7.1', { port, onProgress: ({ done, of }) => progress.push(done / of) })
  expect(found.map((each) => each.host).sort()).toEqual(['127.7.7.200', '127.7.7.5'])
  expect(progress).toHaveLength(253)
  expect(progress.at(-1)).toBe(1)
  // Whoever came before this one would have been taken for a visitor by now.
  const silentVisitor = connect(port, '127.7.7.5')
  closing.push(() => silentVisitor.destroy())
  await visited
  expect(visitors).toEqual(['plain'])
})

it('stops when asked to', async () => {
  const server = createServer((socket) => socket.on('error', () => {}))
  server.listen(0, '127.7.7.9')
  await once(server, 'listening')
  closing.push(() => server.close())
  const abort = new AbortController()
  const scan = scanSubnet('127.7.7.1', { port: (server.address() as AddressInfo).port, signal: abort.signal, onProgress: () => abort.abort() })
  await expect(scan).rejects.toMatchObject({ code: 'ECONNABORTED' })
})

it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', 'fe80::1', 'somewhere', ''])('does not knock at %j', async (address) => {
  await expect(scanSubnet(address, { port: 3000 })).rejects.toMatchObject({ code: 'bad-address' })
})
