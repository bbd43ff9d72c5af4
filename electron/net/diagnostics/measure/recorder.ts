import { type ErrorData, toErrorData } from '../../../../shared/errors.ts'
import type { Run, RunProgress, RunState } from '../../../../shared/model/diagnostics.ts'
import { uuidv7 } from '../../../../shared/uuid.ts'
import { systemClock } from '../../core/clock.ts'
import type { Clock } from '../../core/types.ts'
import { Batches } from './batches.ts'

export interface RunLimits {
  readonly timeMs: number
  readonly samples: number
}

export interface RunHooks<Sample, Summary> {
  readonly onProgress?: (progress: RunProgress<Sample, Summary>) => void
  readonly signal?: AbortSignal
  readonly clock?: Clock
}

interface Setting<Kind, Options, Sample, Summary> extends RunHooks<Sample, Summary> {
  readonly kind: Kind
  readonly options: Options
  readonly limits: RunLimits
  readonly summarise: (samples: readonly Sample[]) => Summary
  /** It is over: let go of sockets and timers. Called once. */
  readonly onEnd: () => void
}

/** A test that runs: `done` never rejects, a failure is in the run. */
export interface RunHandle<R extends Run> {
  readonly run: R
  readonly done: Promise<R>
  readonly stop: () => void
}

/** Keeps the samples of one run, tells of them in batches, and ends it: by its test, by a limit, or because someone stops it. */
export class Recorder<Kind extends string, Options, Sample extends { readonly seq: number }, Summary>
  implements RunHandle<Run<Kind, Options, Sample, Summary>>
{
  readonly id = uuidv7()
  readonly clock: Clock
  readonly done: Promise<Run<Kind, Options, Sample, Summary>>
  readonly #setting: Setting<Kind, Options, Sample, Summary>
  readonly #samples: Sample[] = []
  readonly #changed = new Map<number, Sample>()
  readonly #batches: Batches
  readonly #startedAt: number
  readonly #startedMs: number
  readonly #settle: (run: Run<Kind, Options, Sample, Summary>) => void
  readonly #cancelLimit: () => void
  /** The clock's timers keep no program alive: between two connections it would end in the middle of the run, and say nothing. */
  readonly #alive = setInterval(() => {}, 2 ** 30)
  readonly stop = () => this.end('stopped')
  #state: RunState = 'running'
  #endedAt: number | null = null
  #error: ErrorData | null = null

  constructor(setting: Setting<Kind, Options, Sample, Summary>) {
    this.#setting = setting
    this.clock = setting.clock ?? systemClock
    this.#startedAt = this.clock.now()
    this.#startedMs = this.clock.monotonic()
    const { promise, resolve } = promiseOf<Run<Kind, Options, Sample, Summary>>()
    this.done = promise
    this.#settle = resolve
    this.#batches = new Batches(this.clock, () => this.#tell())
    this.#cancelLimit = this.clock.after(setting.limits.timeMs, () => this.end('limit'))
    setting.signal?.addEventListener('abort', this.stop, { once: true })
    if (setting.signal?.aborted) queueMicrotask(this.stop)
  }

  get running(): boolean {
    return this.#state === 'running'
  }

  /** Since the start, ms. */
  since(monotonicMs: number): number {
    return monotonicMs - this.#startedMs
  }

  get run(): Run<Kind, Options, Sample, Summary> {
    const { kind, options, summarise } = this.#setting
    return {
      id: this.id,
      kind,
      options,
      samples: this.#samples,
      summary: summarise(this.#samples),
      startedAt: this.#startedAt,
      endedAt: this.#endedAt,
      state: this.#state,
      error: this.#error,
    }
  }

  /** A new sample, or a changed one in the place of that with its `seq`. Numbers begin at 0 and leave no gap. */
  put(sample: Sample): void {
    if (!this.running) return
    if (sample.seq >= this.#setting.limits.samples) return void this.end('limit')
    this.#samples[sample.seq] = sample
    this.#changed.set(sample.seq, sample)
    if (this.#setting.onProgress) this.#batches.touch()
  }

  sample(seq: number): Sample | undefined {
    return this.#samples[seq]
  }

  /** Something beside the samples has changed. */
  touch(): void {
    if (this.running && this.#setting.onProgress) this.#batches.touch()
  }

  fail(thrown: unknown): void {
    if (!this.running) return
    this.#error = toErrorData(thrown)
    this.end('failed')
  }

  end(state: Exclude<RunState, 'running'>): void {
    if (!this.running) return
    this.#state = state
    this.#endedAt = this.clock.now()
    this.#cancelLimit()
    clearInterval(this.#alive)
    this.#setting.signal?.removeEventListener('abort', this.stop)
    this.#setting.onEnd()
    this.#batches.flush()
    this.#settle(this.run)
  }

  #tell(): void {
    const { onProgress, summarise } = this.#setting
    const samples = [...this.#changed.values()]
    this.#changed.clear()
    onProgress?.({ runId: this.id, samples, summary: summarise(this.#samples), state: this.#state, endedAt: this.#endedAt, error: this.#error })
  }
}

function promiseOf<T>() {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((fulfil) => {
    resolve = fulfil
  })
  return { promise, resolve }
}
