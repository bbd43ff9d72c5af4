/** `PLBE`, version 1: magic 4 · version 1 · flags 1 · session 2 · sequence 4 · t1 8 · t2 8 · t3 8 · reflector's sequence 4 · padding. Big-endian, times in ns. */
const magic = Buffer.from('PLBE')
const version = 1
const at = { version: 4, flags: 5, session: 6, seq: 8, t1: 12, t2: 20, t3: 28, reflectorSeq: 36 }
const reflected = 1
const twoTo32 = 0x1_0000_0000

export const headerBytes = 40

export interface Probe {
  readonly session: number
  readonly seq: number
  readonly t1Ms: number
  /** null: a plain echo server sent it back as it was. */
  readonly reflection: Reflection | null
}

interface Reflection {
  /** By the other side's clock, relative to our t1: only changes and differences mean something. */
  readonly t2SinceT1Ms: number
  readonly t3SinceT2Ms: number
  readonly t3Ns: bigint
  /** Which of the session's datagrams it was for the reflector, from 1. */
  readonly reflectorSeq: number
}

export function writeProbe({ session, seq, t1Ms }: Omit<Probe, 'reflection'>, padding: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(headerBytes + padding.length).fill(0, 0, headerBytes)
  magic.copy(bytes)
  bytes[at.version] = version
  bytes.writeUInt16BE(session, at.session)
  bytes.writeUInt32BE(seq, at.seq)
  writeTime(bytes, at.t1, t1Ms)
  padding.copy(bytes, headerBytes)
  return bytes
}

/** The time at which it is sent, once all else is ready. */
export function stampProbe(bytes: Buffer, t1Ms: number): void {
  writeTime(bytes, at.t1, t1Ms)
}

/** null: not one of ours. Any bytes may come. */
export function readProbe(bytes: Buffer): Probe | null {
  if (!isProbe(bytes)) return null
  const t1 = bytes.readBigUInt64BE(at.t1)
  const probe = { session: bytes.readUInt16BE(at.session), seq: bytes.readUInt32BE(at.seq), t1Ms: Number(t1) / 1e6 }
  if (!((bytes[at.flags] ?? 0) & reflected)) return { ...probe, reflection: null }
  const [t2, t3] = [bytes.readBigUInt64BE(at.t2), bytes.readBigUInt64BE(at.t3)]
  const reflection = { t2SinceT1Ms: Number(t2 - t1) / 1e6, t3SinceT2Ms: Number(t3 - t2) / 1e6, t3Ns: t3, reflectorSeq: bytes.readUInt32BE(at.reflectorSeq) }
  return { ...probe, reflection }
}

/** Time on the way back, by two clocks: see `t2SinceT1Ms`. */
export const downMs = (t3Ns: bigint, t4Ms: number): number => Number(nanoseconds(t4Ms) - t3Ns) / 1e6

/** A probe that has not been reflected yet. Cheap: every datagram that a server hears is asked. */
export function isFreshProbe(bytes: Buffer): boolean {
  return isProbe(bytes) && !((bytes[at.flags] ?? 0) & reflected)
}

/** One that somebody has reflected already: answering it would make it go in a circle. */
export function isReflectedProbe(bytes: Buffer): boolean {
  return isProbe(bytes) && ((bytes[at.flags] ?? 0) & reflected) === reflected
}

export function sessionOf(bytes: Buffer): number {
  return bytes.readUInt16BE(at.session)
}

/** Stamps it in place; `t3` comes last, as late as can be. */
export function reflect(bytes: Buffer, t2Ms: number, reflectorSeq: number, t3Ms: () => number): void {
  bytes[at.flags] = (bytes[at.flags] ?? 0) | reflected
  writeTime(bytes, at.t2, t2Ms)
  bytes.writeUInt32BE(reflectorSeq >>> 0, at.reflectorSeq)
  writeTime(bytes, at.t3, t3Ms())
}

/** What came back is what was sent, but for what a reflector stamps. */
export function sameProbe(sent: Buffer, heard: Buffer): boolean {
  const { version: start, flags, t2 } = at
  return (
    heard.length === sent.length &&
    heard.subarray(0, start + 1).equals(sent.subarray(0, start + 1)) &&
    heard.subarray(flags + 1, t2).equals(sent.subarray(flags + 1, t2)) &&
    heard.subarray(headerBytes).equals(sent.subarray(headerBytes))
  )
}

/** Where a probe begins in an answer that has something before it; -1 for nowhere. */
export const probeIn = (bytes: Buffer): number => bytes.indexOf(magic)

function isProbe(bytes: Buffer): boolean {
  return (
    bytes.length >= headerBytes &&
    bytes[0] === magic[0] &&
    bytes[1] === magic[1] &&
    bytes[2] === magic[2] &&
    bytes[3] === magic[3] &&
    bytes[at.version] === version
  )
}

const nanoseconds = (ms: number): bigint => BigInt(Math.round(ms * 1e6))

/** Without a big integer: the server does it for every datagram. */
function writeTime(bytes: Buffer, offset: number, ms: number): void {
  const ns = Math.round(ms * 1e6)
  bytes.writeUInt32BE(Math.floor(ns / twoTo32), offset)
  bytes.writeUInt32BE(ns % twoTo32, offset + 4)
}
