/** Every number that bounds what others can make us hold or do. One place, tested from both sides. */
export const limits = {
  /** Longest line of plain text, in bytes; what follows is dropped and said. */
  plainLineBytes: 64 * 1024,
  /** Plain bytes without a line end become a message after this silence, in ms. */
  plainSilenceMs: 50,
  /** Longest text of one message, in UTF-16 units (fits a frame with room to spare). */
  messageText: 64 * 1024,
  /** Largest secure frame, in bytes, length prefix excluded. */
  frameBytes: 1024 * 1024,
  /** Pseudonym, in characters after trimming. */
  nameMin: 1,
  nameMax: 32,
  /** A profile picture, in bytes and in pixels on a side; and how many of other people's are kept. */
  pictureBytes: 32 * 1024,
  pictureSide: 256,
  pictures: 1_000,
  /** Largest file that a picture is made from, in bytes. */
  pictureSourceBytes: 32 * 1024 * 1024,
  /** How long a connector waits for a banner that names `palabre/`, in ms. */
  bannerWaitMs: 600,
  /** An inbound connection silent for this long is shown as a plain conversation, in ms. */
  sniffSilenceMs: 1_000,
  /** TLS handshake and hello together, in ms. */
  handshakeMs: 10_000,
  connectTimeoutMs: 5_000,
  /** Concurrent inbound connections: in all, and from one address. */
  inboundConnections: 1_024,
  inboundPerAddress: 64,
  /** Bytes waiting for one peer that does not read; past it the conversation is closed. */
  sendBufferBytes: 1024 * 1024,
  /** Entries sent to one person and not yet acknowledged. */
  inFlightEntries: 256,
  /** Writes waiting for the disk; past it senders are told `queue-full` and receivers stop reading. */
  storeQueue: 20_000,
  /** One page of history. */
  pageSize: 200,
  searchHits: 100,
  /** Reactions of one author on one message. */
  reactionsPerAuthor: 8,
  /** Reactions on one message of a room, of all its members. */
  reactionsPerMessage: 1_000,
  /** Changes that are kept of messages of one room that are not here: of all its members, and of one. */
  roomChanges: 10_000,
  roomChangesOfOne: 1_000,
  /** Directories of one's own. */
  directories: 8,
  /** People nearby and of directories that the window is told of. */
  nearby: 500,
  /** Requests from unknown people kept at once. */
  requests: 200,
  keepaliveIdleMs: 10_000,
  keepaliveUnstableMs: 20_000,
  keepaliveDeadMs: 30_000,
  flappingMs: 5_000,
  /** A message not delivered in this time is failed, in ms (7 days). */
  deliveryMs: 7 * 24 * 3_600_000,
  /** How far ahead of our clock a peer's clock is believed, in ms. */
  clockAheadMs: 120_000,
  /** A message that arrives this long after it was sent is marked late, in ms. */
  lateMs: 60_000,
  /** An entry that can't be processed this often is set aside. */
  entryAttempts: 8,
  typingMs: 6_000,
  /** Files that come from one person at once, and as many that go there. */
  transfersAtOnce: 3,
  /** Offers of one conversation that are looked at and answered together: the oldest that wait. */
  offersLookedAt: 1_000,
  /** Who has a file of mine in a room, by name. */
  takers: 1_024,
  /** Largest file or folder, in bytes (1 PiB); files of one folder; its manifest, in bytes. */
  fileBytes: 2 ** 50,
  folderFiles: 50_000,
  manifestBytes: 8 * 1024 * 1024,
  /** What is looked at inside the window: a picture, in bytes, pixels and pixels a side; the beginning of a text, in bytes. */
  previewPictureBytes: 32 * 1024 * 1024,
  previewPixels: 50_000_000,
  previewSide: 16_384,
  previewTextBytes: 16 * 1024,
  /** Conversations that one gesture offers files to. */
  sendTo: 100,
  /** Files that are dropped at once. */
  dropped: 200,
  /** Pasted without being a file, in bytes. */
  pastedBytes: 32 * 1024 * 1024,
} as const
