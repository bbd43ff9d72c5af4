import { hash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { strokeMs, writeBytes } from '../../../electron/net/protocols/files/constants.ts'
import { folderDisk, HashingSink, memoryDisk } from '../../../electron/net/protocols/files/index.ts'
import { noise } from './harness.ts'

describe('a sink', () => {
  it('keeps one stroke for a trickle while the disk takes nothing, however long it takes', async () => {
    const disk = memoryDisk()
    const sizes: number[] = []
    let open = () => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const write = async (bytes: Buffer, at: number) => {
      sizes.push(bytes.length)
      await gate
      await disk.write(bytes, at)
    }
    const sink = new HashingSink({ ...disk, write }, 5)
    await sink.start()
    const allWritten = new Promise<void>((resolve) => {
      sink.onWritten = (at) => at === 5 && resolve()
    })
    for (const letter of 'abcde') {
      sink.write(Buffer.from(letter))
      await wait(strokeMs + 10)
    }
    expect(sizes).toEqual([1])
    open()
    await allWritten
    expect(sizes).toEqual([1, 4])
    expect(disk.bytes().toString()).toBe('abcde')
    await sink.close()
  })

  it('gives the disk whole pages again after a part of one', async () => {
    const disk = memoryDisk()
    const writes: (readonly [at: number, bytes: number])[] = []
    const write = async (bytes: Buffer, at: number) => {
      writes.push([at, bytes.length])
      await disk.write(bytes, at)
    }
    const sink = new HashingSink({ ...disk, write }, 3 * writeBytes)
    await sink.start()
    const partWritten = new Promise<void>((resolve) => {
      sink.onWritten = () => resolve()
    })
    const bytes = noise(3 * writeBytes)
    sink.write(bytes.subarray(0, 5))
    await partWritten
    sink.write(bytes.subarray(5))
    await sink.end(bytes.length, hash('sha256', bytes, 'buffer'))
    expect(writes).toEqual([
      [0, 5],
      [5, writeBytes - 5],
      [writeBytes, writeBytes],
      [2 * writeBytes, writeBytes],
    ])
    expect(disk.bytes().equals(bytes)).toBe(true)
  })

  it('begins each great file of a folder with a stroke of its own; small ones share theirs', () => {
    const file = (path: string, size: number) => ({ path, size, modified: 0 })
    const sizes = [10, 0, 20, 2 * writeBytes + 7, 5, writeBytes, 0, writeBytes - 1, writeBytes - 1, 3]
    const total = sizes.reduce((sum, size) => sum + size, 0)
    const disk = folderDisk(
      '/nowhere',
      sizes.map((size, index) => file(`f${index}`, size)),
    )
    const cuts: number[] = []
    for (let at = 0; at < total; at = disk.cut(at)) cuts.push(at)
    const [first, second] = [30, 30 + 2 * writeBytes + 7 + 5]
    const small = second + writeBytes
    expect(cuts).toEqual([0, first, first + writeBytes, first + 2 * writeBytes, second - 5, second, small, small + writeBytes, small + 2 * writeBytes])
  })

  it('stops at once when it is closed while it hashes what is here', async () => {
    let [reads, closed] = [0, false]
    let reading = () => {}
    const second = new Promise<void>((resolve) => {
      reading = resolve
    })
    const disk = {
      ...memoryDisk(),
      length: async () => 100 * writeBytes,
      read: async (into: Buffer) => {
        if (++reads === 2) reading()
        return into.length
      },
      close: async () => {
        closed = true
      },
    }
    const sink = new HashingSink(disk, 100 * writeBytes)
    const started = expect(sink.start()).rejects.toMatchObject({ code: 'cancelled' })
    await second
    await sink.close()
    await started
    expect(reads).toBeLessThan(5)
    expect(closed).toBe(true)
  })
})
