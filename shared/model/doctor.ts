import type { Address } from './address.ts'
import type { ConversationId } from './conversation.ts'
import type { Run } from './diagnostics.ts'
import type { PersonId } from './person.ts'

/** Why can't they be reached? What the doctor looks at, in this order; each step takes 5 s at most. */
export const doctorSteps = [
  'interfaces',
  'listeners',
  'gateway',
  'peer',
  'tcp',
  'hello',
  'identity',
  'udp',
  'dial-back',
  'observed',
  'size',
  'round-trip',
  'load',
] as const

export type DoctorStepName = (typeof doctorSteps)[number]

/** Whom to examine: as a person or window names them. */
export type DoctorTarget =
  | { readonly type: 'conversation'; readonly conversationId: ConversationId }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'address'; readonly host: string; readonly port: number }

export interface DoctorOptions {
  /** How the words call them: a pseudonym, or the host as it was typed. */
  readonly name: string
  /** Where they may be, the likeliest first: addresses or names. */
  readonly addresses: readonly Address[]
  /** Whose key must answer; null: whoever is there. */
  readonly personId: PersonId | null
  /** A throughput server over there (T8), for the step `load`; null: that step is skipped. */
  readonly loadPort: number | null
}

/** How a connection ended, as the system says it, or `connected`, `no-answer` (our own time was over). */
export type Outcome = string

/** Which program answers, as far as its first words tell. `silent`: it said nothing, not even when asked as a browser asks. */
export type Program = 'palabre' | 'http' | 'ssh' | 'tls' | 'mail-or-ftp' | 'text' | 'binary' | 'silent'

/** `person`: the one who can't be reached, over a connection that exists. `directory`: one of mine. */
export type Helper = 'person' | 'directory'

type Flat = Readonly<Record<string, string | number | boolean | null>>

/** What each observation says. Flat, so that words and reports can name each part. Times in ms. */
export interface ObservationFacts {
  /** As Node names it: `linux`, `darwin`, `win32`. */
  readonly system: { readonly platform: string }
  /** An address of this computer. */
  readonly interface: { readonly name: string; readonly host: string; readonly family: 4 | 6; readonly virtual: boolean; readonly vpn: boolean }
  readonly 'no-interface': Record<string, never>
  /** Where everything goes that is not on this network. */
  readonly 'default-route': { readonly gateway: string; readonly name: string; readonly vpn: boolean }
  /** `known` false: the system was not asked, or did not say. */
  readonly 'no-default-route': { readonly known: boolean }
  /** I answer on this computer; from outside is another question. `everyone` false: bound to loopback, so that nobody else can connect. */
  readonly 'listener-alive': { readonly port: number; readonly everyone: boolean; readonly ms: number }
  readonly 'listener-dead': { readonly port: number; readonly result: Outcome }
  readonly 'no-listener': Record<string, never>
  /** Refusing counts as reachable. */
  readonly 'gateway-reachable': { readonly host: string; readonly result: Outcome; readonly ms: number }
  readonly 'gateway-mute': { readonly host: string; readonly result: Outcome }
  /** Something beyond this network answers: a directory on another one. */
  readonly 'beyond-reachable': { readonly host: string }
  readonly resolved: { readonly name: string; readonly host: string; readonly ms: number }
  readonly 'not-resolved': { readonly name: string; readonly result: Outcome }
  /** `same`: no router in between. `local`: the address of this computer that the system would take for it. */
  readonly target: { readonly host: string; readonly port: number; readonly local: string; readonly interface: string; readonly same: boolean }
  /** The system knows no way there: ENETUNREACH, ENETDOWN. */
  readonly 'no-way': { readonly host: string; readonly result: Outcome }
  readonly 'own-address': { readonly host: string; readonly port: number }
  /** Others on this network, tried beside. */
  readonly neighbour: { readonly host: string; readonly port: number; readonly result: Outcome; readonly ms: number | null }
  /** One address of the race (happy eyeballs, RFC 8305). */
  readonly attempt: { readonly host: string; readonly port: number; readonly family: 4 | 6; readonly result: Outcome; readonly ms: number | null }
  readonly connected: { readonly host: string; readonly port: number; readonly local: string; readonly localPort: number; readonly ms: number }
  readonly 'not-connected': { readonly host: string; readonly port: number; readonly result: Outcome; readonly ms: number | null }
  /** Another port of the same computer: an answer of any kind shows that it is on. */
  readonly 'other-port': { readonly host: string; readonly port: number; readonly result: Outcome; readonly ms: number | null }
  readonly banner: { readonly program: Program; readonly version: number | null; readonly text: string }
  /** It ended the connection before it said a word. */
  readonly 'cut-before-hello': { readonly result: Outcome }
  readonly key: { readonly id: PersonId; readonly expected: PersonId | null; readonly matches: boolean | null; readonly own: boolean; readonly ms: number }
  readonly 'no-key': { readonly result: Outcome }
  /** A connection with them that is open already, or was opened just now. `inbound`: they dialled. */
  readonly session: { readonly inbound: boolean; readonly port: number; readonly listensOn: number }
  readonly 'no-session': { readonly result: Outcome }
  /** Datagrams there and back. `helped`: to a reflector that they opened for this; otherwise to the port itself. */
  readonly udp: { readonly port: number; readonly sent: number; readonly answered: number; readonly helped: boolean; readonly rttMs: number | null }
  /** A closed port said so: the datagram arrived, and the answer came back. */
  readonly 'udp-refused': { readonly port: number; readonly result: Outcome }
  /** This computer did not let it out: EPERM is its own firewall. */
  readonly 'udp-not-sent': { readonly port: number; readonly result: Outcome }
  readonly 'dialled-back-tcp': {
    readonly by: Helper
    readonly host: string
    readonly port: number
    readonly result: Outcome
    /** It was my Palabre that answered there. */
    readonly banner: boolean
    readonly ms: number | null
  }
  readonly 'dialled-back-udp': { readonly by: Helper; readonly host: string; readonly port: number; readonly sent: number; readonly received: number }
  /** The helper could not help: it is older, did not answer, or does not want to. Proves nothing. */
  readonly 'no-help': { readonly by: Helper; readonly result: Outcome }
  /** From where a connection of mine comes, as they see it, and as I do. */
  readonly observed: {
    readonly by: Helper
    readonly host: string
    readonly port: number
    readonly ownHost: string
    /** null: not known here. */
    readonly ownPort: number | null
    readonly sameHost: boolean
    readonly samePort: boolean | null
  }
  readonly size: { readonly bytes: number; readonly sent: number; readonly answered: number }
  /** Of the session, or of connecting. `over`: how it was measured. */
  readonly 'round-trip': { readonly over: 'session' | 'connect'; readonly n: number; readonly p50Ms: number; readonly maxMs: number }
  readonly load: { readonly idleMs: number; readonly loadedMs: number; readonly mbps: number }
  readonly 'no-load': { readonly result: Outcome }
}

export type ObservationCode = keyof ObservationFacts

/** One raw fact that was seen. */
export type Observation = {
  readonly [Code in ObservationCode]: {
    readonly code: Code
    readonly step: DoctorStepName
    readonly atMs: number
    readonly facts: ObservationFacts[Code] & Flat
  }
}[ObservationCode]

/** Why a step was not done. */
export type SkipReason = 'not-connected' | 'no-gateway' | 'not-palabre' | 'no-session' | 'no-helper' | 'not-asked' | 'own-address' | 'no-listener'

/** A sample of the run: the step `doctorSteps[seq]` as it goes, and what it saw. Times since the run's start. */
export interface DoctorStep {
  readonly seq: number
  readonly step: DoctorStepName
  readonly state: 'running' | 'done' | 'skipped'
  readonly skipped: SkipReason | null
  readonly startedMs: number
  readonly tookMs: number | null
  readonly observations: readonly Observation[]
}

/** One sentence and one next step; the words of both are in the window's and the terminal's languages. */
export const verdictCodes = [
  'all-well',
  'reachable',
  'offline',
  'no-listener',
  'local-only',
  'name-unknown',
  'names-silent',
  'own-address',
  'no-way',
  'stopped-here',
  'local-network-denied',
  'isolated',
  'nobody-there',
  'unreachable',
  'refused',
  'rejected',
  'their-firewall',
  'no-answer',
  'cut',
  'text-program',
  'wrong-program',
  'wrong-version',
  'wrong-key',
  'my-firewall',
  'behind-router',
  'router-rewrites',
  'udp-blocked',
  'large-lost',
  'busy-line',
  'inconclusive',
] as const

export type VerdictCode = (typeof verdictCodes)[number]

/** `minor`: messages pass, something else does not. */
export type VerdictTone = 'good' | 'minor' | 'bad' | 'unsure'

export interface Verdict {
  readonly code: VerdictCode
  readonly tone: VerdictTone
  /** What the words name: `name`, `host`, `port`, … */
  readonly details: Flat
  /** "Why do we say this?": two to four of what was seen. */
  readonly evidence: readonly Observation[]
}

/**
 * `refused`: it was answered with a no, so something there gets it, but takes nothing. `directory`: the computer of a directory got through, which says
 * nothing of anybody else.
 */
export type PathState = 'works' | 'fails' | 'refused' | 'directory' | 'unknown'

/** From here to there, and from there to here. `app`: the right program answers. */
export interface DoctorPaths {
  readonly out: { readonly tcp: PathState; readonly udp: PathState; readonly app: PathState }
  readonly back: { readonly tcp: PathState; readonly udp: PathState; readonly app: PathState }
}

export interface DoctorSummary {
  /** null: it still looks. */
  readonly verdict: Verdict | null
  /** What also holds, in order of weight. */
  readonly further: readonly Verdict[]
  readonly paths: DoctorPaths
}

export type DoctorRun = Run<'doctor', DoctorOptions, DoctorStep, DoctorSummary>
