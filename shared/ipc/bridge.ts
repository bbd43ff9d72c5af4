import type { NumberedEvent } from '../events.ts'
import type { Channel } from './channels.ts'
import type { CallAnswer, CallArgs, CallResult } from './contract.ts'

/** What the preload puts on `window.palabre`. `renderer/api.ts` is the only reader. */
export interface Bridge {
  readonly calls: { readonly [C in Channel]: (args: CallArgs<C>) => Promise<CallResult<CallAnswer<C>>> }
  /** Batches of events in order; answers a function that unsubscribes. */
  readonly onEvents: (listener: (batch: readonly NumberedEvent[]) => void) => () => void
  /** A notification or a `palabre://` link asks the window to show something. */
  readonly onOpen: (listener: (target: { readonly conversationId: string; readonly messageId: string | null }) => void) => () => void
}
