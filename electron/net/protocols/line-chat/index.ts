/**
 * Plain text with any raw-socket program (netcat, telnet, a student's script). See README.md.
 *
 *     const chat = createLineChat(socket, { clock, side: 'connecting', onText: show, onLineTooLong, onEnded, onFin, onClosed })
 *     await chat.send('hello', 'lf')
 *     chat.close()
 */

export { isFin } from './constants.ts'
export { createLineChat } from './line-chat.ts'
