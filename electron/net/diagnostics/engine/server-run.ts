import { type ErrorData, toErrorData } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { RunState } from '../../../../shared/model/diagnostics.ts'
import type { AnyRun, ServerSummary } from '../../../../shared/model/runs.ts'
import { uuidv7 } from '../../../../shared/uuid.ts'
import { diagnosticLimits } from '../limits.ts'
import type { Running, RunningHooks } from './types.ts'

interface Server<Totals> {
  readonly address: Address
  readonly totals: Totals
  readonly stop: () => Promise<void>
  readonly kick?: (number: number) => boolean
}

interface Numbered {
  readonly number: number
}

interface Setting<Row extends Numbered, Totals> {
  readonly kind: AnyRun['kind']
  readonly options: unknown
  readonly hooks: RunningHooks
  /** Of a server that nobody has visited. */
  readonly nothing: Totals
  readonly open: (tell: (rows: readonly Row[], totals: Totals) => void) => Promise<Server<Totals>>
}

/** A server as a run: its rows are the samples, of which the last ones are kept. A port that is taken is in the run's error. */
export function serverRun<Row extends Numbered, Totals>(setting: Setting<Row, Totals>): Running {
  const house = new ServerRun(setting)
  void house.open()
  return {
    get run() {
      return house.run
    },
    done: house.done,
    stop: () => void house.stop(),
    kick: (number) => house.kick(number),
    sampleCount: () => house.highest,
  }
}

class ServerRun<Row extends Numbered, Totals> {
  readonly done: Promise<AnyRun>
  highest = 0
  readonly #id = uuidv7()
  readonly #setting: Setting<Row, Totals>
  readonly #startedAt = Date.now()
  readonly #rows = new Map<number, Row & { readonly seq: number }>()
  #totals: Totals
  #server: Server<Totals> | null = null
  #address: Address | null = null
  #state: RunState = 'running'
  #endedAt: number | null = null
  #error: ErrorData | null = null
  #stopping = false
  #settle: (run: AnyRun) => void = () => {}

  constructor(setting: Setting<Row, Totals>) {
    this.#setting = setting
    this.#totals = setting.nothing
    this.done = new Promise((fulfil) => {
      this.#settle = fulfil
    })
  }

  get run(): AnyRun {
    const { kind, options } = this.#setting
    const samples = [...this.#rows.values()].sort((a, b) => a.seq - b.seq)
    const state = { startedAt: this.#startedAt, endedAt: this.#endedAt, state: this.#state, error: this.#error }
    return { id: this.#id, kind, options, samples, summary: this.#summary, ...state } as unknown as AnyRun
  }

  async open(): Promise<void> {
    try {
      this.#server = await this.#setting.open((rows, totals) => this.#heard(rows, totals))
      this.#address = this.#server.address
      if (this.#stopping) await this.#close(this.#server)
      else this.#tell([])
    } catch (thrown) {
      this.#error = toErrorData(thrown)
      this.#end('failed')
    }
  }

  async stop(): Promise<void> {
    if (this.#stopping) return
    this.#stopping = true
    if (this.#server) await this.#close(this.#server)
  }

  kick(number: number): boolean {
    return this.#server?.kick?.(number) ?? false
  }

  get #summary(): ServerSummary<Totals> {
    return { address: this.#address, totals: this.#totals }
  }

  async #close(server: Server<Totals>): Promise<void> {
    await server.stop()
    this.#totals = server.totals
    this.#end('stopped')
  }

  #end(state: RunState): void {
    this.#state = state
    this.#endedAt = Date.now()
    this.#tell([])
    this.#settle(this.run)
  }

  #heard(rows: readonly Row[], totals: Totals): void {
    this.#totals = totals
    const samples = rows.map((row) => ({ ...row, seq: row.number }))
    for (const sample of samples) {
      this.highest = Math.max(this.highest, sample.seq)
      this.#rows.delete(sample.seq)
      this.#rows.set(sample.seq, sample)
    }
    for (const number of this.#rows.keys()) {
      if (this.#rows.size <= diagnosticLimits.serverRows) break
      this.#rows.delete(number)
    }
    this.#tell(samples)
  }

  #tell(samples: readonly unknown[]): void {
    const { onProgress } = this.#setting.hooks
    onProgress({ runId: this.#id, samples, summary: this.#summary, state: this.#state, endedAt: this.#endedAt, error: this.#error })
  }
}
