/** The version of the wire; a challenge names it. */
export const protocolVersion = 1

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

/** A name stays its owner's this long after the last visit, ms (30 days). */
export const reservedMs = 30 * 24 * 3_600_000

/** Silence after which a session is lost, and how often one pings, ms. */
export const silentMs = 60_000
export const pingMs = 25_000

/** One message from a client, in bytes. */
export const requestBytes = 16 * 1024

/** Items of one page of `list` or `search`. */
export const pageMax = 100
export const pageDefault = 50

/** People and names that one `watch` may hold, and that one session may watch. */
export const watchBatch = 100
export const watchesMax = 1_000

/** People whose answers are kept ready. */
export const cachedPeople = 10_000

/** How long a read may be old when several processes share a store, ms. Claims never are. */
export const sharedFreshMs = 1_000

/** Claims and departures of one turn of the event loop that are committed together. */
export const groupMax = 500

/** Most that a commit waits after the one before, ms; no longer than that one took. */
export const commitRestMs = 50

/** Claims and departures that wait for the store; past it `unavailable`. */
export const storeQueueMax = 20_000

/** Between two looks whether the file is still where it was, and two tries to open it, ms. */
export const storeRetryMs = 1_000

/** Names whose reservation has lapsed are swept this often, ms. */
export const sweepMs = 3_600_000

/** A process says to the others that it lives this often, and is taken for dead after this silence, ms. */
export const beatMs = 3_000
export const deadMs = 12_000

/** People of a dead process that one step takes offline. */
export const reapBatch = 200

/** A Redis that does not answer is left and dialled anew, ms. */
export const redisSilentMs = 5_000

/** Connections at once: in all, from one address (IPv6: one /64). A school behind one address is one address. */
export const connectionsMax = 25_000
export const connectionsPerAddress = 2_048

/** TLS handshakes at once, which bounds the work of one turn; the others wait, address by address, at most `handshakeMs`. */
export const handshakesMax = 32
export const handshakeMs = 10_000

/** One that takes longer than this leaves its place to the next: who is slow or mute holds nobody up, ms. */
export const handshakeTurnMs = 250

/** Handshakes under way, the slow ones included. When it is reached and others wait, the mute and the stalled are cut after these, ms. */
export const handshakesOpen = 192
export const handshakeMuteMs = 1_500
export const handshakeStalledMs = 5_000

/** Signatures are checked this long a turn of the event loop, ms; other claims wait for the next. */
export const checkingMs = 8

/** While connections come in, handshakes begin only this often, ms. */
export const acceptFirstMs = 20

/** Sessions of one key at once. */
export const sessionsPerKey = 8

/** Bytes that wait for one session that does not read; past it it is closed. */
export const sendBufferBytes = 1024 * 1024

/** How long a close may take before the connection is cut, ms. */
export const closeMs = 2_000

/** Requests of one session that wait for their answer; further ones are `too-many-requests`. */
export const waitingRequests = 256

/** A budget: so many at once, and so many come back each second. */
export interface Budget {
  readonly burst: number
  readonly perSecond: number
}

export interface DirectoryLimits {
  /** HTTP and unclaimed sessions, by address. */
  readonly anonymous: Budget
  /** Claimed sessions, by key. */
  readonly claimed: Budget
  /** `claim` and `update`: they cost a signature check and a write. */
  readonly claimsPerAddress: Budget
  readonly claimsPerKey: Budget
  readonly dialbacks: Budget
}

export const directoryLimits: DirectoryLimits = {
  anonymous: { burst: 600, perSecond: 60 },
  claimed: { burst: 600, perSecond: 100 },
  claimsPerAddress: { burst: 1_000, perSecond: 50 },
  claimsPerKey: { burst: 20, perSecond: 0.5 },
  dialbacks: { burst: 5, perSecond: 1 / 20 },
}

/** Refusals for too many requests after which a session is closed. */
export const floodRefusals = 200

/** Addresses and keys whose budgets are remembered; the fullest are forgotten first. */
export const budgetsMax = 50_000

/** Dial backs at once, and how long one may take, ms. */
export const dialbacksMax = 32
export const dialbackMs = 3_000
/** Nobody needs one at a port of the system. */
export const dialbackLeastPort = 1_024

/** HTTP: a request's headers must be there after this, ms. */
export const headersMs = 10_000

/** People on the page for humans. */
export const shownMax = 100
