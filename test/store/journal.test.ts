import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Journal } from '../../electron/store/journal.ts'
import { decodeChanges, encodeChanges, openBlock, sealBlock } from '../../electron/store/journal-block.ts'
import type { Change } from '../../electron/store/statements.ts'
import { aSmallDisk, canMount, fill } from './helpers/small-disk.ts'
import { key, temporaryFolder } from './helpers/temporary.ts'

const journalIn = (folder: string) => new Journal(join(folder, 'history.db'), key)
const change = (n: number, bytes = 0): Uint8Array => encodeChanges([['UPDATE t SET v = ?, b = ?', [n, Buffer.alloc(bytes, n)]]])
/** The numbers that a journal, opened anew, gives to a history of this generation. */
const missing = (folder: string, generation: number | null) =>
  journalIn(folder)
    .missing(generation)
    .blocks.map(({ changes }) => changes[0]?.[1][0])
const part = (folder: string, n: number) => join(folder, `history.journal-${n}`)
const head = { generation: 3, index: 7, previous: Buffer.alloc(16, 1) }

// SQLite knows no negative zero.
const values = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  fc.constant(null),
  fc.uint8Array(),
)

it('keeps every value as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.array(values))), (changes) => {
      const again = decodeChanges(encodeChanges(changes)).map(([sql, given]) => [
        sql,
        given.map((value) => (value instanceof Uint8Array ? new Uint8Array(value) : value)),
      ])
      expect(again).toEqual(changes)
    }),
  )
})

it('opens a block that is whole, and none that is changed in any byte, shorter, or of another key', () => {
  const changes: readonly Change[] = [['INSERT INTO t VALUES (?)', ['Grüße']]]
  const block = sealBlock(key, head, encodeChanges(changes))
  expect(openBlock(key, Buffer.concat([block, Buffer.alloc(9)]))).toMatchObject({ block: { ...head, changes }, length: block.length })
  expect(openBlock(new Uint8Array(32), block)).toBeNull()
  for (let at = 0; at < block.length; at++) {
    const changed = Buffer.from(block)
    changed[at] = (changed[at] as number) ^ 1
    expect(openBlock(key, changed), `byte ${at}`).toBeNull()
    expect(openBlock(key, block.subarray(0, at)), `${at} bytes`).toBeNull()
  }
})

it('gives a history what it misses, in order, through both files', () => {
  const folder = temporaryFolder()
  const journal = journalIn(folder)
  for (let n = 1; n <= 9; n++) journal.append(Math.ceil(n / 3), change(n))
  expect([0, 1, 2, 3].map((generation) => missing(folder, generation))).toEqual([[1, 2, 3, 4, 5, 6, 7, 8, 9], [4, 5, 6, 7, 8, 9], [7, 8, 9], []])
  expect(missing(folder, null)).toHaveLength(9)
  expect(journalIn(folder).missing(3).greatest).toBe(3)
})

it('begins a file again when the history has what it holds, and only then', () => {
  const folder = temporaryFolder()
  const journal = journalIn(folder)
  for (let generation = 1; generation <= 40; generation++) {
    journal.append(generation, change(generation, 20_000))
    if (generation > 20) journal.settled(generation - 1)
  }
  expect(missing(folder, 39)).toEqual([40])
  expect(missing(folder, 38)).toEqual([39, 40])
  const size = statSync(part(folder, 0)).size + statSync(part(folder, 1)).size
  expect(size).toBeLessThan(700_000)
})

it('ends at a gap: what follows one was never promised', () => {
  const folder = temporaryFolder()
  const journal = journalIn(folder)
  for (let n = 1; n <= 4; n++) journal.append(1, change(n, 100))
  const file = readFileSync(journal.file as string)
  journal.append(2, change(5))
  journal.settled(1)
  journal.append(3, change(6))
  const first = part(folder, 0)
  writeFileSync(first, file.fill(0xff, 500, 510))
  expect(missing(folder, 0).length).toBeLessThan(4)
  expect(missing(folder, 1)).toEqual([5])
  // Numbers that are there are never given again, missing or not.
  expect(journalIn(folder).missing(0).greatest).toBe(2)
})

it('goes on in the other file once all is settled, and gives nothing of a time before a file was begun again', () => {
  const folder = temporaryFolder()
  const journal = journalIn(folder)
  for (const n of [1, 2, 3]) journal.append(n, change(n))
  expect(journal.isSettled).toBe(false)
  journal.allSettled()
  expect(journal.isSettled).toBe(true)
  const before = journal.file
  for (const n of [4, 5]) journal.append(n, change(n))
  expect(journal.file).toBe(before)
  journal.settled(4)
  journal.append(6, change(6))
  expect(journal.file).not.toBe(before)
  expect(missing(folder, null)).toEqual([5, 6])
})

it('ends at a generation that it has not', () => {
  const folder = temporaryFolder()
  const journal = journalIn(folder)
  for (const n of [1, 2, 4]) journal.append(n, change(n))
  expect([missing(folder, 0), missing(folder, 2), missing(folder, 3)]).toEqual([[1, 2], [], [4]])
})

it('ends where the file ends, wherever that is', () => {
  const folder = temporaryFolder()
  const journal = journalIn(folder)
  for (let n = 1; n <= 3; n++) journal.append(1, change(n, 50))
  for (let size = 800, last = 3; size >= 0; size -= 13) {
    truncateSync(journal.file as string, size)
    const left = missing(folder, 0)
    expect(left).toEqual([1, 2, 3].slice(0, left.length))
    expect(left.length).toBeLessThanOrEqual(last)
    last = left.length
  }
  appendFileSync(journal.file as string, Buffer.alloc(100, 0xff))
  expect(missing(folder, 0)).toEqual([])
})

it('takes a group larger than itself, and is small again afterwards', () => {
  const folder = temporaryFolder()
  const journal = journalIn(folder)
  journal.append(1, change(1, 3_000_000))
  expect(journal.isFull).toBe(true)
  expect(missing(folder, 0)).toEqual([1])
  journal.settled(1)
  for (const generation of [2, 3]) journal.append(generation, change(generation))
  expect(statSync(part(folder, 0)).size).toBeLessThan(600_000)
  expect(journal.isFull).toBe(false)
})

it.runIf(canMount)('says that the disk is full, and goes on where it was', () => {
  const folder = aSmallDisk()
  const journal = journalIn(folder)
  journal.append(1, change(1))
  fill(join(folder, 'ballast'))
  expect(() => journal.append(1, change(2, 600_000))).toThrow(expect.objectContaining({ code: 'disk-full' }))
  journal.append(1, change(3))
  expect(missing(folder, 0)).toEqual([1, 3])
})
