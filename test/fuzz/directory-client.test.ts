import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../electron/net/core/clock.ts'
import { silentLogger } from '../../electron/net/core/logger.ts'
import { openRecords } from '../../electron/net/protocols/directory/client/index.ts'
import { Judge } from '../../electron/net/protocols/directory/client/judge.ts'
import { mergePages } from '../../electron/net/protocols/directory/client/merge.ts'
import { compareKeys } from '../../electron/net/protocols/directory/client/records.ts'
import { nameKey, readRecord, signRecord } from '../../electron/net/protocols/directory/index.ts'
import type { Identity } from '../../electron/net/protocols/secure-peer/types.ts'
import type { FoundPage, FoundPerson } from '../../shared/model/directory.ts'
import { fake, join as joinDirectory } from '../net/directory/client/harness.ts'
import { people } from '../net/secure-peer/people.ts'

const now = Date.UTC(2026, 0, 1)
const address = { host: '127.0.0.1', port: 3100 }
const home = { host: '192.0.2.1', port: 3000 }
let alice: Identity
let bob: Identity
beforeAll(async () => {
  ;({ alice, bob } = await people())
})

const memory = () => openRecords({ file: null, clock: systemClock, logger: silentLogger })

describe('whatever a directory says of somebody', () => {
  it('is believed only as far as they signed it', () => {
    const texts = [alice, bob].flatMap((identity) => ['alice', 'bob'].map((name) => signRecord(identity, { name, addresses: [home], seq: 1, now })))
    const change = fc.tuple(fc.nat(700), fc.string({ minLength: 1, maxLength: 3 }))
    const record = fc.oneof(
      fc.constantFrom(...texts),
      fc.tuple(fc.constantFrom(...texts), change).map(([text, [at, other]]) => text.slice(0, at) + other + text.slice(at + other.length)),
      fc.string(),
    )
    const person = fc.record({
      id: fc.constantFrom(alice.id, bob.id),
      name: fc.constantFrom('alice', 'bob', 'ALICE'),
      state: fc.constantFrom('online' as const, 'offline' as const),
      seenAt: fc.double({ noNaN: true }),
      record,
    })
    const expected = fc.constantFrom({ id: alice.id }, { key: 'alice' }, { prefix: 'al' })
    fc.assert(
      fc.property(person, expected, (said, asked) => {
        const judge = new Judge({ address, records: memory(), now: () => now })
        try {
          const found = judge.person(said, asked)
          const { record: signed } = readRecord(said.record, now)
          expect(found).toMatchObject({ id: signed?.id, name: signed?.name, addresses: [home] })
          expect('id' in asked ? found.id : found.name.slice(0, 2)).toBe('id' in asked ? asked.id : 'al')
          expect(found.seenAt >= 0 && found.seenAt <= now).toBe(true)
        } catch (error) {
          expect(error).toMatchObject({ code: 'directory-lies' })
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('whatever a directory sends', () => {
  it('the session goes on or ends, and what was asked has an answer', async () => {
    const types = ['challenge', 'claimed', 'found', 'people', 'watching', 'observed', 'dialback', 'error', 'presence', 'released', 'news']
    const person = fc.oneof(
      fc.constant(null),
      fc.record({
        id: fc.constantFrom(alice.id, bob.id),
        name: fc.string(),
        state: fc.constantFrom('online', 'away'),
        seenAt: fc.double({ noNaN: true }),
        record: fc.string(),
      }),
    )
    const fields = {
      n: fc.integer({ min: -1, max: 6 }),
      person,
      people: fc.array(person, { maxLength: 3 }),
      next: fc.option(fc.string()),
      code: fc.constantFrom('name-taken', 'record-stale', 'too-many-requests', 'x'),
      retryMs: fc.integer({ min: -1, max: 2 }),
      count: fc.nat(3),
      host: fc.constantFrom('127.0.0.1', '', 'a b'),
      port: fc.nat(70_000),
    }
    const message = fc.tuple(fc.constantFrom(...types), fc.record(fields, { requiredKeys: ['n'] })).map(([type, rest]) => JSON.stringify({ type, ...rest }))
    const sessions = fc.sample(fc.array(fc.oneof({ weight: 20, arbitrary: message }, fc.json(), fc.string()), { minLength: 5, maxLength: 30 }), 60)
    const ends: string[] = []
    for (const messages of sessions) {
      const directory = await fake({
        reply: ({ type }, socket) => {
          if (type === 'claim') for (const each of messages) socket.send(each)
        },
      })
      const b = joinDirectory(directory, bob, 'bob', { watched: () => [alice.id] })
      await b.until(({ state }) => state === 'online' || state === 'waiting')
      const finding = b.client.find('alice').catch(({ code }: { code: string }) => code)
      await b.client.stop()
      expect([
        'ECONNABORTED',
        'directory-unavailable',
        'directory-lies',
        'ECONNRESET',
        'name-taken',
        'protocol-error',
        'directory-busy',
        'directory-unavailable',
        null,
      ]).toContain(await finding)
      expect(b.people.all).toEqual([])
      ends.push(b.client.status().state)
    }
    expect(new Set(ends)).toEqual(new Set(['off']))
  })
})

describe('whatever is in the file of kept records', () => {
  it('opens, and nothing unsigned comes out of it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'palabre-records-'))
    const file = join(folder, 'records.jsonl')
    const line = fc.record({ id: fc.constantFrom(alice.id, bob.id, ''), key: fc.constantFrom('alice', 'x'), text: fc.string(), told: fc.jsonValue() })
    const head = fc.constantFrom('{"palabre":"directory-records","version":1}', '{"version":1}', '')
    const content = fc
      .tuple(
        head,
        fc.array(
          fc.oneof(
            line.map((each) => JSON.stringify(each)),
            fc.json(),
            fc.string({ unit: 'binary' }),
          ),
          { maxLength: 5 },
        ),
      )
      .map(([first, rest]) => [first, ...rest].join('\n'))
    try {
      fc.assert(
        fc.property(content, (text) => {
          writeFileSync(file, text)
          const records = openRecords({ file, clock: systemClock, logger: silentLogger })
          for (const { id } of [alice, bob]) expect(records.newest(id)).toBeNull()
          expect(records.search('', '', 10, '127.0.0.1:3100')).toEqual([])
        }),
        { numRuns: 300 },
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('pages of several directories', () => {
  it('show everyone once, in order, whoever has whom and however long the pages are', () => {
    const name = fc.stringMatching(/^[a-dé𞤀]{2,3}$/u)
    const crowd = fc.uniqueArray(fc.tuple(name, fc.nat(3)), { selector: ([each, number]) => `${each}${number}`, maxLength: 25 })
    const directories = fc.array(fc.array(fc.boolean(), { minLength: 25, maxLength: 25 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(crowd, directories, fc.integer({ min: 1, max: 7 }), (all, has, limit) => {
        const everyone = all.map(([each, number]) => personOf(`${each}${number}`, each))
        const lists = has.map((mask) => listOf(everyone.filter((_, i) => mask[i])))
        const seen: FoundPerson[] = []
        let after: string | null = null
        do {
          const from: string | null = after
          const page: FoundPage = mergePages(
            lists.map((list) => pageOf(list, from, limit)),
            limit,
          )
          seen.push(...page.people)
          if (page.next !== null && from !== null) expect(compareKeys(page.next, from)).toBeGreaterThan(0)
          after = page.next
        } while (after !== null)
        const known = everyone.filter(({ id }) => lists.some((list) => list.some((each) => each.id === id)))
        expect(seen.map(({ id }) => id).sort()).toEqual(known.map(({ id }) => id).sort())
        expect(seen.map(keyOf)).toEqual(known.map(keyOf).sort(compareKeys))
      }),
      { numRuns: 500 },
    )
  })
})

function personOf(id: string, name: string): FoundPerson {
  return { id, name, addresses: [], state: 'online', seenAt: 0, expired: false, directory: address, asOf: null }
}

const keyOf = ({ name }: FoundPerson): string => nameKey(name)

/** In one directory nobody shares a name: the first has it. */
function listOf(people: readonly FoundPerson[]): readonly FoundPerson[] {
  const first = people.filter((person, i) => people.findIndex((other) => keyOf(other) === keyOf(person)) === i)
  return first.sort((a, b) => compareKeys(keyOf(a), keyOf(b)))
}

function pageOf(list: readonly FoundPerson[], after: string | null, limit: number): FoundPage {
  const rest = list.filter((person) => after === null || compareKeys(keyOf(person), after) > 0)
  const shown = rest.slice(0, limit)
  const last = shown.at(-1)
  return { people: shown, next: rest.length > limit && last ? keyOf(last) : null }
}
