import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashEntry } from '../../../electron/net/protocols/secure-peer/codec.ts'
import { decodeEntry } from '../../../electron/net/protocols/secure-peer/frames.ts'
import { skipGone, type TheirLog, takeIn } from '../../../electron/net/protocols/secure-peer/intake.ts'
import type { ReceivedEntry } from '../../../electron/net/protocols/secure-peer/types.ts'
import { logOf } from './people.ts'

const nothing: TheirLog = { theirEpoch: null, theirSeq: 0, theirHash: null }
const receive = (frames: readonly Uint8Array[]): ReceivedEntry[] => frames.map((frame) => ({ entry: decodeEntry(frame), frame }))
const texts = (count: number) => Array.from({ length: count }, (_, i) => `text ${i}`)
const log = receive(logOf(texts(30)))
const seqs = (entries: readonly ReceivedEntry[]) => entries.map((e) => e.entry.seq)

describe('intake', () => {
  it('takes a log in order and remembers its end', () => {
    const taken = takeIn(nothing, 'e', log)
    expect(taken).toMatchObject({ duplicates: 0, resendFrom: null, broken: false })
    expect(taken.accept).toEqual(log)
    expect(taken.log).toEqual({ theirEpoch: 'e', theirSeq: 30, theirHash: hashEntry(log[29]?.frame as Uint8Array) })
  })

  it('counts what it has already as duplicates', () => {
    const { log: known } = takeIn(nothing, 'e', log.slice(0, 10))
    const again = takeIn(known, 'e', log.slice(5, 12))
    expect(again.duplicates).toBe(5)
    expect(seqs(again.accept)).toEqual([11, 12])
  })

  it('asks again from the first that is missing, and keeps nothing after it', () => {
    const taken = takeIn(nothing, 'e', [...log.slice(0, 3), ...log.slice(5)])
    expect(seqs(taken.accept)).toEqual([1, 2, 3])
    expect(taken.resendFrom).toBe(4)
  })

  it('does not ask when the missing ones come later in the same read', () => {
    const taken = takeIn(nothing, 'e', [...log.slice(2, 4), ...log.slice(0, 4)])
    expect(seqs(taken.accept)).toEqual([1, 2, 3, 4])
    expect(taken.resendFrom).toBe(null)
  })

  it('starts anew with another epoch', () => {
    const { log: known } = takeIn(nothing, 'e', log)
    const fresh = receive(logOf(['anew', 'again']))
    const taken = takeIn(known, 'f', fresh)
    expect(taken).toMatchObject({ accept: fresh, broken: false, log: { theirEpoch: 'f', theirSeq: 2 } })
  })

  it('says when a log was rewritten, and takes the entry all the same', () => {
    const { log: known } = takeIn(nothing, 'e', log.slice(0, 2))
    const rewritten = receive(logOf(['x', 'y', 'z']))
    const taken = takeIn(known, 'e', rewritten)
    expect(taken.broken).toBe(true)
    expect(seqs(taken.accept)).toEqual([3])
    expect(takeIn(nothing, 'e', receive(logOf(['first'], 1, new Uint8Array(32)))).broken).toBe(true)
  })

  it('skips what is gone, counts what was lost and goes on', () => {
    const { log: known } = takeIn(nothing, 'e', log.slice(0, 3))
    const gone = skipGone(known, 'e', 7)
    expect(gone.lost).toBe(4)
    expect(takeIn(gone.log, 'e', log.slice(7))).toMatchObject({ broken: false, resendFrom: null, accept: log.slice(7) })
    expect(skipGone(known, 'e', 2)).toEqual({ lost: 0, log: known })
  })

  it('accepts each entry exactly once and in order, whatever is repeated, dropped or shuffled', () => {
    const session = fc.array(fc.array(fc.integer({ min: 0, max: log.length - 1 }), { maxLength: 40 }), { maxLength: 8 })
    fc.assert(
      fc.property(fc.array(session, { maxLength: 5 }), (sessions) => {
        let known = nothing
        const accepted: ReceivedEntry[] = []
        const deliver = (entries: readonly ReceivedEntry[]) => {
          const taken = takeIn(known, 'e', entries)
          expect(taken.broken).toBe(false)
          if (taken.resendFrom !== null) expect(taken.resendFrom).toBe(taken.log.theirSeq + 1)
          accepted.push(...taken.accept)
          known = taken.log
          return taken.resendFrom
        }
        for (const reads of sessions) for (const read of reads) deliver(read.map((i) => log[i] as ReceivedEntry))
        deliver(log.slice(known.theirSeq))
        expect(accepted).toEqual(log)
      }),
      { numRuns: 300 },
    )
  })
})
