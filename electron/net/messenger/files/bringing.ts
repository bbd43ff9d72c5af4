import { toErrorData } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import type { ConversationId } from '../../../../shared/model/conversation.ts'
import type { FileInfo } from '../../../../shared/model/file.ts'
import type { Message } from '../../../../shared/model/message.ts'
import { type FileConnection, safeFileName } from '../../protocols/files/index.ts'
import type { Core } from '../core.ts'
import { Meter } from './meter.ts'
import { dropPart, receive, savedName } from './receive.ts'
import type { Said } from './state.ts'

/** Asked again after this long when they were not ready, ms. */
const holdMs = 1_000

/** What ends a connection or a wish, and is no failure: it goes on with the next one. */
const pauses: ReadonlySet<string> = new Set(['not-connected', 'cancelled', 'transfer-paused', 'peer-silent'])

export interface BringingDeps {
  readonly core: Core
  readonly downloads: () => string
  /** Into the log, to them. */
  readonly say: (message: Message, said: Said, more?: Partial<FileInfo>) => Promise<void>
  /** Something arrives. */
  readonly onProgress: () => void
  /** One is over, in whatever way, or may be asked for again. */
  readonly onFree: () => void
}

interface Job {
  readonly stop: AbortController
  readonly meter: Meter
  /** Whatever became of it. */
  ended: Promise<void>
}

/** The files of one person that come here: each a job, from the first byte on a connection to its name in the folder. */
export class Bringing {
  readonly #id: ConversationId
  readonly #deps: BringingDeps
  readonly #jobs = new Map<string, Job>()
  /** They are not ready for these; what they say of it is still on its way. */
  readonly #held = new Set<string>()

  constructor(id: ConversationId, deps: BringingDeps) {
    this.#id = id
    this.#deps = deps
  }

  get isIdle(): boolean {
    return this.#jobs.size === 0
  }

  has(id: string): boolean {
    return this.#jobs.has(id)
  }

  at(id: string): number | null {
    return this.#jobs.get(id)?.meter.at ?? null
  }

  /** Nobody wants the others any more, or not now. */
  keepOnly(wanted: readonly Message[]): void {
    for (const [id, { stop }] of this.#jobs) if (!wanted.some((message) => message.id === id)) stop.abort()
  }

  start(connection: FileConnection, message: Message): void {
    const { core, downloads, say, onProgress, onFree } = this.#deps
    const { id } = message
    const place = core.store.read.transfer(this.#id, id)
    if (!message.file || !place || this.#held.has(id) || this.#jobs.has(id) || this.#jobs.size >= limits.transfersAtOnce) return
    const job: Job = { stop: new AbortController(), meter: new Meter(core, this.#id, id), ended: Promise.resolve() }
    this.#jobs.set(id, job)
    job.ended = receive({
      connection,
      id,
      // A history may hold names that somebody could change.
      name: safeFileName(message.text),
      file: message.file,
      place,
      folder: downloads,
      keep: (place) => core.store.write((tx) => tx.setTransfer(this.#id, id, place)),
      isPart: (path) => core.store.read.isPart(path),
      onProgress: (at) => {
        onProgress()
        job.meter.moved(at)
      },
      signal: job.stop.signal,
    })
      .then((path) => say(message, { change: 'done', code: null }, { savedAs: savedName(path) }))
      .catch((thrown) => this.#broke(message, job, thrown))
      .catch((thrown) => {
        core.logger.warn('a file’s end was not stored', { error: String(thrown) })
        this.#hold(id)
      })
      .finally(() => {
        this.#jobs.delete(id)
        job.meter.stopped()
        onFree()
      })
  }

  /** Fulfils when nothing is written any more. */
  async stop(): Promise<void> {
    this.keepOnly([])
    await Promise.all([...this.#jobs.values()].map(({ ended }) => ended))
  }

  async #broke(message: Message, { meter }: Job, thrown: unknown): Promise<void> {
    const { core, say } = this.#deps
    const { code } = toErrorData(thrown)
    meter.keep()
    if (code === 'transfer-paused') this.#hold(message.id)
    if (pauses.has(code)) return this.#dropIfOver(message.id)
    core.logger.info('a file failed', { error: toErrorData(thrown), cause: String((thrown as Error | null)?.cause ?? '') })
    await say(message, { change: 'fail', code }, { at: meter.at })
  }

  #hold(id: string): void {
    this.#held.add(id)
    this.#deps.core.clock.after(holdMs, () => {
      this.#held.delete(id)
      this.#deps.onFree()
    })
  }

  /** Called off or forgotten: nothing of it stays. Paused: all of it does. */
  async #dropIfOver(id: string): Promise<void> {
    const { store, isOpen } = this.#deps.core
    if (!isOpen() || store.read.message(this.#id, id)?.file?.state === 'accepted') return
    const place = store.read.transfer(this.#id, id)
    if (place?.part && !store.read.isPart(place.part)) await dropPart(place)
  }
}
