import type { Address } from '../../../../shared/model/address.ts'
import type { HttpLogEntry, HttpTotals } from '../../../../shared/model/http.ts'

export type { HttpLogEntry, HttpServerOptions, HttpTotals } from '../../../../shared/model/http.ts'

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
