import type { ErrorData } from '../errors.ts'

/** The peer listener. `wantedPort` differs from `port` when the wanted one was taken. */
export type ListenerStatus =
  | { readonly state: 'starting' }
  | { readonly state: 'listening'; readonly host: string; readonly port: number; readonly wantedPort: number }
  | { readonly state: 'failed'; readonly error: ErrorData }

/**
 * The store. `protection`: how the key is kept: the system's key store, or a file that only its owner can read.
 * error: what stops writing now (disk-full, store-locked); messages wait in memory and are written as soon as it is gone.
 * rescued: the file was damaged; it was kept aside under `keptAs` and this many messages were read from it.
 */
export interface StorageStatus {
  readonly protection: 'keychain' | 'file'
  readonly error: ErrorData | null
  readonly waiting: number
  readonly rescued: { readonly keptAs: string; readonly messages: number } | null
}
