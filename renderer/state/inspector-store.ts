import { create } from 'zustand'
import type { Notation } from '../../shared/bytes/index.ts'

/** Bytes as they were typed, or a file with its name. */
export interface ByteInput {
  readonly notation: Notation
  readonly text: string
  readonly file: { readonly name: string; readonly bytes: Uint8Array } | null
  /** Where they come from, when not from the keyboard. */
  readonly origin: string | null
}

export const inspectorViews = ['dump', 'utf8', 'latin1', 'struct', 'compare'] as const
export type InspectorView = (typeof inspectorViews)[number]

interface InspectorState {
  readonly input: ByteInput
  /** What is compared with it. */
  readonly other: ByteInput
  readonly view: InspectorView
  readonly cursor: number
  readonly format: string
}

export const noInput: ByteInput = { notation: 'text', text: '', file: null, origin: null }

/** The byte inspector; kept while one is elsewhere. */
export const useInspector = create<InspectorState>()(() => ({ input: noInput, other: noInput, view: 'dump', cursor: 0, format: '!HHI' }))

export function inspect(input: Partial<ByteInput>): void {
  useInspector.setState({ input: { ...noInput, ...input }, cursor: 0, view: 'dump' })
}
