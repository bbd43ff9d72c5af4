import type { Advice } from '../../../../shared/doctor/verdict-words.ts'
import type { ErrorData } from '../../../../shared/errors.ts'
import type { RunDigest, RunKind } from '../../../../shared/model/runs.ts'
import { type Symptom, symptomOf } from '../../../../shared/symptom.ts'
import { symptomWords } from '../../../i18n/diagnosis-words.ts'

const overUdp: ReadonlySet<RunKind> = new Set(['udp-echo', 'udp-echo-server', 'mtu'])

/** What a test met, and what to do next; null: no symptom of the network. */
export function symptomIn(digest: RunDigest, error: ErrorData, locale: string, isConnected = false): (Advice & { readonly symptom: Symptom }) | null {
  const transport = overUdp.has(digest.kind) ? 'udp' : 'tcp'
  const doing = digest.kind.endsWith('-server') ? 'listening' : isConnected ? 'waiting' : transport === 'udp' ? 'sending' : 'connecting'
  const symptom = symptomOf(error, { transport, doing, ms: msOf(digest, error) })
  return symptom && { symptom, ...symptomWords(symptom, { code: error.code, details: { ...whereOf(digest), ...error.details } }, locale) }
}

function whereOf({ options }: RunDigest): { readonly host?: string; readonly port?: number } {
  return 'host' in options && 'port' in options ? { host: options.host, port: options.port } : {}
}

/** How long it took until it failed, where that is known. */
function msOf({ summary }: RunDigest, { code }: ErrorData): number | null {
  return 'attempts' in summary ? (summary.attempts.find(({ result }) => result === code)?.ms ?? null) : null
}
