import { beforeEach, describe, expect, it } from 'vitest'
import { busyTurnBytes, longestRestMs, restShare, turnBytes } from '../../../electron/net/protocols/room/constants.ts'
import { memoryLog, newFacts } from '../../../electron/net/protocols/room/index.ts'
import { Ledger } from '../../../electron/net/protocols/room/ledger.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

let clock: FakeClock
let ledger: Ledger
/** Up to which entry everybody was told, turn by turn. */
let told: number[]
/** How long it takes to tell everybody, ms. */
let telling: number

beforeEach(() => {
  clock = new FakeClock()
  told = []
  telling = 0
  const facts = newFacts({ room: 'a-room', name: 'n', rules: { entry: 'anyone', plain: true, announced: true }, owner: 'A' })
  ledger = new Ledger(
    facts,
    memoryLog(),
    clock,
    () => true,
    () => {
      told.push(ledger.told)
      clock.advance(telling)
    },
  )
})

const much = (name: string) => ledger.add({ k: 'plain', lines: [[name, 'x'.repeat(busyTurnBytes)]] })
const comes = (name: string) => ledger.add({ k: 'out', who: name, name, why: 'quit' })

describe('telling', () => {
  it('is at once, a turn of the event loop at a time, where it costs nothing', async () => {
    comes('a')
    comes('b')
    await turn()
    comes('c')
    await turn()
    expect(told).toEqual([2, 3])
    expect(clock.pending).toBe(0)
  })

  it('does not rest from what was little', async () => {
    telling = 2
    comes('a')
    await turn()
    comes('b')
    await turn()
    expect(told).toEqual([1, 2])
  })

  it('rests from what was much for longer than it took, and then tells all that came', async () => {
    telling = 2
    much('a')
    await turn()
    comes('b')
    await turn()
    clock.advance(1)
    comes('c')
    await turn()
    expect(told).toEqual([1])
    clock.advance(2 * restShare - 1)
    expect(told).toEqual([1, 3])
  })

  it('rests only so long', async () => {
    telling = 10_000
    much('a')
    await turn()
    comes('b')
    await turn()
    clock.advance(longestRestMs)
    expect(told).toEqual([1, 2])
  })

  it('is at once after a silence', async () => {
    telling = 2
    much('a')
    await turn()
    clock.advance(2 * restShare)
    comes('b')
    await turn()
    expect(told).toEqual([1, 2])
  })

  it('does not wait for the end of a rest once much has come, of people or of programs', async () => {
    telling = 2
    much('a')
    await turn()
    comes('b')
    ledger.plain('c', 'x'.repeat(turnBytes))
    await turn()
    expect(told).toEqual([1, 3])
    ledger.plain('c', 'y')
    await turn()
    for (let i = 0; i < 5; i++) ledger.add({ k: 'plain', lines: [['d', 'z'.repeat(turnBytes / 4)]] })
    await turn()
    expect(told).toEqual([1, 3, 9])
    expect(clock.pending).toBe(0)
  })

  it('of what waits is done when the room closes', async () => {
    telling = 2
    much('a')
    await turn()
    comes('b')
    ledger.flush()
    expect(told).toEqual([1, 2])
    clock.advance(1_000)
    await turn()
    expect(told).toEqual([1, 2])
  })
})
