import type { Address } from '../../../../../shared/model/address.ts'
import type { UdpEchoRun } from '../../../../../shared/model/diagnostics.ts'
import { startUdpEchoTest } from '../../udp-echo/index.ts'
import { doctorLimits as limits } from '../constants.ts'
import { favour } from '../favour.ts'
import type { Step, Visit } from '../types.ts'

/** Datagrams there and back: to a reflector that they open for it, or else to the port itself, where only an answer means something. */
export const udp: Step = async (visit) => {
  const { patient, see } = visit
  const opened = await askForReflector(visit)
  const at = opened ?? patient.at
  if (!at) return 'not-connected'
  const helped = opened !== null
  const { summary, samples } = await sendTo(visit, at, helped ? limits.probes : limits.blindProbes, 64)
  const failed = samples.find(({ outcome }) => outcome === 'refused' || outcome === 'unreachable')
  const stopped = samples.find(({ outcome }) => outcome === 'not-sent')
  if (failed) see('udp-refused', { port: at.port, result: failed.code ?? 'ECONNREFUSED' })
  else if (stopped) see('udp-not-sent', { port: at.port, result: stopped.code ?? 'EPERM' })
  else see('udp', { port: at.port, sent: summary.sent, answered: summary.answered, helped, rttMs: summary.rtt?.p50 ?? null })
  return undefined
}

/** Where the connection with them goes, at the port that they opened; null: they don't help. */
export async function askForReflector(visit: Visit): Promise<Address | null> {
  const answer = await favour(visit, { what: 'reflector', port: 0, token: 0 })
  const host = visit.patient.session?.remote.host
  return answer && answer.opened > 0 && host !== undefined ? { host, port: answer.opened } : null
}

export async function sendTo({ signal, clock }: Visit, { host, port }: Address, count: number, bytes: number): Promise<UdpEchoRun> {
  const probes = { payload: { type: 'size', bytes }, count, rate: limits.probesPerSecond, replyTimeoutMs: limits.probeTimeoutMs } as const
  return startUdpEchoTest({ host, port, ...probes }, { signal, clock }).done
}
