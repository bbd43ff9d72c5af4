import { askLimits } from '../../../../shared/diagnostic-limits.ts'

/** What the HTTP server and client hold and do at most. Times in ms, sizes in bytes. */
export const httpLimits = {
  /** Request line and headers together; past it 431. */
  headerBytes: 16 * 1024,
  connections: 1_024,
  /** Until the headers, and until the whole request, have arrived. */
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 5_000,
  /** A connection on which nothing moves. */
  idleMs: 30_000,
  /** After a refusal, what is still on its way is read and dropped for this long, so that the refusal arrives. */
  lingerMs: 1_000,
  /** Files up to this are read at once; larger ones are streamed in pieces of it. */
  wholeFile: 256 * 1024,
  /** Small files kept in memory between two requests, and how long until their way is judged again. */
  hotBytes: 16 * 1024 * 1024,
  hotFiles: 1_024,
  hotMs: 1_000,
  listed: 2_000,
  /** Ranges in one request that are merely not obeyed (the whole file comes); more are refused. */
  ranges: 8,
  /** The teaching routes. */
  delayMs: 10_000,
  drips: 100,
  dripMs: 1_000,
  bytes: 100 * 1024 * 1024,
  echo: 1024 * 1024,
  /** Of the log, what one batch tells; the others are counted. */
  logBatch: 32,
  logPath: 1_024,
  /** The client: hops, response headers, what is kept of a body after decoding and how many times its size on the wire. */
  redirects: 10,
  responseHeaderBytes: 64 * 1024,
  bodyBytes: 16 * 1024 * 1024,
  expansion: 200,
  /** A small body may expand to this whatever the factor. */
  expansionFree: 1024 * 1024,
  timeoutMs: askLimits.httpTimeoutMs,
  repeat: askLimits.httpRepeat,
  /** Of an answer that is not HTTP, what is shown. */
  notHttpBytes: 64,
} as const
