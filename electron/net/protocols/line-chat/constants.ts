/** What the listening side answers to `FIN`, without a line end: the reference programs compare the raw bytes. */
export const GOODBYE = 'Au revoir'

/** Told to the other side's person when a line of theirs went past the limit. */
export const LINE_TOO_LONG = '*** Line too long: only its first 65536 bytes were read.\n'

/** How long the other side may take to end its half after ours, in ms. */
export const CLOSE_MS = 1_000

/** Texts handed to the owner and not yet stored; past it the stream is not read further. */
export const UNSTORED_TEXTS = 256

/** The word, alone and in any case, that ends a conversation. */
export function isFin(text: string): boolean {
  return /^fin$/i.test(text.trim())
}
