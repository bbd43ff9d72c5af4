import { historyLimits as limits } from '../../../../shared/diagnostic-limits.ts'
import { AppError } from '../../../../shared/errors.ts'
import { digestOf } from '../../../../shared/runs/digest.ts'
import { trimRun } from '../../../../shared/runs/trim.ts'
import { measureFloor } from '../udp-echo/index.ts'
import { startKind, wantsFloor } from './kinds.ts'
import { KeptBytes } from './sample-bytes.ts'
import type { AnyProgress, EngineEvents, RunDigest, RunKind, Running, RunningHooks, SampleBytes, Test, WholeRun } from './types.ts'

/** For how long what this computer adds is believed. ms */
const floorMs = 10 * 60_000

interface Held {
  readonly running: Running
  readonly kind: RunKind
  readonly bytes: KeptBytes
  over: boolean
}

/** Runs tests and servers, side by side; those that are over stay whole for a while. One per thread. */
export class Engine {
  readonly #events: EngineEvents
  /** In order of their beginning. */
  readonly #held = new Map<string, Held>()
  readonly #starting = new Set<Promise<Running>>()
  #closed = false
  #floor: { readonly at: number; readonly ms: Promise<number | null> } | null = null

  constructor(events: EngineEvents) {
    this.#events = events
  }

  /** Rejects `AppError`: too-many-runs, and what the options are to blame for. */
  async start(test: Test): Promise<RunDigest> {
    return this.begin(test.kind, async (hooks) => startKind(test, { ...hooks, floorMs: wantsFloor(test) ? await this.#floorMs() : null }))
  }

  /** The same for a kind that is made elsewhere. */
  async begin(kind: RunKind, make: (hooks: RunningHooks) => Promise<Running>): Promise<RunDigest> {
    if (this.#closed) throw new AppError('cancelled')
    if (this.#running.length + this.#starting.size >= limits.running) throw new AppError('too-many-runs', { most: limits.running })
    const bytes = new KeptBytes()
    const hooks = {
      floorMs: null,
      onProgress: (progress: Omit<AnyProgress, 'kind'>) => this.#events.onProgress({ ...progress, kind } as AnyProgress),
      onBytes: (seq: number, sent: Uint8Array | null, received: Uint8Array | null) => bytes.add(seq, sent, received),
    }
    const starting = make(hooks)
    this.#starting.add(starting)
    try {
      const held = { running: await starting, kind, bytes, over: false }
      this.#held.set(held.running.run.id, held)
      const digest = digestOfHeld(held)
      this.#events.onRun(digest)
      void held.running.done.then(() => this.#ended(held))
      return digest
    } finally {
      this.#starting.delete(starting)
    }
  }

  /** Fulfils when it is over. */
  async stop(runId: string): Promise<RunDigest> {
    const held = this.#of(runId)
    held.running.stop()
    await held.running.done
    return digestOfHeld(held)
  }

  kick(runId: string, number: number): boolean {
    return this.#of(runId).running.kick?.(number) ?? false
  }

  /** null: not in memory. */
  run(runId: string): WholeRun | null {
    const held = this.#held.get(runId)
    return held ? { run: held.running.run, digest: digestOfHeld(held) } : null
  }

  bytes(runId: string, seq: number): SampleBytes {
    return this.#held.get(runId)?.bytes.of(seq) ?? { sent: null, received: null }
  }

  /** Those that go on. */
  running(): readonly RunDigest[] {
    return this.#running.map(digestOfHeld)
  }

  /** Forgets what is over; null: all of it. */
  forget(runId: string | null): void {
    for (const [id, { over }] of this.#held) if (over && (runId === null || id === runId)) this.#held.delete(id)
  }

  /** Ends all of them, and those that are only beginning; none begins any more. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.allSettled([...this.#starting])
    await Promise.all(
      this.#running.map(({ running }) => {
        running.stop()
        return running.done
      }),
    )
  }

  get #running(): readonly Held[] {
    return [...this.#held.values()].filter(({ over }) => !over)
  }

  #of(runId: string): Held {
    const held = this.#held.get(runId)
    if (!held) throw new AppError('unknown-run')
    return held
  }

  #ended(held: Held): void {
    held.over = true
    const digest = digestOfHeld(held)
    this.#events.onEnd(trimRun(held.running.run), digest)
    this.#events.onRun(digest)
    const over = [...this.#held].filter(([, each]) => each.over)
    for (const [id] of over.slice(0, Math.max(0, over.length - limits.recent))) this.#held.delete(id)
  }

  #floorMs(): Promise<number | null> {
    const now = performance.now()
    if (this.#floor && now - this.#floor.at <= floorMs) return this.#floor.ms
    const ms = measureFloor()
    this.#floor = { at: now, ms }
    // Busy elsewhere the whole time: the next test tries again.
    void ms.then((found) => {
      if (found === null) this.#floor = null
    })
    return ms
  }
}

const digestOfHeld = ({ running }: Held): RunDigest => digestOf(running.run, running.sampleCount?.())
