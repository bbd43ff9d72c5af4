/** Tells a connection for files from one for messages, on the same port. */
export const filesProtocol = 'palabre-files/1'

/** Bytes of the length in front of every frame; and of a piece's kind and request number. */
export const prefixBytes = 4
export const pieceHead = 5

export const pieceKind = 0
export const controlKind = 1

/** Largest piece of a file in one frame. */
export const pieceBytes = 1024 * 1024

/** Largest control frame: the longest has two hashes and an id. */
export const controlBytes = 64 * 1024

/** What I read at once and send as one piece. */
export const readBytes = 512 * 1024

/** What one record of TLS brings at most. */
export const recordBytes = 16 * 1024

/** Bytes of one request on their way or waiting for the disk. */
export const windowBytes = 8 * 1024 * 1024

/** Written to the disk at once; then the other side is told. */
export const writeBytes = 2 * 1024 * 1024

/** What a disk takes without a copy: whole pages, at least so many bytes at once. */
export const pageBytes = 4096
export const directBytes = 256 * 1024

/** Strokes of memory that are kept for the next file. */
export const mostFreeStrokes = 16

/** What is less than that waits so long for more. ms */
export const strokeMs = 50

/**
 * Written but not yet safe, at most: whatever else syncs on the same disk, as the history does for every message, waits until what is before it in the
 * journal is there, which for a whole file is hundreds of milliseconds. Syncing in step is no slower than all at the end.
 */
export const dirtyBytes = 4 * 1024 * 1024

/** A sign of life this often; cut off after this silence; and after this long with a full window, ms. */
export const aliveMs = 5_000
export const deadMs = 30_000
export const stalledMs = 60_000

/** A connection that is over has this long to say goodbye, ms. */
export const lingerMs = 2_000

/** Control frames that wait because the other side reads nothing; past it the connection is cut. */
export const mostUnread = 4_096

/** The hello of the other side, once TLS is done, ms. */
export const helloMs = 10_000

/** Free disk that no file may take. */
export const spareBytes = 64 * 1024 * 1024

/** Longest name of a file that is made here, in UTF-8 bytes: with ` (99).part` behind it, it still fits every disk. */
export const nameBytes = 200

/** Longest relative path of a folder's file, in bytes, and its depth. */
export const pathBytes = 1_024
export const pathDepth = 32

/** Files and folders of one manifest: no real folder is so deep everywhere, and each one costs. */
export const mostEntries = 200_000

/** `NAME (n)` is looked for this far. */
export const mostCopies = 9_999

/** Files of a folder whose size and date are asked for at once. */
export const statsAtOnce = 32

/** Files of a folder that are being closed and synced at once. */
export const closingAtOnce = 16
