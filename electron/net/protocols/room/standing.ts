import type { Socket } from 'node:net'
import { AppError } from '../../../../shared/errors.ts'
import type { Clock } from '../../core/types.ts'
import { offeredId, wrapDialled } from '../secure-peer/tls.ts'
import type { Identity } from '../secure-peer/types.ts'
import { askMs, roomVersion } from './constants.ts'
import { RoomLink } from './link.ts'

/** Where someone stands with a room: how long their log is, whether they host it. */
export interface Standing {
  readonly id: string
  readonly epoch: number
  readonly seq: number
  readonly hosting: boolean
}

/** Asks a member of a room, at a greeted socket. null: no answer, another key, or another room. */
export function askStanding(
  socket: Socket,
  ask: { readonly identity: Identity; readonly expected: string; readonly room: string; readonly clock: Clock },
): Promise<Standing | null> {
  return new Promise((resolve) => {
    const tls = wrapDialled(socket, ask.identity)
    const settle = (standing: Standing | null) => {
      cancel()
      resolve(standing)
      tls.destroy()
    }
    const cancel = ask.clock.after(askMs, () => settle(null))
    tls.on('error', () => settle(null)).on('close', () => settle(null))
    tls.once('secure', () => {
      try {
        if (offeredId(tls) !== ask.expected) throw new AppError('wrong-key')
        const link = new RoomLink(tls, ask.clock, {
          onFrame: (frame) => {
            if (frame.type === 'standing' && frame.room === ask.room) settle({ id: ask.expected, epoch: frame.epoch, seq: frame.seq, hosting: frame.hosting })
            else settle(null)
          },
          onClosed: () => settle(null),
        })
        link.send({ type: 'ask', version: roomVersion, room: ask.room })
      } catch {
        settle(null)
      }
    })
  })
}

/** Who goes on with a room: the longest log, then the lowest key. Pure. */
export function successor(standings: readonly Standing[]): Standing | null {
  return standings.reduce<Standing | null>(
    (best, one) => (best === null || one.seq > best.seq || (one.seq === best.seq && one.id < best.id) ? one : best),
    null,
  )
}
