import { AppError } from '../../../shared/errors.ts'
import type { Snapshot } from '../../../shared/events.ts'
import { type DoctorRun, type DoctorStep, doctorSteps, type Verdict } from '../../../shared/model/doctor.ts'
import { type DoctorHooks, noHelpers, startDoctor } from '../../net/diagnostics/doctor/index.ts'
import type { RunHandle } from '../../net/diagnostics/measure/recorder.ts'
import type { Messenger } from '../../net/messenger/index.ts'
import { openProfile } from '../open-profile.ts'
import { stopSignal } from '../stop-signal.ts'
import { namedInWords } from '../words.ts'
import type { DoctorArguments } from './doctor-arguments.ts'
import { observationInWords, skipWords, stepWords, verdictInWords } from './doctor-words.ts'
import { sayFailure } from './failure.ts'
import { ms } from './figures.ts'
import { Output } from './output.ts'

/** Discovery and directories have this long to tell where somebody is. ms */
const lookingMs = 5_000
const lookAgainMs = 250

/** `palabre doctor`: 0 if they can be reached, 1 otherwise. */
export async function doctor(args: DoctorArguments): Promise<number> {
  const output = new Output(args.json)
  const stop = new AbortController()
  void stopSignal().then(() => stop.abort())
  let messenger: Messenger | null = null
  try {
    const onNamed = (name: string) => output.trouble('named', { name }, namedInWords(name))
    const { data, directories } = args
    if (needsProfile(args)) messenger = await openProfile({ name: null, port: null, host: null, data, directories, quiet: false, onNamed })
    await messenger?.start()
    const tell = narrator(output)
    const hooks: DoctorHooks = { signal: stop.signal, onProgress: ({ samples }) => samples.forEach(tell) }
    const handle = messenger ? await ask(messenger, args, hooks, stop.signal) : alone(args, hooks)
    return sayVerdict(output, await handle.done)
  } catch (thrown) {
    sayFailure(output, thrown, { transport: 'tcp', doing: 'connecting' })
    return 1
  } finally {
    await messenger?.stop()
  }
}

/** Whom one knows, and who could help: all of that is in a profile. An address alone needs none. */
const needsProfile = ({ target, data, directories }: DoctorArguments): boolean => target.type === 'name' || data !== null || directories.length > 0

function alone({ target, loadPort }: DoctorArguments, hooks: DoctorHooks): RunHandle<DoctorRun> {
  if (target.type === 'name') throw new AppError('unknown-name', { name: target.name })
  const { host, port } = target
  return startDoctor({ name: host, addresses: [{ host, port }], personId: null, loadPort }, noHelpers, hooks)
}

/** As soon as directories have answered, and somebody who is looked for by name was found. */
async function ask(messenger: Messenger, { target, loadPort }: DoctorArguments, hooks: DoctorHooks, signal: AbortSignal): Promise<RunHandle<DoctorRun>> {
  const until = performance.now() + lookingMs
  for (;;) {
    const late = performance.now() > until || signal.aborted
    const snapshot = await messenger.commands['app.snapshot']({})
    if (late || isReady(snapshot)) {
      try {
        return await messenger.examine(target, loadPort, hooks)
      } catch (thrown) {
        if (late || !(thrown instanceof AppError) || thrown.code !== 'unknown-name') throw thrown
      }
    }
    await new Promise((next) => setTimeout(next, lookAgainMs))
  }
}

const isReady = ({ network, listener, settings }: Snapshot): boolean =>
  listener.state !== 'starting' && network.directories.length >= settings.directories.length && network.directories.every(({ state }) => state !== 'connecting')

/** Each step once, when it is over; what it saw below it. */
function narrator(output: Output): (sample: DoctorStep) => void {
  const told = new Set<number>()
  return (sample) => {
    if (sample.state === 'running' || told.has(sample.seq)) return
    told.add(sample.seq)
    const { step, state, skipped, tookMs, observations } = sample
    const head = `${String(sample.seq + 1).padStart(2)}/${doctorSteps.length} ${stepWords[step]}${state === 'skipped' && skipped ? `: left out, ${skipWords[skipped]}` : ` (${ms(tookMs)})`}`
    const lines = observations.filter(({ code }) => code !== 'system').map((each) => `      ${observationInWords(each)}`)
    output.say('step', { step, state, skipped, tookMs, observations }, [head, ...lines].join('\n'))
  }
}

function sayVerdict(output: Output, { summary, state }: DoctorRun): number {
  const { verdict, further, paths } = summary
  const ok = verdict !== null && state === 'complete' && (verdict.tone === 'good' || verdict.tone === 'minor')
  for (const each of verdict ? [verdict, ...further] : []) {
    const { what, next } = verdictInWords(each)
    const { code, tone, details, evidence } = each
    output.say('verdict', { code, tone, main: each === verdict, message: what, next, details, evidence }, inWords(each, what, next))
  }
  output.say('summary', { ok, state, verdict: verdict?.code ?? null, further: further.map(({ code }) => code), paths }, null)
  return ok ? 0 : 1
}

function inWords({ evidence }: Verdict, what: string, next: string): string {
  return ['', what, `  What to do: ${next}`, '  Why do we say this?', ...evidence.map((each) => `    - ${observationInWords(each)}`)].join('\n')
}
