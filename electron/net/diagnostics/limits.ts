import { askLimits } from '../../../shared/diagnostic-limits.ts'

/** What the diagnostics hold and do at most, beside what they can be asked for. Times in ms, sizes in bytes. */
export const diagnosticLimits = {
  ...askLimits,
  /** After our last word, they may still read and close for this long. */
  lingerMs: 2_000,
  /** What may wait for the time of a delayed answer, per client or server. */
  delayedBytes: 256 * 1024,
  /** Closed connections, and silent senders, that are still shown. */
  closedRows: 256,
  /** Rows of a server that its run has: clients, senders, requests. */
  serverRows: 1_000,
  /** Rows told in one batch; the others are told in the next. */
  rowsPerBatch: 32,
  /** Of a message, what a row shows: bytes looked at, characters shown. */
  previewBytes: 256,
  previewCharacters: 80,
  /** Messages up to this are kept as they are until the next: a copy costs more. */
  keptBytes: 2_048,
  /** Answers to one sender of datagrams, and to all of them, per second; for senders of this computer, of what goes in a circle. */
  repliesPerSender: 200,
  repliesInAll: 1_000,
  /** Senders known at once; the longest silent one makes room. */
  senders: 4_096,
  runMs: 3_600_000,
  /** Under way at once in one test: messages, and their bytes. */
  outstanding: 1_024,
  outstandingBytes: 32 * 1024 * 1024,
  /** An answer whose form is not known yet is over after this silence; a greeting is waited for as long. */
  replySilenceMs: 50,
  /** Between the two halves of a split message: enough to be read apart, and less than a system waits with an acknowledgement. */
  splitPauseMs: 5,
  /** Of an answer of unknown form, what is kept. */
  replyBytes: 1024 * 1024,
} as const
