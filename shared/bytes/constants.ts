/** What the inspector takes and shows at most. */
export const byteLimits = {
  /** An input, in bytes; its written form has at most `textFactor` characters for each. */
  input: 16 * 1024 * 1024,
  textFactor: 6,
  /** Bad runs of UTF-8 that are listed; the others are counted. */
  badRuns: 1_000,
  /** Fields of a struct format, and characters of it. */
  structFields: 4_096,
  structFormat: 1_024,
  /** Steps of the exact comparison; what differs more is told as replaced. */
  edits: 512,
  /** Bytes of a varint: 64 bits in groups of seven. */
  varint: 10,
} as const
