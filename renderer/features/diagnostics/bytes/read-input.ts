import { type ParseProblem, parseBytes } from '../../../../shared/bytes/index.ts'
import type { ByteInput } from '../../../state/inspector-store.ts'

export type ReadInput =
  | { readonly bytes: Uint8Array; readonly problem: null }
  | { readonly bytes: null; readonly problem: { readonly code: ParseProblem; readonly at: number } }

/** The bytes that an input stands for, or where it is wrong. */
export function readInput({ file, text, notation }: ByteInput): ReadInput {
  if (file) return { bytes: file.bytes, problem: null }
  const parsed = parseBytes(text, notation)
  return parsed.ok ? { bytes: parsed.bytes, problem: null } : { bytes: null, problem: { code: parsed.problem, at: parsed.at + 1 } }
}
