import { startThroughputTest } from '../../throughput/index.ts'
import type { Step } from '../types.ts'

/** Long enough to count three seconds after TCP has found its pace. */
const seconds = 5

/** How the line fares while it is busy: upwards, against a throughput server that they have started. */
export const load: Step = async ({ options, patient, signal, clock, see }) => {
  if (options.loadPort === null) return 'not-asked'
  if (!patient.at) return 'not-connected'
  const test = startThroughputTest({ host: patient.at.host, port: options.loadPort, direction: 'up', seconds, connections: 1 }, { signal, clock })
  const { summary, error } = await test.done
  const { idle, up } = summary
  if (idle && up?.loaded) see('load', { idleMs: idle.p50, loadedMs: up.loaded.p50, mbps: up.mbps ?? 0 })
  else see('no-load', { result: error?.code ?? 'no-answer' })
  return undefined
}
