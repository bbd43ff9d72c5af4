import { expect, it } from 'vitest'
import { firstWindowMs } from '../../../../electron/net/protocols/directory/client/constants.ts'
import { directoryLimits } from '../../../../electron/net/protocols/directory/constants.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'
import { checkLeaks } from '../../../helpers/leak-check.ts'
import { someone, startDirectory, temporaryFolder } from '../harness.ts'
import { join } from './harness.ts'

checkLeaks()

const count = 300
const steps = 40

/** Numbers that look random and are the same each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

it('300 clients of a directory that restarts come back one after the other, all of them, under their names', async () => {
  const data = temporaryFolder()
  const budget = { burst: 5_000, perSecond: 5_000 }
  const options = { http: false, data, store: `sqlite:${data}/directory.db`, limits: { ...directoryLimits, anonymous: budget, claimsPerAddress: budget } }
  const first = await startDirectory(options)
  const clock = new FakeClock(Date.now())
  const random = seeded(1)
  const crowd = await Promise.all(Array.from({ length: count }, someone))
  const clients = crowd.map((identity, i) => join(first, identity, `person${i}`, { clock, random }))
  await Promise.all(clients.map(({ online }) => online))
  // A session that was a good one: their first window begins anew.
  clock.advance(30_000)
  await first.stop()
  await Promise.all(clients.map(({ until }) => until(({ state }) => state === 'waiting')))
  const again = await startDirectory({ ...options, port: first.address.port })
  expect(again.id).toBe(first.id)
  const came: number[] = []
  for (let step = 0; step < steps; step++) {
    const before = clients.filter(({ client }) => client.status().state === 'waiting').length
    clock.advance(firstWindowMs / steps)
    const trying = clients.filter(({ client }) => client.status().state === 'connecting')
    came.push(before - clients.filter(({ client }) => client.status().state === 'waiting').length)
    await Promise.all(trying.map(({ online }) => online))
  }
  expect(came.reduce((sum, each) => sum + each, 0)).toBe(count)
  // 7.5 in each step on the average: never a stampede, and hardly a moment without one.
  expect(Math.max(...came)).toBeLessThan(25)
  expect(came.filter((each) => each > 0).length).toBeGreaterThan(steps * 0.9)
  expect(clients.map(({ client }) => client.status().claimed)).toEqual(crowd.map((_, i) => `person${i}`))
}, 60_000)
