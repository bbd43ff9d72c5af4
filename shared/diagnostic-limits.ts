/** What a test or a server of the diagnostics can be asked for at most, by the window and the terminal alike. Times in ms, sizes in bytes. */
export const askLimits = {
  /** Places of a TCP server, unless told; and what can be asked for. */
  clients: 64,
  clientsMax: 65_536,
  /** A silent client, or one that does not read, is let go after this; and what can be asked for. */
  idleMs: 60_000,
  idleMsMax: 86_400_000,
  /** Longest delay of an answer. */
  delayMs: 60_000,
  /** A fixed text or a prefix. */
  answerText: 4_096,
  /** Largest payload of a datagram over IPv4. */
  datagramBytes: 65_507,
  /** A payload to send, from a file or typed. */
  payloadBytes: 16 * 1024 * 1024,
  /** The same, typed or pasted in the window: in characters. */
  payloadCharacters: 1_000_000,
  /** One run. */
  probes: 20_000,
  ratePerSecond: 10_000,
  testClients: 256,
  warmUp: 1_000,
  replyTimeoutMs: 60_000,
  /** HTTP: of one hop; requests of one run; headers of a request, and each; an address. */
  httpTimeoutMs: 120_000,
  httpRepeat: 10_000,
  httpHeaders: 64,
  httpHeaderCharacters: 8_192,
  httpUrlCharacters: 4_000,
  /** Throughput: of each direction, and TCP connections beside each other. */
  throughputSeconds: 30,
  throughputConnections: 8,
} as const

/** What is kept of tests. */
export const historyLimits = {
  /** Runs in the history; the oldest goes, but the last good one of its kind and target goes last. */
  runs: 200,
  /** Samples of one run that are kept: the first ones and the last ones, half each. */
  samples: 2_000,
  /** Of one run as JSON, in characters: past it samples are left out. */
  characters: 2_000_000,
  /** Runs that are over and still whole in memory, with the bytes of their last answers. */
  recent: 8,
  /** Answers of one run whose bytes are kept, and of each. */
  replies: 128,
  replyBytes: 4_096,
  /** At once: tests and servers. */
  running: 16,
  /** Of the first answer's body of an HTTP test, what a run holds. */
  bodyBytes: 64 * 1024,
} as const

/** The Wire page: sockets and what passed through them. */
export const wireLimits = {
  /** Sockets known at once, closed ones included; the longest closed one makes room. */
  sockets: 2_048,
  closed: 256,
  /** What passed, while recording is on: in all, and of one piece. The oldest makes room. */
  recordBytes: 16 * 1024 * 1024,
  recordPieces: 50_000,
  pieceBytes: 64 * 1024,
  /** Pieces that one call answers, and their bytes. */
  pagePieces: 500,
  pageBytes: 512 * 1024,
  /** Sockets that one batch of changes tells. */
  batch: 256,
} as const

/** Round trips of the last day, from the keepalives. */
export const passiveLimits = {
  bucketMs: 5 * 60_000,
  /** 24 h. */
  buckets: 288,
  /** Round trips of one bucket that its median is of. */
  times: 64,
} as const
