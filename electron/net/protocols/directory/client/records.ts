import { mkdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { personIdPattern } from '../../../../../shared/model/person.ts'
import { writeAtomicStream } from '../../../../store/atomic-stream.ts'
import type { Clock, Logger } from '../../../core/types.ts'
import { nameMax, recordBytes } from '../constants.ts'
import { nameKey } from '../names.ts'
import { readRecord } from '../record.ts'
import type { SignedRecord } from '../types.ts'
import { keptBytes, keptMax, keptWriteMs, tellersMax } from './constants.ts'

/** When a directory (`HOST:PORT`) told of someone, and what it said of their last sign of life. ms since 1970. */
interface Told {
  readonly directory: string
  readonly asOf: number
  readonly seenAt: number
}

interface Line {
  readonly id: string
  /** Folded name. */
  readonly key: string
  readonly text: string
  /** Latest last. */
  readonly told: readonly Told[]
}

/** `record`: the text, once it was checked; null: read from the file and not asked for yet. */
interface Entry extends Line {
  readonly record: SignedRecord | null
}

export interface KeptRecord {
  readonly record: SignedRecord
  readonly asOf: number
  readonly seenAt: number
}

/** The last good record of each person, of which directory it was heard: what is left when the directories are away. */
export interface KeptRecords {
  /** Answers what is kept now: an older record than the kept one does not replace it. */
  keep(record: SignedRecord, told: Told): SignedRecord
  /** The newest record of this person, whoever told it. */
  newest(id: string): SignedRecord | null
  /** What this directory said last. */
  byId(id: string, directory: string): KeptRecord | null
  byName(key: string, directory: string): KeptRecord | null
  /** Ordered by folded name, up to `limit`. */
  search(prefix: string, after: string, limit: number, directory: string): readonly KeptRecord[]
  readonly size: number
  /** Writes what waits. Never rejects: what can't be written is logged. */
  close(): Promise<void>
}

interface KeptOptions {
  readonly clock: Clock
  readonly logger: Logger
  /** null: in memory only. */
  readonly file: string | null
  readonly max?: number
  readonly maxBytes?: number
}

const header = { palabre: 'directory-records', version: 1 }
const headerSchema = z.object({ palabre: z.literal(header.palabre), version: z.literal(header.version) })
const time = z.number().min(0).max(Number.MAX_SAFE_INTEGER)
const lineSchema = z.object({
  id: z.string().regex(personIdPattern),
  key: z.string().max(4 * nameMax),
  text: z.string().max(recordBytes),
  told: z
    .array(z.object({ directory: z.string().max(300), asOf: time, seenAt: time }))
    .min(1)
    .max(tellersMax),
})

/** A file that can't be understood is kept aside as `.damaged`, and what can be is taken over. Never throws. */
export function openRecords(options: KeptOptions): KeptRecords {
  return new Kept(options, options.file === null ? [] : load(options.file, options))
}

class Kept implements KeptRecords {
  readonly #file: string | null
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #max: number
  readonly #maxBytes: number
  /** Least recently told first. */
  readonly #lines = new Map<string, Entry>()
  readonly #byKey = new Map<string, Set<string>>()
  #bytes = 0
  #cancelWrite: (() => void) | null = null
  #writing: Promise<void> = Promise.resolve()

  constructor({ file, clock, logger, max = keptMax, maxBytes = keptBytes }: KeptOptions, lines: readonly Line[]) {
    this.#file = file
    this.#clock = clock
    this.#logger = logger
    this.#max = max
    this.#maxBytes = maxBytes
    for (const line of lines) this.#put({ ...line, record: null })
  }

  get size(): number {
    return this.#lines.size
  }

  keep(record: SignedRecord, told: Told): SignedRecord {
    const newest = this.newest(record.id)
    const best = newest && newest.seq >= record.seq ? newest : record
    const before = this.#lines.get(record.id)?.told ?? []
    const tellers = [...before.filter(({ directory }) => directory !== told.directory), told].slice(-tellersMax)
    this.#put({ id: best.id, key: nameKey(best.name), text: best.text, told: tellers, record: best })
    this.#writeSoon()
    return best
  }

  newest(id: string): SignedRecord | null {
    return this.#read(this.#lines.get(id))
  }

  byId(id: string, directory: string): KeptRecord | null {
    return this.#told(this.#lines.get(id), directory)
  }

  byName(key: string, directory: string): KeptRecord | null {
    const all = [...(this.#byKey.get(key) ?? [])].flatMap((id) => this.byId(id, directory) ?? [])
    return all.reduce<KeptRecord | null>((best, each) => (best === null || each.asOf > best.asOf ? each : best), null)
  }

  search(prefix: string, after: string, limit: number, directory: string): readonly KeptRecord[] {
    const keys = [...this.#byKey.keys()].filter((key) => key.startsWith(prefix) && (after === '' || compareKeys(key, after) > 0))
    const found: KeptRecord[] = []
    for (const key of keys.sort(compareKeys)) {
      const kept = this.byName(key, directory)
      if (kept) found.push(kept)
      if (found.length >= limit) break
    }
    return found
  }

  async close(): Promise<void> {
    if (this.#cancelWrite) this.#write()
    await this.#writing
  }

  #told(line: Entry | undefined, directory: string): KeptRecord | null {
    const told = line?.told.find((each) => each.directory === directory)
    const record = told ? this.#read(line) : null
    return told && record ? { record, asOf: told.asOf, seenAt: told.seenAt } : null
  }

  /** Checked at the first use and not when the file is read: 5,000 signatures would hold up the start. */
  #read(line: Entry | undefined): SignedRecord | null {
    if (!line || line.record) return line?.record ?? null
    const { record } = readRecord(line.text, Number.MAX_SAFE_INTEGER, { expired: 'accept' })
    if (record && record.id === line.id && nameKey(record.name) === line.key) {
      // In its place: having been looked at makes nobody younger.
      this.#lines.set(line.id, { ...line, record })
      return record
    }
    this.#drop(line.id)
    return null
  }

  #put(line: Entry): void {
    this.#drop(line.id)
    this.#lines.set(line.id, line)
    this.#bytes += line.text.length
    this.#byKey.set(line.key, (this.#byKey.get(line.key) ?? new Set()).add(line.id))
    for (const id of this.#lines.keys()) {
      if (this.#lines.size <= this.#max && this.#bytes <= this.#maxBytes) return
      this.#drop(id)
    }
  }

  #drop(id: string): void {
    const line = this.#lines.get(id)
    if (!line) return
    this.#lines.delete(id)
    this.#bytes -= line.text.length
    const ids = this.#byKey.get(line.key)
    ids?.delete(id)
    if (ids?.size === 0) this.#byKey.delete(line.key)
  }

  #writeSoon(): void {
    if (this.#file === null || this.#cancelWrite) return
    this.#cancelWrite = this.#clock.after(keptWriteMs, () => this.#write())
  }

  #write(): void {
    this.#cancelWrite?.()
    this.#cancelWrite = null
    const file = this.#file
    if (file === null) return
    // One after the other: a slow disk must not see two of them cross.
    this.#writing = this.#writing
      .then(() => writeAtomicStream(file, this.#text()))
      .catch((error: unknown) => this.#logger.warn('directory records not written', { error }))
  }

  *#text(): Iterable<string> {
    yield `${JSON.stringify(header)}\n`
    for (const { id, key, text, told } of [...this.#lines.values()]) yield `${JSON.stringify({ id, key, text, told } satisfies Line)}\n`
  }
}

/** As directories order names: by their bytes in UTF-8. */
export const compareKeys = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))

function load(file: string, { logger, maxBytes = keptBytes }: KeptOptions): readonly Line[] {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const { size } = statSync(file, { throwIfNoEntry: false }) ?? { size: 0 }
    if (size === 0) return []
    if (size > 4 * maxBytes) return aside(file, logger)
    const [head = '', ...rest] = readFileSync(file, 'utf8').trimEnd().split('\n')
    if (!headerSchema.safeParse(parse(head)).success) return aside(file, logger)
    const lines = rest.map((text) => lineSchema.safeParse(parse(text)))
    if (lines.some(({ success }) => !success)) aside(file, logger)
    return lines.flatMap(({ data }) => data ?? [])
  } catch (error) {
    logger.warn('directory records not read', { error })
    return []
  }
}

function aside(file: string, logger: Logger): readonly Line[] {
  logger.warn('directory records damaged, kept aside')
  renameSync(file, `${file}.damaged`)
  return []
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
