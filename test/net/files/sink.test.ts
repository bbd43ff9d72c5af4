import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { strokeMs } from '../../../electron/net/protocols/files/constants.ts'
import { HashingSink, memoryDisk } from '../../../electron/net/protocols/files/index.ts'

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
})
