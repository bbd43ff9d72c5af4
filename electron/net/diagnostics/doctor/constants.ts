/** Times in ms. */
export const doctorLimits = {
  /** Of each step; the load takes longer, and only when asked for. */
  stepMs: 5_000,
  loadStepMs: 20_000,
  addresses: 4,
  /** Connecting; another port of the same computer is asked beside it when there was no answer for a moment. */
  dialMs: 4_600,
  otherPortAfterMs: 1_000,
  otherPortMs: 3_400,
  gatewayMs: 2_000,
  neighbours: 3,
  neighbourMs: 4_000,
  /** What a program says by itself, and when asked as a browser asks. */
  greetingMs: 1_000,
  questionMs: 2_000,
  greetingBytes: 512,
  /** Who does not end a connection that we have ended. */
  farewellMs: 1_000,
  /** Of a foreign program's words, what is kept. */
  greetingCharacters: 80,
  /** Datagrams: to a reflector, to a port of which nothing is known, of each size. */
  probes: 20,
  blindProbes: 5,
  sizedProbes: 3,
  probesPerSecond: 20,
  probeTimeoutMs: 1_000,
  pings: 10,
  pingGapMs: 50,
  connects: 3,
  /** Asked by others: favours of one person in a minute, and at once in all. */
  favoursPerMinute: 20,
  favoursAtOnce: 8,
  /** People whose favours are counted. */
  people: 256,
  favourMs: 4_000,
  datagrams: 5,
  datagramGapMs: 50,
  datagramBytes: 64,
  /** What may still be on its way when they say that all is sent. */
  stragglersMs: 300,
  reflectorMs: 6_000,
  reflections: 64,
  reflectedBytes: 1_500,
} as const

/** Ports at which a router usually answers, if only with a no. */
export const gatewayPorts = [53, 80, 443]

/** Bytes of a datagram: what passes everywhere, and what often does not. */
export const sizes = [1_200, 1_400]

/** From here on ports are nobody's: a computer that is on says no. */
export const privatePorts = { from: 49_152, to: 65_535 }

/** Nobody needs a favour at a port of the system. */
export const leastPort = 1_024
