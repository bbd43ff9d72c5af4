/**
 * The room of the course, for any raw-socket program. See README.md.
 *
 *     const room = await createRoom({ host: '::', port: roomPort, clock, logger })
 */
export { createRoom, type Room, type RoomEvent } from './room.ts'
