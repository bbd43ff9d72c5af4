import { distribution } from '../../measure/percentiles.ts'
import { doctorLimits as limits } from '../constants.ts'
import { outcomeOf } from '../outcome.ts'
import { pause } from '../pause.ts'
import type { Step, Visit } from '../types.ts'

/** How long a word takes there and back: over the connection with them, or by connecting: a few times with a Palabre, once with a program that may serve one after the other. */
export const roundTrip: Step = async (visit) => {
  const { patient, see } = visit
  const over = patient.session ? 'session' : 'connect'
  const times = patient.session ? await pings(visit) : await connects(visit)
  const figures = distribution(times)
  if (!figures) return 'not-connected'
  see('round-trip', { over, n: figures.n, p50Ms: figures.p50, maxMs: figures.max })
  return undefined
}

async function pings({ patient, signal }: Visit): Promise<readonly number[]> {
  const times: number[] = []
  while (times.length < limits.pings && !signal.aborted) {
    const ms = await patient.session?.ping().catch(() => null)
    if (typeof ms !== 'number') break
    times.push(ms)
    await pause(limits.pingGapMs, signal)
  }
  return times
}

async function connects({ patient, signal }: Visit): Promise<readonly number[]> {
  const times: number[] = []
  if (!patient.connection) return times
  if (!patient.isPalabre) return [patient.connection.ms]
  for (let i = 0; i < limits.connects && !signal.aborted; i++) {
    const { result, ms } = await outcomeOf(patient.connection.address, limits.questionMs, signal, true)
    if (result === 'connected' && ms !== null) times.push(ms)
  }
  return times
}
