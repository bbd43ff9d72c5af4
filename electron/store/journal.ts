import { createHmac } from 'node:crypto'
import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { syncFolder } from './atomic-file.ts'
import { asAppError } from './faults.ts'
import { type Block, openBlock, sealBlock, tagBytes } from './journal-block.ts'

/** Room is made in steps of so many bytes, with zeros: to sync what is overwritten is quicker than to sync what is appended. */
const stepBytes = 128 * 1024
/** A batch is committed when its file has so many bytes, some 500 messages: that takes a few ms. A group that is larger by itself still fits. */
const fullBytes = 256 * 1024
/** A file that a large group has made longer is cut back to so many bytes. */
const keptBytes = 2 * fullBytes

/** One of the two files, while it is written. */
interface Part {
  readonly file: string
  readonly fd: number
  /** Bytes that the file has; bytes that are used. */
  room: number
  end: number
  /** Generation of its last block. */
  last: number
}

const none = Buffer.alloc(tagBytes)

/**
 * What was written to the history since its last commit: each group of changes is one small block, so that it is on disk by one short write, where a
 * commit writes every page that it touched. A batch (a generation) of groups is committed later, at once (batch.ts). Two files in turn: one is begun
 * again when all that it holds is in the history and that is synced. Found at a start, they are what the history still misses.
 */
export class Journal {
  readonly #files: readonly [string, string]
  readonly #key: Uint8Array
  readonly #parts: [Part | null, Part | null] = [null, null]
  #current: 0 | 1 = 0
  /** Up to this generation all is in the history, and that on disk. */
  #settled = 0
  #previous = none
  #generation = 0
  #index = 0

  /** `file`: of the history. */
  constructor(file: string, key: Uint8Array) {
    this.#files = [file.replace(/\.db$/, '.journal-0'), file.replace(/\.db$/, '.journal-1')]
    this.#key = createHmac('sha256', key).update('palabre journal').digest()
  }

  /** Where the last block is; null: there is none yet. */
  get file(): string | null {
    return this.#parts[this.#current]?.file ?? null
  }

  /** The history has all that was written here, and that on disk. */
  get isSettled(): boolean {
    return this.#generation <= this.#settled
  }

  get isThere(): boolean {
    return this.#files.some((file) => existsSync(file))
  }

  get isFull(): boolean {
    return (this.#parts[this.#current]?.end ?? 0) >= fullBytes
  }

  /**
   * `changes`: encoded. When it returns they are safe from our own death, from a power cut once the file is synced. Errors: `disk-full`,
   * `store-failed`.
   */
  append(generation: number, changes: Uint8Array): void {
    if (generation !== this.#generation) this.#begin(generation)
    const block = sealBlock(this.#key, { generation, index: this.#index, previous: this.#previous }, changes)
    const part = this.#partFor(block.length)
    write(part, block, part.end)
    part.end += block.length
    part.last = generation
    this.#previous = Buffer.from(block.subarray(block.length - tagBytes))
    this.#index++
  }

  /** The history is on disk with this generation: its file may be used again. */
  settled(generation: number): void {
    this.#settled = Math.max(this.#settled, generation)
  }

  /** The history is on disk with all that was written: a file that could not be synced is not gone on with. */
  allSettled(): void {
    this.settled(this.#generation)
  }

  /**
   * What a history of this generation misses, in order, and the greatest generation of all blocks, whether they are missing or not. A gap ends it, also
   * one of generations: what follows one was never promised. null: a history that lost its own generation; it is given all that is there.
   */
  missing(generation: number | null): { readonly blocks: readonly Block[]; readonly greatest: number } {
    const found = this.#files.flatMap((file) => [...blocksOf(file, this.#key)]).sort((a, b) => a.generation - b.generation)
    const greatest = Math.max(generation ?? 0, found.at(-1)?.generation ?? 0)
    const first = found.find((block) => block.index === 0 && (generation === null || block.generation === generation + 1))
    const after = new Map(found.map((block) => [block.previous.toString('hex'), block]))
    const blocks: Block[] = []
    for (let block = first; block && block.generation <= (blocks.at(-1) ?? block).generation + 1; block = after.get(block.tag.toString('hex')))
      blocks.push(block)
    return { blocks, greatest }
  }

  /** The history has it all. Nothing of it is known any more: the next history may count anew. */
  remove(): void {
    this.close()
    for (const file of this.#files) {
      try {
        rmSync(file, { force: true })
      } catch {
        // Another program holds it, a virus scanner for one. Its numbers are seen: it is never taken for something new.
      }
    }
    this.#generation = 0
    this.#settled = 0
  }

  close(): void {
    for (const part of this.#parts.splice(0, 2, null, null)) if (part) closeSync(part.fd)
  }

  #begin(generation: number): void {
    this.#generation = generation
    this.#index = 0
    const other = this.#current === 0 ? 1 : 0
    if ((this.#parts[other]?.last ?? 0) > this.#settled) return
    if (this.#parts[this.#current]) this.#current = other
    const part = this.#parts[this.#current]
    if (part) part.end = 0
    if (part && part.room > keptBytes) {
      ftruncateSync(part.fd, keptBytes)
      part.room = keptBytes
    }
  }

  #partFor(bytes: number): Part {
    const part = this.#parts[this.#current] ?? this.#open()
    const missing = part.end + bytes - part.room
    if (missing > 0) {
      const zeros = Buffer.alloc(Math.ceil(missing / stepBytes) * stepBytes)
      write(part, zeros, part.room)
      part.room += zeros.length
    }
    return part
  }

  #open(): Part {
    try {
      const file = this.#files[this.#current]
      const part: Part = { file, fd: openSync(file, 'w', 0o600), room: 0, end: 0, last: 0 }
      this.#parts[this.#current] = part
      syncFolder(dirname(file))
      return part
    } catch (thrown) {
      throw asAppError(thrown)
    }
  }
}

function write({ fd }: Part, bytes: Uint8Array, at: number): void {
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, at + done)
  } catch (thrown) {
    throw asAppError(thrown)
  }
}

function* blocksOf(file: string, key: Uint8Array): Iterable<Block> {
  let bytes = readOrNothing(file)
  let generation = 0
  // Behind those of now may be whole ones of a time before the file was begun again.
  for (let found = openBlock(key, bytes); found && found.block.generation >= generation; found = openBlock(key, bytes)) {
    yield found.block
    generation = found.block.generation
    bytes = bytes.subarray(found.length)
  }
}

function readOrNothing(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0)
    throw asAppError(error)
  }
}
