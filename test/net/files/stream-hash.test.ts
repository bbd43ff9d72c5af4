import { createHash } from 'node:crypto'
import { afterEach, expect, it, vi } from 'vitest'
import { StreamHash } from '../../../electron/net/protocols/files/stream-hash.ts'

afterEach(() => vi.useRealTimers())

it('hashes at the very moment in which the thread of the last one ends', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const first = new StreamHash()
  await first.update(new Uint8Array(1))
  first.drop()
  vi.runAllTimers()
  const next = new StreamHash()
  const bytes = Buffer.from('abc')
  await next.update(bytes)
  expect(Buffer.compare(await next.digest(), createHash('sha256').update(bytes).digest())).toBe(0)
  next.drop()
})
