import type { Socket } from 'node:net'
import { AppError } from '../../../../shared/errors.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import { connectionError } from './refusal.ts'
import { offeredId, wrapDialled } from './tls.ts'
import type { Identity } from './types.ts'

/**
 * Whose key answers here? Only looks: the connection is cut before a word is said, so that over there nobody has visited. The banner has been taken
 * off. Rejects `AppError` like `ConnectSecure`; `no-answer` when the signal aborts.
 */
export function keyBehind(socket: Socket, identity: Identity, signal: AbortSignal): Promise<PersonId> {
  socket.allowHalfOpen = false
  const secure = wrapDialled(socket, identity)
  return new Promise((fulfil, reject) => {
    const settle = (run: () => void) => {
      signal.removeEventListener('abort', late)
      secure.on('error', () => {}).destroy()
      run()
    }
    const failed = (thrown: unknown) => settle(() => reject(connectionError(thrown)))
    const late = () => failed(new AppError('no-answer'))
    secure.once('error', failed).once('close', () => failed(new AppError('ECONNRESET')))
    secure.once('secure', () => {
      try {
        const id = offeredId(secure)
        settle(() => fulfil(id))
      } catch (thrown) {
        failed(thrown)
      }
    })
    signal.addEventListener('abort', late, { once: true })
    if (signal.aborted) late()
  })
}
