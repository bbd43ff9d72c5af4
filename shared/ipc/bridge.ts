import type { NumberedEvent } from '../events.ts'
import type { Channel } from './channels.ts'
import type { CallAnswer, CallArgs, CallResult } from './contract.ts'

/** A conversation, perhaps at a message, or an invitation that somebody opened, for the person to decide. */
export type OpenTarget = { readonly conversationId: string; readonly messageId: string | null } | { readonly invitation: string }

/** What the preload puts on `window.palabre`. `renderer/api.ts` is the only reader. */
export interface Bridge {
  readonly calls: { readonly [C in Channel]: (args: CallArgs<C>) => Promise<CallResult<CallAnswer<C>>> }
  /** Batches of events in order; answers a function that unsubscribes. */
  readonly onEvents: (listener: (batch: readonly NumberedEvent[]) => void) => () => void
  /** Tokens of files that were dropped or pasted, for `window.sendDropped`; what is no file of this computer has none. */
  readonly filesDropped: (files: readonly unknown[]) => Promise<readonly string[]>
  /** A notification or a `palabre://` link asks the window to show something. */
  readonly onOpen: (listener: (target: OpenTarget) => void) => () => void
}
