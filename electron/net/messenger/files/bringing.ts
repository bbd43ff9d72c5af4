import { toErrorData } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import type { ConversationId } from '../../../../shared/model/conversation.ts'
import type { FileInfo } from '../../../../shared/model/file.ts'
import type { Message } from '../../../../shared/model/message.ts'
import type { TransferPlace } from '../../../store/types.ts'
import { type FileConnection, safeFileName } from '../../protocols/files/index.ts'
import type { Core } from '../core.ts'
import { Meter } from './meter.ts'
import { letGo, receive, savedName } from './receive.ts'
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
    // A history may hold names that somebody could change.
    const work = { connection, id, name: safeFileName(message.text), file: message.file, folder: downloads, signal: job.stop.signal }
    job.ended = this.#withPartOfFailed(message, place)
      .then((place) =>
        receive({
          ...work,
          place,
          keep: (place) => core.store.write((tx) => tx.setTransfer(this.#id, id, place)),
          isPart: (path) => core.store.read.isPart(path),
          onProgress: (at) => {
            onProgress()
            job.meter.moved(at)
          },
        }),
      )
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
        return this.#dropIfOver(id).catch((thrown) => core.logger.warn('a part was not removed', { error: String(thrown) }))
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
    if (pauses.has(code)) return
    core.logger.info('a file failed', { error: toErrorData(thrown), cause: String((thrown as Error | null)?.cause ?? '') })
    await say(message, { change: 'fail', code }, { at: meter.at })
  }

  /** Offered again after it failed: what had come of it then is gone on with, rather than left beside the whole. What is not the beginning of it begins anew. */
  async #withPartOfFailed({ id, text, file, author }: Message, place: TransferPlace): Promise<TransferPlace> {
    const { store } = this.#deps.core
    const isThat = ({ file: old, author: by }: Message) => old?.size === file?.size && old?.files === file?.files && by?.personId === author?.personId
    const failed = place.part === null ? store.read.failedOffers(this.#id, text).find((message) => isThat(message)) : undefined
    if (!failed) return place
    return store.write((tx) => {
      const before = tx.read.transfer(this.#id, failed.id)
      if (!before?.part || tx.read.message(this.#id, failed.id)?.file?.state !== 'failed') return place
      tx.setTransfer(this.#id, failed.id, { ...before, part: null })
      tx.setTransfer(this.#id, id, { ...place, part: before.part })
      return { ...place, part: before.part }
    })
  }

  #hold(id: string): void {
    this.#held.add(id)
    this.#deps.core.clock.after(holdMs, () => {
      this.#held.delete(id)
      this.#deps.onFree()
    })
  }

  /** Called off or forgotten, perhaps as it failed: nothing of it stays. Paused: all of it does. */
  async #dropIfOver(id: string): Promise<void> {
    const { core } = this.#deps
    if (!core.isOpen()) return
    const state = core.store.read.message(this.#id, id)?.file?.state
    const place = core.store.read.transfer(this.#id, id)
    if (place?.path === null && (state === undefined || state === 'cancelled' || state === 'declined')) await letGo(core, this.#id, id, place)
  }
}
