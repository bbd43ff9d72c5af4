/** What the diagnostics hold and do at most. Times in ms, sizes in bytes. */
export const diagnosticLimits = {
  /** Places of a TCP server, unless told; and what can be asked for. */
  clients: 64,
  clientsMax: 65_536,
  /** A silent client, or one that does not read, is let go after this. */
  idleMs: 60_000,
  /** After our last word, they may still read and close for this long. */
  lingerMs: 2_000,
  /** Longest delay of an answer; and what may wait for its time, per client or server. */
  delayMs: 60_000,
  delayedBytes: 256 * 1024,
  /** A fixed text or a prefix. */
  answerText: 4_096,
  /** Closed connections, and silent senders, that are still shown. */
  closedRows: 256,
  /** Rows told in one batch; the others are told in the next. */
  rowsPerBatch: 32,
  /** Of a message, what a row shows: bytes looked at, characters shown. */
  previewBytes: 256,
  previewCharacters: 80,
  /** Answers to one sender of datagrams, and to all of them, per second; for senders of this computer, of what goes in a circle. */
  repliesPerSender: 200,
  repliesInAll: 1_000,
  /** Senders known at once; the longest silent one makes room. */
  senders: 4_096,
  /** Largest payload of a datagram over IPv4. */
  datagramBytes: 65_507,
  /** A payload to send, from a file or typed. */
  payloadBytes: 16 * 1024 * 1024,
  /** One run. */
  probes: 20_000,
  ratePerSecond: 10_000,
  testClients: 256,
  runMs: 3_600_000,
  replyTimeoutMs: 60_000,
  /** Under way at once in one test: messages, and their bytes. */
  outstanding: 1_024,
  outstandingBytes: 32 * 1024 * 1024,
  /** An answer whose form is not known yet is over after this silence; a greeting is waited for as long. */
  replySilenceMs: 50,
  /** Of an answer of unknown form, what is kept. */
  replyBytes: 1024 * 1024,
} as const
