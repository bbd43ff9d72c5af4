import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { silentLogger } from '../../../../electron/net/core/logger.ts'
import { keptBytes, keptMax, keptWriteMs, tellersMax } from '../../../../electron/net/protocols/directory/client/constants.ts'
import { type KeptRecords, openRecords } from '../../../../electron/net/protocols/directory/client/index.ts'
import { readRecord } from '../../../../electron/net/protocols/directory/index.ts'
import type { SignedRecord } from '../../../../electron/net/protocols/directory/types.ts'
import type { Identity } from '../../../../electron/net/protocols/secure-peer/types.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'
import { recordOf, someone, temporaryFolder } from '../harness.ts'

let people: readonly Identity[]
beforeAll(async () => {
  people = await Promise.all(Array.from({ length: 4 }, someone))
})

const one = 'one.example:3100'
const other = 'other.example:3100'

function signed(who: number, name: string, more: Parameters<typeof recordOf>[2] = {}): SignedRecord {
  const { record } = readRecord(recordOf(people[who] as Identity, name, more), Date.now())
  if (!record) throw new Error('not a record')
  return record
}

const told = (directory = one, asOf = 1_000) => ({ directory, asOf, seenAt: asOf - 1 })

function open(file: string | null, more: Partial<Parameters<typeof openRecords>[0]> = {}): { records: KeptRecords; clock: FakeClock } {
  const clock = new FakeClock()
  return { records: openRecords({ file, clock, logger: silentLogger, ...more }), clock }
}

describe('kept records', () => {
  it('answer for the directory that told them, by identity and by folded name', () => {
    const { records } = open(null)
    const alice = signed(0, 'Alice')
    records.keep(alice, told())
    expect(records.byId(alice.id, one)).toEqual({ record: alice, asOf: 1_000, seenAt: 999 })
    expect(records.byName('alice', one)?.record).toEqual(alice)
    expect(records.byName('alice', other)).toBeNull()
    records.keep(alice, told(other, 2_000))
    expect(records.byName('alice', other)?.asOf).toBe(2_000)
    expect(records.byName('alice', one)?.asOf).toBe(1_000)
  })

  it('are never replaced by an older one', () => {
    const { records } = open(null)
    const [old, newer] = [signed(0, 'alice'), signed(0, 'alicia')]
    expect(records.keep(newer, told())).toEqual(newer)
    expect(records.keep(old, told())).toEqual(newer)
    expect(records.newest(newer.id)).toEqual(newer)
    expect(records.byName('alice', one)).toBeNull()
  })

  it('of a name that changed hands: the one told last', () => {
    const { records } = open(null)
    records.keep(signed(0, 'sam'), told(one, 1_000))
    records.keep(signed(1, 'sam'), told(one, 2_000))
    expect(records.byName('sam', one)?.record.id).toBe(people[1]?.id)
  })

  it('are searched in the order of directories', () => {
    const { records } = open(null)
    for (const [i, name] of ['ab', 'AC', 'b', 'aé'].entries()) if (name.length > 1) records.keep(signed(i, name), told())
    const names = (after: string, limit = 10) => records.search('a', after, limit, one).map(({ record }) => record.name)
    expect(names('')).toEqual(['ab', 'AC', 'aé'])
    expect(names('ab', 1)).toEqual(['AC'])
    expect(records.search('a', '', 10, other)).toEqual([])
  })

  it('are bounded in number, in bytes, and in who told them; those told longest ago go first', () => {
    const few = open(null, { max: 2 }).records
    for (const who of [0, 1, 2]) few.keep(signed(who, `name${who}`), told())
    expect([0, 1, 2].map((who) => few.newest(people[who]?.id ?? '') !== null)).toEqual([false, true, true])
    const light = open(null, { maxBytes: 1_500 }).records
    for (const who of [0, 1, 2, 3]) light.keep(signed(who, `name${who}`), told())
    expect(light.size).toBeLessThan(4)
    expect(light.newest(people[3]?.id ?? '')).not.toBeNull()
    const { records } = open(null)
    for (let i = 0; i <= tellersMax; i++) records.keep(signed(0, 'alice'), told(`d${i}`))
    expect(records.byName('alice', 'd0')).toBeNull()
    expect(records.byName('alice', `d${tellersMax}`)).not.toBeNull()
    expect(keptMax).toBe(5_000)
  })
})

describe('the file', () => {
  it('is written once for many changes, for its owner only, and read again', async () => {
    const file = join(temporaryFolder(), 'new', 'records.jsonl')
    const { records, clock } = open(file)
    const alice = signed(0, 'alice')
    records.keep(alice, told())
    clock.advance(keptWriteMs - 1)
    records.keep(signed(1, 'bob'), told())
    expect(existsSync(file)).toBe(false)
    expect(clock.pending).toBe(1)
    await records.close()
    expect(readdirSync(join(file, '..'))).toEqual(['records.jsonl'])
    const again = open(file).records
    expect(again.size).toBe(2)
    expect(again.byId(alice.id, one)).toEqual({ record: alice, asOf: 1_000, seenAt: 999 })
  })

  it('that is damaged is kept aside; what can be read of it is taken over', async () => {
    const file = join(temporaryFolder(), 'records.jsonl')
    const { records } = open(file)
    const [alice, bob] = [signed(0, 'alice'), signed(1, 'bob')]
    records.keep(alice, told())
    records.keep(bob, told())
    await records.close()
    const torn = readFileSync(file, 'utf8').slice(0, -40)
    writeFileSync(file, torn)
    const rest = open(file).records
    expect([rest.newest(alice.id)?.name, rest.newest(bob.id)]).toEqual(['alice', null])
    expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(torn)
    for (const content of ['', '{}', 'x'.repeat(100), '{"palabre":"directory-records","version":2}', '\u0000\n\n']) {
      writeFileSync(file, content)
      const anew = open(file).records
      expect(anew.size).toBe(0)
      anew.keep(alice, told())
      await anew.close()
      expect(open(file).records.newest(alice.id)).toEqual(alice)
    }
  })

  it('that somebody wrote into proves nothing: signatures are checked at each use', async () => {
    const file = join(temporaryFolder(), 'records.jsonl')
    const { records } = open(file)
    const [alice, bob] = [signed(0, 'alice'), signed(1, 'bob')]
    records.keep(alice, told())
    await records.close()
    writeFileSync(file, readFileSync(file, 'utf8').replace(alice.text, bob.text))
    expect(open(file).records.byName('alice', one)).toBeNull()
    expect(open(file).records.byId(alice.id, one)).toBeNull()
  })

  it('that is far too long, or can’t be read or written, holds nothing up', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'records.jsonl')
    writeFileSync(file, Buffer.alloc(4 * keptBytes + 1, 'x'))
    const { records } = open(file)
    expect(records.size).toBe(0)
    expect(existsSync(`${file}.damaged`)).toBe(true)
    records.keep(signed(0, 'alice'), told())
    chmodSync(folder, 0o500)
    await records.close()
    chmodSync(folder, 0o700)
    const asFolder = open(folder).records
    asFolder.keep(signed(0, 'alice'), told())
    await asFolder.close()
    expect(asFolder.size).toBe(1)
  })
})
