/** What an echo server or test does unless told. */
export const cliDefaults = {
  port: 8080,
  /** A terminal has no table that would be too long; on this computer alone, nobody else takes the places. */
  maxClients: 16_384,
  rate: 20,
  size: 64,
  timeoutMs: 5_000,
  count: { tcp: 200, udp: 100 },
} as const
