import { AppError } from '../../../shared/errors.ts'
import type { ConversationId } from '../../../shared/model/conversation.ts'
import type { LogState, StoreTx } from '../../store/types.ts'
import { decodeEntry } from '../protocols/secure-peer/index.ts'
import type { Hello, Session } from '../protocols/secure-peer/types.ts'
import { newId } from './core.ts'
import { rebaseLog } from './outgoing.ts'

/** How far they have my log, and how far it is on my disk; null: it starts anew, for they know of more than I do, or of another past, or has since. */
export interface Aligned {
  readonly from: number | null
  readonly mySeq: number
}

/** Runs inside a transaction. Throws `AppError` unknown-conversation, blocked, wrong-key. */
export function alignLog(tx: StoreTx, conversationId: ConversationId, { personId, hello, said }: Pick<Session, 'personId' | 'hello' | 'said'>): Aligned {
  const conversation = tx.read.conversation(conversationId)
  const log = tx.read.log(conversationId)
  // Forgotten, blocked or another's key by now: it may have happened since somebody looked.
  if (!conversation || !log) throw new AppError('unknown-conversation')
  if (conversation.blocked) throw new AppError('blocked')
  if (conversation.personId !== personId) throw new AppError('wrong-key')
  const { mySeq } = log
  // Begun anew since my hello: entries of this log would be taken for duplicates of the one that it named, and acknowledged.
  if (said.epoch !== log.myEpoch) return { from: null, mySeq: 0 }
  if (hello.haveEpoch !== log.myEpoch) return { from: 0, mySeq }
  if (continues(tx, conversationId, log, hello)) return { from: hello.haveSeq, mySeq }
  rebaseLog(tx, conversationId, newId())
  return { from: null, mySeq: 0 }
}

/** What they have of my log is its beginning: the same entries, as far as that can still be told. */
function continues(tx: StoreTx, conversationId: ConversationId, log: LogState, { haveSeq, haveHash }: Hello): boolean {
  if (haveSeq > log.mySeq) return false
  if (haveSeq === 0 || haveHash === null) return true
  if (haveSeq === log.mySeq) return log.myHash === null || Buffer.compare(haveHash, log.myHash) === 0
  const next = tx.read.outbox(conversationId, haveSeq, 1)[0]
  const prev = next?.seq === haveSeq + 1 ? decodeEntry(next.frame).prev : null
  return prev === null || Buffer.compare(haveHash, prev) === 0
}
