import type { MtuOptions, MtuRun, MtuSample, MtuSummary } from '../../../../shared/model/runs.ts'
import { checkPort } from '../listen-at.ts'
import { Recorder, type RunHandle, type RunHooks } from '../measure/recorder.ts'
import { findMtu, mtuLimits } from '../mtu/index.ts'

/** Halving from 1 to the largest datagram takes this many sizes at most, and one more for the base. */
const sizes = 20

/** The search for the largest datagram, as a run: each size is a sample. Throws `bad-port`. */
export function startMtuTest(options: MtuOptions, hooks: RunHooks<MtuSample, MtuSummary> = {}): RunHandle<MtuRun> {
  checkPort(options.port)
  const aborted = new AbortController()
  let atMost = false
  const recorder = new Recorder<'mtu', MtuOptions, MtuSample, MtuSummary>({
    kind: 'mtu',
    options,
    limits: { timeMs: sizes * mtuLimits.tries * mtuLimits.waitMs + 10_000, samples: sizes },
    summarise: (samples) => ({ largest: largestOf(samples), atMost }),
    onEnd: () => aborted.abort(),
    ...hooks,
  })
  let seq = 0
  const onStep = (step: Pick<MtuSample, 'size' | 'passed' | 'tries'>) => recorder.put({ ...step, seq: seq++, atMs: recorder.since(recorder.clock.monotonic()) })
  findMtu(options, { most: options.most, signal: aborted.signal, onStep }).then(
    (result) => {
      atMost = result.atMost
      recorder.end('complete')
    },
    (thrown: unknown) => recorder.fail(thrown),
  )
  return recorder
}

function largestOf(samples: readonly MtuSample[]): number | null {
  const passed = samples.filter((sample) => sample.passed).map((sample) => sample.size)
  return passed.length === 0 ? null : Math.max(...passed)
}
