import type { AppError } from '../../../../shared/errors.ts'

/** What I give: one file, the files of a folder, or a manifest, as one stream of bytes. */
export interface Source {
  readonly size: number
  /** Fills the buffer from there as far as it goes; 0: the end. Rejects `AppError` file-changed, file-unreadable. */
  read(into: Buffer, at: number): Promise<number>
  /** Rejects file-changed when it is not what was offered any more. */
  check(): Promise<void>
  close(): Promise<void>
}

/** Where what I get goes. */
export interface Sink {
  /** Bytes that are there already, and their hash (null: none). Rejects `AppError` cancelled when it is closed meanwhile. */
  start(): Promise<{ readonly at: number; readonly hash: Uint8Array | null }>
  /** They begin there: at what `start` said, or at 0, when what is here is not the beginning of theirs. */
  begin(at: number): void
  /** Takes them; what becomes of them on the disk is told later. Throws `AppError` size-mismatch. */
  write(bytes: Buffer): void
  /** Of all bytes, once the last one is written. Rejects `AppError` hash-mismatch, size-mismatch and those of the disk. */
  end(bytes: number, hash: Uint8Array): Promise<void>
  /** Given up: what is there stays. */
  close(): Promise<void>
  /** Bytes written so far. */
  onWritten: (at: number) => void
  onFailed: (error: AppError) => void
}

export interface GetRequest {
  readonly transfer: string
  readonly what: 'content' | 'manifest'
}
