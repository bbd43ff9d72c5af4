/** UDP port of the beacon, beside the TCP port of the peers. */
export const beaconPort = 3001

/** Transient, link-local multicast group of the beacon (RFC 4291 section 2.7: flag T, scope 2); the rest spells "palabre". */
export const beaconGroup6 = 'ff12::70:616c:6162:7265'

/** RFC 6762. */
export const mdnsPort = 5353
export const mdnsGroup4 = '224.0.0.251'
export const mdnsGroup6 = 'ff02::fb'

/** Largest datagram that is looked at, in bytes. */
export const beaconBytes = 512
export const mdnsBytes = 9_000

/** After start, wake-up and interface change one calls out at these times, in ms; then every `heartbeatMs`, give or take `jitter`. */
export const burstMs = [100, 500, 2_000] as const
export const heartbeatMs = 30_000
export const jitter = 0.2

/** How long an entry lives after it was heard of, in ms. */
export const entryMs = 90_000

/** One's own word has to be heard within this time, in ms. */
export const selfTestMs = 5_000

/** A newcomer is answered within this time, in ms, so that they need not wait for the next heartbeat; and at most this often. */
export const answerMs = 150
export const answerEveryMs = 1_000

/** Those who listen for changes are told at once, then no more often than this, in ms. */
export const tellEveryMs = 100

/** How often the interfaces are looked at, in ms. */
export const watchMs = 2_000

/** Newcomers answered directly, besides. */
export const answersPerSecond = 20
export const answersAtOnce = 50
export const answersPerSecondOfAddress = 1
export const answersAtOnceOfAddress = 4

/** A beacon whose clock is further off than this is not believed, in ms. Wrong time zones are common, wrong days are not. */
export const clockOffMs = 24 * 3_600_000

/**
 * Signatures checked: a second and at once, in all and for one address; for people heard before, for newcomers by IPv4 and by IPv6 each.
 * A check costs some 0.15 ms.
 */
export const checksPerSecond = 400
export const checksAtOnce = 200
export const checksPerSecondOfAddress = 2
export const checksAtOnceOfAddress = 10

/** DNS packets that name Palabre, a second and at once, in all and for one address; and how many people one may tell of. */
export const packetsPerSecond = 100
export const packetsAtOnce = 200
export const packetsPerSecondOfAddress = 10
export const packetsAtOnceOfAddress = 30
export const toldInPacket = 8

/** What is remembered: addresses with a rate, datagrams with their verdict, instances with their last sequence. */
export const rememberedAddresses = 1_024
export const rememberedDatagrams = 512
export const rememberedInstances = 4_096

/** Beacons of one's own that are known again when they come back. */
export const rememberedOwn = 256

/** People in the table; of one address; addresses of one person. */
export const maxEntries = 1_000
export const maxEntriesOfAddress = 32
export const maxAddresses = 8

/** Rooms: of one's own that are announced; in the table; of one address. */
export const maxOwnRooms = 4
export const maxRooms = 256
export const maxRoomsOfAddress = 8

/** Signatures of rooms checked, apart from those of people, as `checksPerSecond`; datagrams and rooms that are remembered. */
export const roomChecksPerSecond = 50
export const roomChecksAtOnce = 100
export const roomChecksPerSecondOfAddress = 4
export const roomChecksAtOnceOfAddress = 20
export const rememberedRoomDatagrams = 256
export const rememberedRooms = 1_024

/** What changes in a room, such as how many are in it, is said this much later and together, in ms. */
export const roomNewsMs = 2_000

/** Interfaces in use at once. */
export const maxLinks = 32

/** What each answer of DNS-SD is good for, in s. RFC 6762 section 10 for records that hold an address. */
export const mdnsTtl = 120

/** A scan: connections at once, and how long each may take, in ms. */
export const scanAtOnce = 50
export const scanMs = 500
