import type { DoctorStep, Observation } from '../model/doctor.ts'

/** What a step that was done shows. `unsure`: it proves neither. */
export type StepResult = 'good' | 'bad' | 'unsure'

/** A step is as its best news: who answers at one of their addresses is reached. A router that says nothing may only be a quiet one. Pure. */
export function stepResult({ step, observations }: Pick<DoctorStep, 'step' | 'observations'>): StepResult {
  const seen = observations.flatMap((observation) => resultOf(observation, step) ?? [])
  if (decisive.has(step) && seen.includes('bad')) return 'bad'
  return seen.includes('good') ? 'good' : seen.includes('bad') ? 'bad' : 'unsure'
}

/** Where a single bad sign outweighs the rest. */
const decisive: ReadonlySet<DoctorStep['step']> = new Set(['identity', 'listeners', 'hello'])

function resultOf({ code, facts }: Observation, step: DoctorStep['step']): StepResult | null {
  switch (code) {
    case 'interface':
      return step === 'interfaces' ? 'good' : null
    case 'default-route':
    case 'gateway-reachable':
    case 'resolved':
    case 'target':
    case 'connected':
    case 'round-trip':
    case 'load':
    case 'session':
      return 'good'
    case 'listener-alive':
      return facts.everyone ? 'good' : 'unsure'
    case 'observed':
      return facts.sameHost && facts.samePort !== false ? 'good' : 'unsure'
    case 'banner':
      return facts.program === 'palabre' ? 'good' : facts.program === 'text' ? 'unsure' : 'bad'
    case 'key':
      return facts.own || facts.matches === false ? 'bad' : facts.matches ? 'good' : 'unsure'
    case 'udp':
    case 'size':
      return facts.answered > 0 ? 'good' : 'unsure'
    case 'dialled-back-tcp':
      return facts.result === 'connected' ? (facts.banner ? 'good' : 'unsure') : 'bad'
    case 'dialled-back-udp':
      return facts.received > 0 ? 'good' : 'bad'
    case 'no-interface':
    case 'listener-dead':
    case 'not-resolved':
    case 'no-way':
    case 'own-address':
    case 'not-connected':
    case 'cut-before-hello':
    case 'udp-not-sent':
    case 'no-listener':
      return 'bad'
    case 'gateway-mute':
    case 'udp-refused':
    case 'no-default-route':
    case 'no-key':
    case 'no-session':
    case 'no-load':
    case 'no-help':
      return 'unsure'
    default:
      return null
  }
}
