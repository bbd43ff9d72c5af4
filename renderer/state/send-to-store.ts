import { create } from 'zustand'
import { useSelection } from './selection-store.ts'

export interface SendToState {
  /** What was dropped; null: it is chosen after the people. */
  readonly files: readonly File[] | null
}

/** Files for several people at once. */
export const useSendTo = create<SendToState>()(() => ({ files: null }))

export function openSendTo(files: readonly File[] | null): void {
  useSendTo.setState({ files })
  useSelection.setState({ dialog: 'send-to' })
}
