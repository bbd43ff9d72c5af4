import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { beforeAll, expect, it } from 'vitest'
import { buildCli, palabreUnder } from '../cli/palabre.ts'
import { describeInNamespaces, eachLab } from '../helpers/netns.ts'
import { noise } from '../net/files/harness.ts'

const pulls = 20
/** Long enough to stop everything, short enough for TCP to forgive; ms */
const pulledMs = 250
/** At every fifth pull the connections are cut as well. */
const cutEvery = 5

const lab = eachLab()

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

describeInNamespaces('a file between two computers', () => {
  beforeAll(buildCli, 60_000)

  it('is whole after the cable was pulled 20 times, and the connections cut at some of them', async () => {
    const lan = lab.lan(['alice', 'bob'])
    const [alice, bob] = lan.hosts
    if (!alice || !bob) throw new Error('two hosts were asked for')
    const bytes = noise(300_000_000)
    const path = join(lab.folder, 'film.bin')
    await writeFile(path, bytes)
    const got = join(lab.folder, 'got')
    const b = palabreUnder(
      bob.prefix,
      'receive',
      '--data',
      join(lab.folder, 'bob'),
      '--folder',
      got,
      '--port',
      '3000',
      '--accept-from',
      'anyone',
      '--once',
      '--json',
    )
    await b.event((e) => e['event'] === 'listening')
    const a = palabreUnder(alice.prefix, 'send', path, bob.v4[0] ?? '', '3000', '--data', join(lab.folder, 'alice'), '--json')
    const furthest = () => Math.max(0, ...b.events().flatMap((e) => (e['event'] === 'progress' ? [Number(e['at'])] : [])))
    for (let pull = 1; pull <= pulls; pull++) {
      const from = furthest()
      await b.event((e) => e['event'] === 'done' || (e['event'] === 'progress' && Number(e['at']) > Math.max(from, (bytes.length * pull) / (pulls + 5))))
      lan.unplug(bob)
      if (pull % cutEvery === 0) {
        bob.filter('meta l4proto tcp reject with tcp reset')
        lan.plug(bob)
        await wait(pulledMs)
        bob.filter()
      } else {
        await wait(pulledMs)
        lan.plug(bob)
      }
    }
    expect((await a.ended).code).toBe(0)
    expect((await b.ended).code).toBe(0)
    expect(await readdir(got)).toEqual(['film.bin'])
    expect(await hashOf(join(got, 'film.bin'))).toBe(createHash('sha256').update(bytes).digest('hex'))
  })
})
