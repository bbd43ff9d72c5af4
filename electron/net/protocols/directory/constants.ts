/** A pseudonym in the directory, in code points after NFKC. */
export const nameMin = 2
export const nameMax = 32

/** A record or a proof, as text. */
export const recordBytes = 4 * 1024
export const proofBytes = 2 * 1024

/** Addresses in a record. */
export const addressesMax = 16

/** From `iat` to `exp` of a record at most, s. */
export const recordLifeS = 3_600

/** A proof is younger than this, s; the nonce dies with the session anyway. */
export const proofLifeS = 300

/** How far ahead of our clock a signer's may be, s. */
export const clockAheadS = 120

/** Items of one page of `list` or `search`. */
export const pageMax = 100

/** People and names that one `watch` may hold, and that one session may watch. */
export const watchBatch = 100
export const watchesMax = 1_000
