import type { Hop, HttpProblem } from '../../../../shared/model/http.ts'

export type { Hop, HttpFigures, HttpProblem, PhaseName, Phases, TlsFacts } from '../../../../shared/model/http.ts'
export { phaseNames } from '../../../../shared/model/http.ts'

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

/** A chain of redirects is as many hops. */
export interface HttpResult {
  readonly hops: readonly Hop[]
  /** Of the last one, decoded, what was kept of it. */
  readonly body: Buffer
  readonly problem: HttpProblem | null
}
