import type { ConversationId } from '../../../../shared/model/conversation.ts'
import { decodeEntry, type Facts, readPost } from '../../protocols/room/index.ts'
import { personIdOf } from '../../protocols/secure-peer/identity.ts'
import { type Core, emitStored } from '../core.ts'

/** Looked through for what I said, from the end. */
const mostEntries = 10_000
const entriesAtOnce = 200

/**
 * The log here is not the room's any more: it was that of a half that gave up. What I said in it, and the room has not, waits to be said again under
 * the ids that those of the half know it by.
 */
export async function giveUpLog(core: Core, id: ConversationId, { chains }: Facts): Promise<void> {
  const heard = chains.get(core.identity.id)?.n ?? 0
  let unsaid: readonly string[] = []
  try {
    await core.store.write(
      (tx) => {
        unsaid = [...saidAfter(tx.read, id, core.identity.id, heard)]
        for (const each of unsaid) tx.setMessageState(id, each, 'queued', null)
        tx.dropRoomEntries(id)
      },
      () => emitStored(core, id, unsaid),
    )
  } catch (thrown) {
    core.logger.warn('a room’s log was not given up', { error: String(thrown) })
  }
}

/** Ids of texts and offers of mine, in posts that come after this one on my chain. */
function* saidAfter(read: Pick<Core['store']['read'], 'roomEntriesBefore'>, id: ConversationId, me: string, heard: number): Iterable<string> {
  let before = Number.MAX_SAFE_INTEGER
  for (let looked = 0; looked < mostEntries; looked += entriesAtOnce) {
    const entries = read.roomEntriesBefore(id, before, entriesAtOnce)
    for (const { bytes } of [...entries].reverse()) {
      const { b } = decodeEntry(bytes)
      if (b.k !== 'post' || personIdOf(b.key) !== me) continue
      const { n, items } = readPost(b.body)
      if (n <= heard) return
      for (const item of items) if ('id' in item) yield item.id
    }
    before = entries[0]?.seq ?? 0
    if (entries.length < entriesAtOnce) return
  }
}
