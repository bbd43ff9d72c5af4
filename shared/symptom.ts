import type { ErrorCode, ErrorData } from './errors.ts'

/** What a failure looks like to the person who has to do something about it. The window and the terminal have words and a next step for each. */
export const symptoms = [
  'refused',
  'no-answer',
  'udp-silence',
  'unreachable',
  'unreachable-here',
  'no-route',
  'network-down',
  'port-taken',
  'not-own-address',
  'port-reserved',
  'broadcast-off',
  'stopped-here',
  'no-such-name',
  'names-silent',
  'cut',
  'silent',
  'closed-unanswered',
  'closed-before',
  'datagram-too-large',
  'too-many-open',
  'bad-port',
  'bad-address',
] as const

export type Symptom = (typeof symptoms)[number]

interface Circumstances {
  readonly transport: 'tcp' | 'udp'
  /** `waiting`: connected, for an answer. */
  readonly doing: 'listening' | 'connecting' | 'sending' | 'waiting'
  /** How long it took until it failed. */
  readonly ms?: number | null
}

/** A host can't be declared unreachable from afar in less than this: the cause is in this computer. ms */
const nearMs = 5

const always: Readonly<Partial<Record<ErrorCode, Symptom>>> = {
  ECONNREFUSED: 'refused',
  ENETUNREACH: 'no-route',
  ENETDOWN: 'network-down',
  EADDRINUSE: 'port-taken',
  EADDRNOTAVAIL: 'not-own-address',
  EPERM: 'stopped-here',
  ENOTFOUND: 'no-such-name',
  EAI_AGAIN: 'names-silent',
  ECONNRESET: 'cut',
  EMSGSIZE: 'datagram-too-large',
  EMFILE: 'too-many-open',
  'bad-port': 'bad-port',
  'bad-address': 'bad-address',
}

/** null: no symptom of the network. Pure. */
export function symptomOf({ code }: ErrorData, { transport, doing, ms = null }: Circumstances): Symptom | null {
  switch (code) {
    case 'no-answer':
    case 'ETIMEDOUT':
      return transport === 'udp' ? 'udp-silence' : doing === 'waiting' ? 'silent' : 'no-answer'
    case 'EPIPE':
      return doing === 'waiting' ? 'closed-unanswered' : 'closed-before'
    case 'EHOSTUNREACH':
      return ms !== null && ms < nearMs ? 'unreachable-here' : 'unreachable'
    case 'EACCES':
      return doing === 'listening' ? 'port-reserved' : 'broadcast-off'
    default:
      return always[code] ?? null
  }
}
