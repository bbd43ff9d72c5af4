import { expect, it } from 'vitest'
import { mostMarked, mostMembers, mostPresent } from '../../../electron/net/protocols/room/constants.ts'
import { apply, type Facts, newFacts } from '../../../electron/net/protocols/room/facts.ts'
import { packFacts, unpackFacts } from '../../../electron/net/protocols/room/frames.ts'

const hash = new Uint8Array(32)
const idOf = (n: number): string => n.toString(36).padStart(43, 'a')
const room = (): Facts => newFacts({ room: 'r', name: 'Salle', rules: { entry: 'anyone', plain: true, announced: true }, owner: idOf(0) })

function follow(facts: Facts) {
  const entry = (b: Parameters<typeof apply>[1]['b'], opened: Parameters<typeof apply>[3] = null) =>
    apply(facts, { e: 1, q: facts.seq + 1, p: facts.hash, at: 1, b }, hash, opened)
  return {
    comes: (who: string, name = 'ada') => entry({ k: 'in', who, name, color: 'teal', host: '192.0.2.1', port: 1, standby: 9 }),
    isLost: (who: string) => entry({ k: 'out', who, name: 'ada', why: 'lost' }),
    begins: (host: string) => entry({ k: 'epoch', host, name: 'h', from: null }),
    ownerSays: (...items: NonNullable<Parameters<typeof apply>[3]>['post']['items']) =>
      entry(
        { k: 'post', key: new Uint8Array(91), body: hash, sig: hash },
        { author: idOf(0), hash, post: { room: 'r', n: facts.seq + 1, prev: null, at: 1, items } },
      ),
  }
}

it('who is banned while away is nobody with whom the room may go on', () => {
  const facts = room()
  const { comes, isLost, begins, ownerSays } = follow(facts)
  for (const n of [1, 2, 3]) comes(idOf(n))
  isLost(idOf(1))
  begins(idOf(0))
  ownerSays({ k: 'ban', who: idOf(1), on: true }, { k: 'ban', who: idOf(2), on: true })
  isLost(idOf(2))
  expect([...facts.lost.keys(), ...facts.away.keys()]).toEqual([idOf(3)])
})

it('however many come, have roles or speak, it can be packed, and read again', () => {
  const facts = room()
  const { comes, begins, ownerSays } = follow(facts)
  const wide = '漢'.repeat(64)
  for (let i = 1; i <= 5_000; i++) {
    comes(idOf(i), wide)
    ownerSays({ k: 'role', who: idOf(i), role: 'moderator' }, { k: 'mute', who: idOf(i), on: true }, { k: 'ban', who: '漢'.repeat(70) + i, on: true })
    facts.chains.set(idOf(i), { n: i, hash })
    if (i === 2_500) begins(idOf(0))
  }
  expect([facts.members.size, facts.away.size, facts.roles.size]).toEqual([mostPresent, mostMembers, mostMarked])
  const { members, roles, banned } = unpackFacts(packFacts(facts))
  expect(members.size).toBeGreaterThan(0)
  expect([roles, banned]).toEqual([facts.roles, facts.banned])
})
