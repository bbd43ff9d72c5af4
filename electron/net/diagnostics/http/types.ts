import type { Address } from '../../../../shared/model/address.ts'

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

/** Told at most ten times a second. */
export interface HttpServerProgress {
  readonly requests: readonly HttpLogEntry[]
  readonly totals: HttpTotals
}

export interface HttpServer {
  readonly address: Address
  readonly totals: HttpTotals
  readonly stop: () => Promise<void>
}
