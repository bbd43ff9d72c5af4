/** What the course's room says, byte for byte. */
export const namePrompt = 'Entrez votre pseudo: '
export const help = "Tapez vos messages. '/quit' pour quitter.\n"
export const joinedLine = (name: string): string => `*** ${name} a rejoint le chat ***\n`
export const leftLine = (name: string): string => `*** ${name} a quitté le chat ***\n`
export const taken = 'Ce pseudo est déjà pris.\n'
export const invalid = 'Ce pseudo ne convient pas: 1 à 32 caractères visibles.\n'
export const full = 'Le chat est complet.\n'
export const quitWord = '/quit'

export const roomPort = 9000
/** People in the room, and connections of one address. */
export const mostMembers = 1_024
export const mostPerAddress = 256
/** A connection that does not say its pseudonym is closed after this, ms. */
export const namelessMs = 120_000
/** Bytes that wait for one member who does not read; past it they are dropped, so that nobody else waits. */
export const memberBytes = 4 * 1024 * 1024
/** A pseudonym without a line end counts after this silence, ms; whoever sends one so ends no line. */
export const silenceMs = 50
/** Longest line, in UTF-16 units; the rest is dropped. */
export const lineLength = 64 * 1024
