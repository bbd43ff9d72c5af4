/** Payloads in bytes, times in ms. */
export const mtuLimits = {
  /** Must pass everywhere (RFC 8899 section 5.1.2). */
  base: 1_200,
  /** Of Ethernet, less the headers of IPv4 and UDP. */
  usual: 1_472,
  most: 65_507,
  tries: 3,
  waitMs: 1_000,
} as const
