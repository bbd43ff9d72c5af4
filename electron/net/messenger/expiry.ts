import { limits } from '../../../shared/limits.ts'
import { type Core, emitStored } from './core.ts'

/** What could not be delivered for `limits.deliveryMs` has failed, and says so; the person may send it again. */
export async function expireOutbox(core: Core): Promise<void> {
  const before = core.clock.now() - limits.deliveryMs
  for (const conversationId of core.store.read.conversationsWithOutbox()) {
    const old = core.store.read.outbox(conversationId, 0, limits.inFlightEntries).filter((e) => e.queuedAt < before)
    if (old.length === 0) continue
    const texts = old.filter((e) => e.kind === 'text').map((e) => e.messageId)
    await core.store.write((tx) => {
      tx.dropOutbox(
        conversationId,
        old.map((e) => e.seq),
      )
      for (const id of texts) tx.setMessageState(conversationId, id, 'failed', { code: 'expired', details: {} })
    })
    emitStored(core, conversationId, texts)
  }
}
