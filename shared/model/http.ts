import type { ErrorData } from '../errors.ts'
import type { Address } from './address.ts'
import type { Distribution, Payload, Run } from './diagnostics.ts'

export const phaseNames = ['dns', 'connect', 'tls', 'sent', 'waiting', 'download'] as const
export type PhaseName = (typeof phaseNames)[number]

/** ms. null: there was none (an address in numbers, a reused connection, no TLS), or it was not reached. */
export type Phases = Readonly<Record<PhaseName, number | null>> & { readonly total: number }

export interface TlsFacts {
  readonly protocol: string | null
  readonly cipher: string
  readonly subject: string
  readonly issuer: string
  readonly validTo: string | null
  /** Until it expires; negative: since. */
  readonly daysLeft: number | null
  /** null: trusted. Otherwise why not, in OpenSSL's word. */
  readonly untrusted: string | null
}

/** What is wrong with an answer, or with the way to it beyond the network's own codes. */
export type HttpProblem =
  | { readonly type: 'network'; readonly error: ErrorData; readonly attempts: readonly { readonly host: string; readonly code: string }[] }
  | { readonly type: 'timeout'; readonly phase: PhaseName; readonly timeoutMs: number }
  | { readonly type: 'not-http'; readonly code: string; readonly hex: string }
  /** HTTP, whose lines end with a line feed alone. */
  | { readonly type: 'bare-newlines'; readonly code: string; readonly hex: string }
  /** A FIN, and not a byte before it. */
  | { readonly type: 'closed-unanswered' }
  | { readonly type: 'headers-too-large' }
  | { readonly type: 'certificate'; readonly code: string }
  | { readonly type: 'tls'; readonly code: string }
  | { readonly type: 'cut-short'; readonly received: number }
  | { readonly type: 'body-too-large'; readonly most: number }
  | { readonly type: 'expands-too-much'; readonly wire: number; readonly decoded: number }
  | { readonly type: 'bad-encoding'; readonly encoding: string }
  | { readonly type: 'redirect-loop' }
  | { readonly type: 'too-many-redirects'; readonly most: number }
  | { readonly type: 'bad-redirect'; readonly location: string }
  | { readonly type: 'stopped' }

export interface Hop {
  readonly url: string
  readonly method: string
  readonly status: number | null
  readonly statusText: string
  readonly version: string | null
  /** As they came. */
  readonly headers: readonly (readonly [string, string])[]
  readonly phases: Phases
  readonly reused: boolean
  readonly remote: Address | null
  readonly tls: TlsFacts | null
  readonly headerBytes: number
  /** As it travelled, and decoded. */
  readonly wireBytes: number
  readonly bodyBytes: number
  /** What the server says that it took itself (`Server-Timing`), ms. */
  readonly serverMs: number | null
  readonly problem: HttpProblem | null
}

/** Of a series: the answers' phases; those of reused connections have no first three. */
export interface HttpFigures {
  readonly runs: number
  readonly failed: number
  readonly reused: number
  readonly phases: Readonly<Record<PhaseName | 'total', Distribution | null>>
}

export interface HttpTestOptions {
  readonly url: string
  readonly method: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Payload | null
  /** Requests one after the other. */
  readonly repeat: number
  readonly follow: boolean
  readonly keepAlive: boolean
  /** Of each hop, from its first step to the end of its answer. */
  readonly timeoutMs: number
  /** An untrusted certificate is shown and not obeyed. */
  readonly insecure: boolean
}

/** The beginning of an answer's body, decoded. */
export interface HttpBody {
  readonly base64: string
  /** Of the whole. */
  readonly bytes: number
}

/** One request, and what it was redirected to: a chain is as many hops. */
export interface HttpSample {
  readonly seq: number
  /** Since the run's start. */
  readonly atMs: number
  readonly hops: readonly Hop[]
  readonly problem: HttpProblem | null
  /** Of the run's first request only. */
  readonly body: HttpBody | null
}

export type HttpRun = Run<'http', HttpTestOptions, HttpSample, HttpFigures>

export interface HttpServerOptions {
  /** 127.0.0.1 unless others are let in. */
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** Serves its files; null: the page, the API and the teaching routes. */
  readonly folder: string | null
}

/** One answered request. */
export interface HttpLogEntry {
  readonly number: number
  readonly at: number
  /** null: what came was not HTTP, or not all of it came. */
  readonly method: string | null
  readonly path: string | null
  readonly version: string | null
  readonly status: number
  /** Of the body, given to the system. */
  readonly bytes: number
  readonly ms: number
  readonly client: Address
  /** They left before the end of the answer. */
  readonly aborted: boolean
  /** On the page of an error, and here. */
  readonly requestId: string | null
  /** Why a request failed inside: a code or a name, never more. */
  readonly cause: string | null
}

export interface HttpTotals {
  readonly requests: number
  readonly open: number
  /** By first digit: `2xx`. */
  readonly status: Readonly<Record<string, number>>
  readonly bytesOut: number
  readonly aborted: number
  /** Log entries that nobody was told. */
  readonly leftOut: number
}
