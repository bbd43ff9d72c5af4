import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { directBytes, pageBytes, writeBytes } from '../../../electron/net/protocols/files/constants.ts'
import { SteadyFile } from '../../../electron/net/protocols/files/steady-file.ts'
import { giveStroke, takeStroke } from '../../../electron/net/protocols/files/strokes.ts'
import { aFolder, noise } from './harness.ts'

/** Positions and lengths that go straight to the disk, that can't, and that do in part. */
const steps = [writeBytes, 1, pageBytes - 1, directBytes, directBytes + 5, 77, writeBytes - 3, writeBytes, 1]

it('has every byte where it belongs, whichever way it went', async () => {
  const path = join(await aFolder(), 'f')
  const all = noise(steps.reduce((sum, bytes) => sum + bytes, 0) & ~3)
  const file = new SteadyFile(await open(path, 'w+'))
  const stroke = takeStroke()
  let at = 0
  for (const step of steps) {
    const bytes = all.subarray(at, at + step)
    stroke.fill(bytes, 0, bytes.length)
    await file.write(stroke.subarray(0, bytes.length), at)
    at += bytes.length
  }
  // Over what is there, from the beginning.
  stroke.fill(all, 0, writeBytes)
  await file.write(stroke.subarray(0, writeBytes), 0)
  await file.sync()
  await file.close()
  giveStroke(stroke)
  expect((await readFile(path)).equals(all)).toBe(true)
})

it('takes memory that is no page’s, too', async () => {
  const path = join(await aFolder(), 'f')
  const all = noise(writeBytes + 4)
  const file = new SteadyFile(await open(path, 'w+'))
  await file.write(all.subarray(0, writeBytes), 0)
  await file.write(all.subarray(writeBytes), writeBytes)
  await file.close()
  expect((await readFile(path)).equals(all)).toBe(true)
})
