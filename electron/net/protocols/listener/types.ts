import type { Socket } from 'node:net'
import type { ErrorData } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'

export interface ListenerOptions {
  /** `::` listens on every interface, IPv4 and IPv6 (falls back to 0.0.0.0 where there is no IPv6). */
  readonly host: string
  /** Taken: the next free one, up to 20 further; 0: any. */
  readonly port: number
  /** The first bytes everyone gets. */
  readonly banner: string
  /** The first byte was 0x16: a TLS record. It has been put back. The socket is paused. */
  readonly onSecure: (socket: Socket) => void
  /** The first byte was something else (put back), or `limits.sniffSilenceMs` passed in silence (`silent`), or they ended at once. Paused. */
  readonly onPlain: (socket: Socket, silent: boolean) => void
  /** Refused by a limit; for the log and the status. At most one call a second. */
  readonly onRefused?: (from: string, error: ErrorData) => void
}

export interface Listener {
  readonly address: Address
  stop(): Promise<void>
}

/** Rejects `AppError` EADDRINUSE (all tried ports taken), EACCES (< 1024), EADDRNOTAVAIL. */
export type Listen = (options: ListenerOptions) => Promise<Listener>

/**
 * What a dialled, unknown address turned out to be: waits up to `limits.bannerWaitMs` for a line that names `palabre/`.
 * secure: the banner line has been taken off; what followed it is put back. plain: all received bytes are put back. Paused.
 * A first line without `palabre/` decides at once.
 */
export type Probe = (socket: Socket) => Promise<'secure' | 'plain'>
