import { mostFreeStrokes, writeBytes } from './constants.ts'

/** Neither the typings of Node nor those of this layer know it. */
declare const WebAssembly: {
  readonly Memory: new (pages: { readonly initial: number; readonly maximum: number; readonly shared: true }) => { readonly buffer: SharedArrayBuffer }
}

const wasmPage = 64 * 1024

/** Kept for the next one: what threads share is not counted by the garbage collector, so that thrown away it would pile up. */
const free: Buffer[] = []

/** Memory of `writeBytes` that the thread that hashes sees too. It begins with a page of memory, as a disk wants it that takes it without a copy. */
export const takeStroke = (): Buffer => free.pop() ?? Buffer.from(pages(writeBytes))

/** Nobody reads or writes it any more. */
export function giveStroke(stroke: Buffer): void {
  if (free.length < mostFreeStrokes) free.push(stroke)
}

export function dropStrokes(): void {
  free.length = 0
}

/** Node has no other way to memory that begins with a page; where there is no more of it, any will do. */
function pages(bytes: number): SharedArrayBuffer {
  try {
    return new WebAssembly.Memory({ initial: bytes / wasmPage, maximum: bytes / wasmPage, shared: true }).buffer
  } catch {
    return new SharedArrayBuffer(bytes)
  }
}
