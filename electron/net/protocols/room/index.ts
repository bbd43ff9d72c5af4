/**
 * The room of the course for any raw-socket program, and on the same port an encrypted one for people with a Palabre. See README.md.
 *
 *     const room = await createRoom({ host: '::', port: roomPort, clock, logger, secure: { identity, log: memoryLog(), facts, hostName, allows: () => true } })
 *     const greeted = await greet(socket, 'ada', false, clock)
 *     const client = await enterRoom(greeted.socket, entering, { onEntries: show, … })
 */

export type { Call } from './calls.ts'
export { enterRoom, type Greeted, greet, RoomClient, type Welcome } from './client.ts'
export { courseLines, readCourseLine } from './course-lines.ts'
export { type AnyItem, type ChangeItem, decodeEntry, type Entry, hashOf, isChange, type PostItem, readPost } from './entries.ts'
export { type Facts, may, mayChange, newFacts, outranks, type Present, roleOf } from './facts.ts'
export { packFacts, unpackFacts } from './frames.ts'
export { memoryLog, type RoomLog } from './log.ts'
export { replay } from './replay.ts'
export { createRoom, type Room, type RoomEvent, type SecureRoom } from './room.ts'
export { askStanding, type Standing, successor } from './standing.ts'
export type { Fault, Seen } from './verify.ts'
