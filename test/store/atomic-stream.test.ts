import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeAtomicStream } from '../../electron/store/atomic-stream.ts'
import { aSmallDisk, canMount } from './helpers/small-disk.ts'
import { temporaryFolder } from './helpers/temporary.ts'

function* lines(count: number) {
  for (let i = 0; i < count; i++) yield `line ${i} é 👋\n`
}

it('writes many lines in order, in place of what was there, for its owner only, while other things go on', async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'f.txt')
  writeFileSync(file, 'old')
  let turns = 0
  const counting = setInterval(() => turns++, 0)
  await writeAtomicStream(file, lines(200_000))
  clearInterval(counting)
  expect(readFileSync(file, 'utf8')).toBe([...lines(200_000)].join(''))
  expect([readdirSync(folder), statSync(file).mode & 0o777]).toEqual([['f.txt'], 0o600])
  expect(turns).toBeGreaterThan(5)
})

it('leaves what was there, and nothing else, when the lines fail in the middle', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'f.txt'), 'old')
  function* failing() {
    yield* lines(100_000)
    throw new Error('damaged')
  }
  await expect(writeAtomicStream(join(folder, 'f.txt'), failing())).rejects.toThrow('damaged')
  expect([readdirSync(folder), readFileSync(join(folder, 'f.txt'), 'utf8')]).toEqual([['f.txt'], 'old'])
})

it('says so when there is no such folder, or the name is a folder', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'd'))
  await expect(writeAtomicStream(join(folder, 'gone', 'f.txt'), lines(1))).rejects.toMatchObject({ code: 'ENOENT' })
  await expect(writeAtomicStream(join(folder, 'd'), lines(1))).rejects.toMatchObject({ code: expect.stringMatching(/^(EISDIR|EPERM|EACCES)$/) })
  expect(readdirSync(folder)).toEqual(['d'])
})

it.skipIf(!canMount)('leaves nothing behind on a full disk', async () => {
  const folder = aSmallDisk()
  await expect(writeAtomicStream(join(folder, 'f.txt'), lines(1_000_000))).rejects.toMatchObject({ code: 'ENOSPC' })
  expect(readdirSync(folder)).toEqual([])
})
