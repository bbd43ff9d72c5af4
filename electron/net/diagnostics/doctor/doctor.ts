import { judge } from '../../../../shared/doctor/verdict.ts'
import { AppError } from '../../../../shared/errors.ts'
import {
  type DoctorOptions,
  type DoctorRun,
  type DoctorStep,
  type DoctorStepName,
  type DoctorSummary,
  doctorSteps,
  type Observation,
} from '../../../../shared/model/doctor.ts'
import { Recorder, type RunHandle, type RunHooks } from '../measure/recorder.ts'
import { doctorLimits as limits } from './constants.ts'
import { dialBack } from './steps/dial-back.ts'
import { gateway } from './steps/gateway.ts'
import { hello } from './steps/hello.ts'
import { identity } from './steps/identity.ts'
import { interfaces } from './steps/interfaces.ts'
import { listeners } from './steps/listeners.ts'
import { load } from './steps/load.ts'
import { observed } from './steps/observed.ts'
import { peer } from './steps/peer.ts'
import { roundTrip } from './steps/round-trip.ts'
import { size } from './steps/size.ts'
import { tcp } from './steps/tcp.ts'
import { udp } from './steps/udp.ts'
import type { DoctorHelpers, Patient, Step, Visit } from './types.ts'

const steps: Readonly<Record<DoctorStepName, Step>> = {
  interfaces,
  listeners,
  gateway,
  peer,
  tcp,
  hello,
  identity,
  udp,
  'dial-back': dialBack,
  observed,
  size,
  'round-trip': roundTrip,
  load,
}

export type DoctorHooks = RunHooks<DoctorStep, DoctorSummary>

/** Why can't they be reached? One step after the other, each visible as a sample. Throws `bad-argument`, `bad-port`; never rejects. */
export function startDoctor(options: DoctorOptions, helpers: DoctorHelpers, hooks: DoctorHooks = {}): RunHandle<DoctorRun> {
  check(options)
  const visitor = new Doctor(options, helpers, hooks)
  void visitor.go()
  return visitor.recorder
}

class Doctor {
  readonly recorder: Recorder<'doctor', DoctorOptions, DoctorStep, DoctorSummary>
  readonly #options: DoctorOptions
  readonly #helpers: DoctorHelpers
  readonly #patient: Patient = { addresses: [], connection: null, at: null, isPalabre: false, session: null, isHelpless: false }
  readonly #over = new AbortController()

  constructor(options: DoctorOptions, helpers: DoctorHelpers, hooks: DoctorHooks) {
    this.#options = options
    this.#helpers = helpers
    this.recorder = new Recorder({
      kind: 'doctor',
      options,
      limits: { timeMs: limits.stepMs * doctorSteps.length + limits.loadStepMs, samples: doctorSteps.length },
      summarise: (samples) => {
        const over = !this.recorder.running || samples.length === doctorSteps.length
        return judge(
          options,
          samples.flatMap((each) => each.observations),
          over,
        )
      },
      onEnd: () => {
        this.#over.abort()
        const { connection } = this.#patient
        if (!connection?.socket.writableEnded) connection?.socket.destroy()
      },
      ...hooks,
    })
  }

  async go(): Promise<void> {
    for (const [seq, name] of doctorSteps.entries()) if (this.recorder.running) await this.#take(seq, name)
    this.recorder.end('complete')
  }

  /** A step that hangs is left behind when its time is over: what it saw until then stays. */
  async #take(seq: number, name: DoctorStepName): Promise<void> {
    const { recorder } = this
    const { clock } = recorder
    const startedMs = recorder.since(clock.monotonic())
    const sinceStart = () => recorder.since(clock.monotonic())
    let sample: DoctorStep = { seq, step: name, state: 'running', skipped: null, startedMs, tookMs: null, observations: [] }
    const put = (change: Partial<DoctorStep>) => {
      if (sample.state !== 'running') return
      sample = { ...sample, ...change }
      recorder.put(sample)
    }
    put({})
    const late = new AbortController()
    const timeUp = new Promise<undefined>((fulfil) => late.signal.addEventListener('abort', () => setImmediate(() => fulfil(undefined)), { once: true }))
    const cancel = clock.after(name === 'load' ? limits.loadStepMs : limits.stepMs, () => late.abort())
    const leave = () => late.abort()
    this.#over.signal.addEventListener('abort', leave, { once: true })
    const see: Visit['see'] = (code, facts) => {
      put({ observations: [...sample.observations, { code, step: name, atMs: sinceStart(), facts } as unknown as Observation] })
    }
    const visit: Visit = { options: this.#options, helpers: this.#helpers, clock, patient: this.#patient, signal: late.signal, see }
    const skipped = await Promise.race([steps[name](visit).catch(() => undefined), timeUp])
    cancel()
    this.#over.signal.removeEventListener('abort', leave)
    const didNothing = skipped !== undefined && sample.observations.length === 0
    put({ state: didNothing ? 'skipped' : 'done', skipped: skipped ?? null, tookMs: sinceStart() - startedMs })
  }
}

function check({ addresses, loadPort }: DoctorOptions): void {
  if (addresses.length === 0 || addresses.length > limits.addresses) throw new AppError('bad-argument', { argument: 'addresses' })
  const ports = [...addresses.map(({ port }) => port), ...(loadPort === null ? [] : [loadPort])]
  for (const port of ports) if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new AppError('bad-port', { port })
}
