import { expect, it } from 'vitest'
import { alignLog } from '../../../electron/net/messenger/align-log.ts'
import type { LogState, StoreTx } from '../../../electron/store/types.ts'
import { helloOf } from '../secure-peer/people.ts'

it('a hello that named an earlier life of my log is no session for this one', () => {
  let log = { myEpoch: 'first', mySeq: 2, myHash: null, base: 0 } as LogState
  const read = { conversation: () => ({ blocked: false, personId: 'bob' }), log: () => log, outbox: () => [] }
  const setLog = (_id: string, to: LogState) => {
    log = to
  }
  const tx = { read, setLog, dropOutbox: () => {} } as unknown as StoreTx
  const session = { personId: 'bob', hello: { ...helloOf('bob'), haveEpoch: 'first', haveSeq: 9 }, said: { ...helloOf('alice'), epoch: 'first' } }
  expect(alignLog(tx, 'conversation', session)).toMatchObject({ from: null })
  expect(log.myEpoch).not.toBe('first')
  // The other one, when both had dialled: its hello is as old.
  expect(alignLog(tx, 'conversation', session)).toMatchObject({ from: null })
  const next = { ...session, said: { ...session.said, epoch: log.myEpoch } }
  expect(alignLog(tx, 'conversation', next)).toEqual({ from: 0, mySeq: 0 })
})
