/** The first bytes everyone who connects gets. A Palabre looks for `palabre/`. */
export const banner = 'Welcome to Messenger ! palabre/1\r\n'

/** What a banner of a Palabre names. */
export const BANNER_MARK = 'palabre/'

/** Longest first line that is still looked at, in bytes. */
export const BANNER_BYTES = 512

/** First byte of a TLS record that carries a handshake (RFC 8446 section 5.1). */
export const TLS_HANDSHAKE = 0x16

/** Ports tried after the wanted one. */
export const FURTHER_PORTS = 20

/** How long a refused connection may take to read why, in ms; and how many may do so at once. */
export const REFUSAL_MS = 1_000
export const LINGERING_REFUSALS = 64

/** `onRefused` is called at most this often, in ms. */
export const REFUSED_EVERY_MS = 1_000

export const TOO_MANY = 'Too many connections. Please try again later.\r\n'
