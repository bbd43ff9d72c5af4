import type { Socket } from 'node:dgram'
import type { Address } from '../../../shared/model/address.ts'

/** Node hands an error to the callback, which its typings don't know; taken for a success, every send would then fail for want of a port. */
type Connect = (port: number, host: string, done: (error?: Error) => void) => void

/** From then on the system tells this socket of a closed port. Sends nothing. Rejects what the system says: ENETUNREACH, EACCES (broadcast), … */
export function connectDatagrams(socket: Socket, { host, port }: Address): Promise<void> {
  return new Promise((fulfil, reject) => {
    socket.once('error', reject)
    ;(socket.connect as Connect).call(socket, port, host, (error) => {
      socket.off('error', reject)
      if (error) reject(error)
      else fulfil()
    })
  })
}
