/** Times in ms, sizes in bytes. */
export const throughputLimits = {
  seconds: 10,
  secondsLeast: 3,
  secondsMost: 30,
  connections: 1,
  connectionsMost: 8,
  /** Of one direction: what a test may move at most. */
  bytes: 500_000_000,
  idleMs: 3_000,
  restMs: 2_000,
  /** TCP is still finding its pace. */
  slowStartMs: 2_000,
  binMs: 1_000,
  probesPerSecond: 20,
  probeBytes: 64,
  probeTimeoutMs: 2_000,
  /** Tests served at once, and what each of them may ask for. */
  guests: 4,
  guestRows: 64,
  /** A connection that does not say what it is, and a guest that does nothing. */
  firstLineMs: 5_000,
  idleGuestMs: 60_000,
  lineBytes: 128,
  /** Loads of one guest: one up, one down. */
  phases: 2,
  /** Of one guest, per second. */
  reflections: 200,
  reflectedBytes: 1_500,
  answerMs: 5_000,
  chunkBytes: 128 * 1024,
} as const

/** First line of a test, both ways: a program that does not know it is left alone. */
export const greeting = 'PALABRE-THROUGHPUT 1'
