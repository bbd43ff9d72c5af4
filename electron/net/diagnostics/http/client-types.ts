import type { ErrorData } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { Distribution } from '../../../../shared/model/diagnostics.ts'

export interface HttpRequestOptions {
  readonly url: string
  readonly method: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Buffer | null
  readonly follow: boolean
  /** Of each hop, from its first step to the end of its answer. */
  readonly timeoutMs: number
  readonly keepAlive: boolean
  /** An untrusted certificate is shown and not obeyed. */
  readonly insecure: boolean
}

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

/** A chain of redirects is as many hops. */
export interface HttpResult {
  readonly hops: readonly Hop[]
  /** Of the last one, decoded, what was kept of it. */
  readonly body: Buffer
  readonly problem: HttpProblem | null
}

/** Of a series: the answers' phases; those of reused connections have no first three. */
export interface HttpFigures {
  readonly runs: number
  readonly failed: number
  readonly reused: number
  readonly phases: Readonly<Record<PhaseName | 'total', Distribution | null>>
}
