import { create } from 'zustand'
import type { TransferProgress } from '../../shared/model/file.ts'

export interface TransfersState {
  /** By message: what moves, or stood still a moment ago. */
  readonly byMessage: Readonly<Record<string, TransferProgress>>
}

export const useTransfers = create<TransfersState>()(() => ({ byMessage: {} }))

export function useTransfer(messageId: string): TransferProgress | null {
  return useTransfers((state) => state.byMessage[messageId] ?? null)
}
