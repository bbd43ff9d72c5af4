/** The version both sides speak; any other is refused with `protocol-version`. */
export const protocolVersion = 1

/** Bytes of the length in front of every frame. */
export const prefixBytes = 4

/** Of a hello that has not come whole: whoever has a key of their own may begin one. */
export const helloBytes = 64 * 1024

/** Deepest nesting inside a frame; ours need 3. */
export const maxDepth = 8

/** Largest sequence of a log: ten hexadecimal digits in `orderKey`. */
export const maxSeq = 0xff_ffff_ffff

/** Largest clock value: twelve hexadecimal digits. */
export const maxWall = 0xffff_ffff_ffff

/** Largest counter beside a clock value: four hexadecimal digits. */
export const maxCount = 0xffff

/** How long a ping or a probe waits for its answer, ms. */
export const pingTimeoutMs = 5_000

/** How long a favour may take: the dialling at the other side, and the way there and back, ms. */
export const checkTimeoutMs = 4_500

/** How long a closing connection may take to say goodbye, ms. */
export const goodbyeMs = 2_000

/** What is waiting for one peer: `sendEntries` answers false from here on, and `drained` fulfils below the half. */
export const highWaterBytes = 256 * 1024

/** Read ahead from the socket: what arrives while a batch is written to disk is the next batch. */
export const readAheadBytes = 256 * 1024
