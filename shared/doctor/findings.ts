import type { DoctorPaths, Observation, ObservationCode, ObservationFacts, PathState } from '../model/doctor.ts'

export type Seen<Code extends ObservationCode> = Extract<Observation, { readonly code: Code }>

/** What was seen, by its code. */
export class Findings {
  readonly all: readonly Observation[]

  constructor(observations: readonly Observation[]) {
    this.all = observations
  }

  every<Code extends ObservationCode>(code: Code, is: (facts: ObservationFacts[Code]) => boolean = () => true): readonly Seen<Code>[] {
    return this.all.filter((each): each is Seen<Code> => each.code === code && is(each.facts as ObservationFacts[Code]))
  }

  first<Code extends ObservationCode>(code: Code, is?: (facts: ObservationFacts[Code]) => boolean): Seen<Code> | null {
    return this.every(code, is)[0] ?? null
  }
}

/** What says no, or says anything at all, is there. */
export const isThere = (result: string): boolean => result === 'connected' || result === 'ECONNREFUSED' || result === 'ECONNRESET'

export const isSilence = (result: string): boolean => result === 'no-answer' || result === 'ETIMEDOUT'

/** What is known of the ways from here to there, and back. What a helper could not do is unknown: only the person's own word counts as a failure. */
export function pathsOf(seen: Findings): DoctorPaths {
  return { out: { tcp: outTcp(seen), udp: outUdp(seen), app: outApp(seen) }, back: { tcp: backTcp(seen), udp: backUdp(seen), app: backApp(seen) } }
}

const state = (works: unknown, fails: unknown): PathState => (works ? 'works' : fails ? 'fails' : 'unknown')

function outTcp(seen: Findings): PathState {
  return state(seen.first('connected'), seen.first('not-connected'))
}

/** A refusal is an answer, but no way for datagrams: nobody took it, and a firewall may have said it. */
function outUdp(seen: Findings): PathState {
  if (seen.first('udp', ({ answered }) => answered > 0)) return 'works'
  if (seen.first('udp-refused', ({ result }) => result === 'ECONNREFUSED')) return 'refused'
  return state(false, seen.first('udp', ({ helped }) => helped) ?? seen.first('udp-not-sent'))
}

/** What answers is a Palabre that speaks our version, and nobody else's. */
export function outApp(seen: Findings): PathState {
  const banner = seen.first('banner')
  const wrong = banner ? banner.facts.program !== 'palabre' || banner.facts.version !== 1 : seen.first('cut-before-hello') !== null
  const key = seen.first('key')
  return state(banner && !wrong && key !== null && key.facts.matches !== false, wrong || key?.facts.matches === false || seen.first('no-key'))
}

/** Only what they dial themselves shows that they get here; a directory speaks for its own computer. */
function backTcp(seen: Findings): PathState {
  if (theyDialled(seen, ({ result }) => result === 'connected')) return 'works'
  if (seen.first('dialled-back-tcp', ({ by }) => by === 'person')) return 'fails'
  return seen.first('dialled-back-tcp', ({ by, result }) => by === 'directory' && result === 'connected') ? 'directory' : 'unknown'
}

function backUdp(seen: Findings): PathState {
  if (seen.first('dialled-back-udp', ({ by, received }) => by === 'person' && received > 0)) return 'works'
  if (seen.first('dialled-back-udp', ({ by, sent }) => by === 'person' && sent > 0)) return 'fails'
  return seen.first('dialled-back-udp', ({ received }) => received > 0) ? 'directory' : 'unknown'
}

function backApp(seen: Findings): PathState {
  if (theyDialled(seen, ({ banner }) => banner)) return 'works'
  if (seen.first('dialled-back-tcp', ({ by }) => by === 'person')) return 'fails'
  return seen.first('dialled-back-tcp', ({ by, banner }) => by === 'directory' && banner) ? 'directory' : 'unknown'
}

/** On purpose just now, or when they opened the conversation. */
export function theyDialled(seen: Findings, well: (facts: ObservationFacts['dialled-back-tcp']) => boolean): Observation | null {
  return seen.first('dialled-back-tcp', (facts) => facts.by === 'person' && well(facts)) ?? seen.first('session', ({ inbound }) => inbound)
}
