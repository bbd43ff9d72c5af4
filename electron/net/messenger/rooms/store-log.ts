import type { Store } from '../../../store/types.ts'
import type { RoomLog } from '../../protocols/room/index.ts'

/** A room's log in the history: told as soon as it is part of the file. */
export function storeLog(store: Store, conversationId: string, onFailed: (thrown: unknown) => void): RoomLog {
  return {
    lasting: true,
    append(entries, done) {
      store.write((tx) => tx.addRoomEntries(conversationId, entries), done).catch(onFailed)
    },
    after: (seq, limit) => store.read.roomEntriesAfter(conversationId, seq, limit),
    before: (seq, limit) => store.read.roomEntriesBefore(conversationId, seq, limit),
  }
}
