import type { Address } from '../../../../shared/model/address.ts'
import { askStanding, type Facts, greet, type Present, type Standing, successor } from '../../protocols/room/index.ts'
import type { Core } from '../core.ts'
import { memberAddress } from './member-way.ts'

/** Longest wait for a member, ms. */
const memberMs = 2_000

export type Answered = Standing & { readonly address: Address }

/** What those who were asked add up to: who hosts it, that it falls to me, or nobody knows yet; null: nobody answered. Pure. */
export function whoseTurn(answers: readonly Answered[], me: Standing | null): Answered | 'mine' | 'theirs' | null {
  const hosting = answers.filter((answer) => answer.hosting).reduce<Answered | null>((best, each) => (best && best.epoch >= each.epoch ? best : each), null)
  if (hosting) return hosting
  const next = successor(me ? [...answers, me] : answers)
  if (next === null) return null
  return next.id === me?.id ? 'mine' : 'theirs'
}

/** What the others of the room say of themselves, all asked at once. `at`: where it was found last; null: it was hosted here. */
export async function standingsOf(
  facts: Facts,
  at: Address | null,
  core: Pick<Core, 'identity' | 'dial' | 'settings' | 'clock'>,
  signal: AbortSignal,
  among: readonly Present[] = [...facts.members.values(), ...facts.away.values(), ...facts.lost.values()],
): Promise<readonly Answered[]> {
  const asked = among.filter(({ key }) => key !== core.identity.id && !key.startsWith('name:'))
  const answers = await Promise.all(
    asked.map(async ({ key, host, standby }) => {
      const address = memberAddress(facts, key, at ?? { host, port: standby }, false)
      if (!address) return null
      try {
        const socket = await core.dial(address, { signal, timeoutMs: memberMs, role: 'room-client' })
        const { socket: greeted } = await greet(socket, core.settings().name, true, core.clock)
        const standing = await askStanding(greeted, { identity: core.identity, expected: key, room: facts.room, clock: core.clock })
        return standing && { ...standing, address }
      } catch {
        return null
      }
    }),
  )
  return answers.filter((answer) => answer !== null)
}
