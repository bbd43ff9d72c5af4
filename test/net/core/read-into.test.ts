import { once } from 'node:events'
import { Duplex } from 'node:stream'
import { expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../../electron/net/core/clock.ts'
import { readInto } from '../../../electron/net/core/read-into.ts'
import { tap } from '../../../electron/net/diagnostics/wire/tap.ts'
import { acceptAny, connectStream } from '../../../electron/net/protocols/secure-peer/index.ts'
import type { Stream } from '../../../electron/net/protocols/secure-peer/types.ts'
import { noise } from '../files/harness.ts'
import { connectedPair, optionsOf, people } from '../secure-peer/people.ts'

const memory = () => Buffer.alloc(16 * 1024)
const sent = noise(1_000_000)

async function secured() {
  const { alice, bob } = await people()
  const [near, far] = await connectedPair('TCP')
  const [accepted, dialled] = await Promise.all([
    acceptAny(far, ['test/1'], optionsOf(bob, systemClock, 'bob')) as Promise<Stream>,
    connectStream(near, 'test/1', { ...optionsOf(alice, systemClock, 'alice'), expected: bob.id }),
  ])
  onTestFinished(() => {
    dialled.socket.destroy()
    accepted.socket.destroy()
  })
  return [dialled.socket, accepted.socket] as const
}

it('brings every byte of a TLS connection into the same memory, and its end', async () => {
  const [from, to] = await secured()
  const into = memory()
  const came: Buffer[] = []
  let elsewhere = 0
  readInto(to, into, (bytes) => {
    came.push(Buffer.from(bytes))
    if (bytes.buffer !== into.buffer) elsewhere++
  })
  from.end(sent)
  await once(to, 'end')
  expect(Buffer.concat(came).equals(sent)).toBe(true)
  // Fails where Node reads otherwise than `readInto` knows: then it is slower, but nothing is lost.
  expect(elsewhere).toBe(0)
})

it('lets the wire hear, from when it does', async () => {
  const [from, to] = await secured()
  const came: Buffer[] = []
  const heard: Buffer[] = []
  let enough = () => {}
  const half = new Promise<void>((resolve) => {
    enough = resolve
  })
  readInto(to, memory(), (bytes) => {
    came.push(Buffer.from(bytes))
    if (Buffer.concat(came).length === 500_000) enough()
  })
  from.write(sent.subarray(0, 500_000))
  await half
  const untap = tap(to, (direction, bytes) => direction === 'in' && heard.push(Buffer.from(bytes)))
  from.end(sent.subarray(500_000))
  await once(to, 'end')
  untap()
  expect(Buffer.concat(came).equals(sent)).toBe(true)
  expect(Buffer.concat(heard).equals(sent.subarray(500_000))).toBe(true)
})

it('reads a stream that is no socket', async () => {
  const came: Buffer[] = []
  const stream = new Duplex({ read() {}, write() {} })
  readInto(stream, memory(), (bytes) => came.push(bytes))
  stream.push(Buffer.from('hello'))
  stream.push(null)
  await once(stream, 'end')
  expect(Buffer.concat(came).toString()).toBe('hello')
})
