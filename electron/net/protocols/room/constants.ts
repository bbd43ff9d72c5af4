import { limits } from '../../../../shared/limits.ts'

/** What the course's room says, byte for byte. */
export const namePrompt = 'Entrez votre pseudo: '
export const help = "Tapez vos messages. '/quit' pour quitter.\n"
export const joinedLine = (name: string): string => `*** ${name} a rejoint le chat ***\n`
export const leftLine = (name: string): string => `*** ${name} a quitté le chat ***\n`
export const taken = 'Ce pseudo est déjà pris.\n'
export const invalid = "Ce pseudo ne convient pas: 1 à 32 caractères visibles, sans ': ' ni '***' au début.\n"
/** To a program that says something and may not. */
export const silenced = '*** Vous pouvez lire, pas écrire: un modérateur vous a retiré la parole ***\n'
/** To a program whose line was longer than `lineLength`; what the others get of it ends with `cutMark`. */
export const lineCut = '*** Ligne trop longue: les autres n’en ont reçu que les 65536 premiers caractères ***\n'
export const full = 'Le chat est complet.\n'
export const quitWord = '/quit'

export const roomPort = 9000
/** People in the room, and connections of one address. */
export const mostMembers = 1_024
export const mostPerAddress = 256
/** In the log at once: those who are there, those whose connection broke a moment ago, and the host. */
export const mostPresent = 2 * mostMembers + 1
/** A connection that does not say its pseudonym is closed after this, ms. */
export const namelessMs = 120_000
/** Bytes that wait for one member who does not read; past it they are dropped, so that nobody else waits. */
export const memberBytes = 4 * 1024 * 1024
/** Said in one turn, in UTF-16 units; who goes past it is read again when most have heard it: that is looked at so often, and waited for so long, ms. */
export const turnLength = 256 * 1024
export const heardEveryMs = 5
export const heardWithinMs = 2_000
/** A pseudonym without a line end counts after this silence, ms; whoever sends one so ends no line. */
export const silenceMs = 50
/** A line to the course's server, without its end: what it reads at once, `recv(1024)`, has place for both. */
export const courseLineBytes = 1_023
/** Longest line, in UTF-16 units; the rest is dropped, and both sides are told. */
export const lineLength = 64 * 1024
export const cutMark = ' […]'

/** At the end of a pseudonym: a Palabre asks an unknown server for TLS. Any other server takes the white space off. */
export const upgradeMark = ' \t \t'
/** What only a Palabre room answers to it; TLS follows on the same socket. */
export const upgradeLine = 'palabre-room/1\n'
/** First byte of a TLS record that carries a handshake (RFC 8446 section 5.1). */
export const tlsHandshake = 0x16
export const roomVersion = 1
/** DER of a P-256 SubjectPublicKeyInfo. */
export const spkiBytes = 91
/** Messages and acts under one signature. */
export const itemsPerPost = 256
/** Of an offered name, and of a reaction, in UTF-16 units. */
export const fileNameLength = 1_024
export const reactionLength = 32
/** What a newcomer gets; and the most of one page. */
export const newcomerEntries = 100
export const pageEntries = 200
/** Of what programs said in one turn, in one entry, at three bytes a UTF-16 unit; one line is always less. */
export const plainEntryBytes = 512 * 1024
/** Largest post, so that the entry around it, and a frame around that, are frames too. */
export const postBytes = limits.frameBytes - 2_048
/** Bytes of entries in one frame. */
export const logFrameBytes = 256 * 1024
/**
 * After telling everybody so much, bytes, a host tells nobody for so many times as long as that took, at most so long, ms; unless so much has come
 * meanwhile, bytes.
 */
export const busyTurnBytes = 4 * 1024
export const restShare = 3
export const longestRestMs = 10
export const turnBytes = 32 * 1024
/** Authors whose place in their own chain is remembered. */
export const mostChains = 4_096
/** Names under a ban or a mute. */
export const mostMarked = 1_024
/** Entries that a room without a disk remembers. */
export const rememberedEntries = 10_000
/** Who was in and is back within this is not told to anybody, ms; then it is told that they left. */
export const backMs = 30_000
/** Who left without a word, and may go on with the room beyond a cut: so many are remembered. */
export const mostLost = 32
/** Posts that wait for the disk; past it nobody's posts are read. */
export const unstoredEntries = 2_048
/** Silence after which a ping goes out, and after which a member or a host is given up, ms. */
export const pingMs = 10_000
export const silentMs = 30_000
/** Pings under way on one connection. */
export const mostPings = 8
/** TLS and the first frame together, ms. */
export const enterMs = 10_000
/** To a raw-socket program that would come into a room for Palabre alone. */
export const noPlain = 'Ce chat est réservé à Palabre: tout y est chiffré.\n'
/** Largest body of a call; calls of one member that the host passes on, within this time, ms. */
export const callBytes = 512
export const callsPerMember = 32
export const callsWithinMs = 10_000
/** Longest wait for a member's word on how long their log is, ms. */
export const askMs = 3_000
