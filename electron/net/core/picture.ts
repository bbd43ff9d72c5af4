import { hash } from 'node:crypto'
import { limits } from '../../../shared/limits.ts'
import type { PictureId } from '../../../shared/model/person.ts'

export type PictureType = 'image/png' | 'image/jpeg' | 'image/webp'

/** A profile picture that may be kept and shown. */
export interface Picture {
  readonly id: PictureId
  readonly type: PictureType
  readonly bytes: Uint8Array
}

interface Header {
  readonly type: PictureType
  readonly width: number
  readonly height: number
}

/**
 * A picture, if these bytes are one: PNG, JPEG or WebP by their first bytes and their structure, still, whole, nothing behind the end, small in
 * bytes and in pixels. Only structure is read here; pixels are decoded in the sandboxed window alone.
 */
export function pictureOf(bytes: Uint8Array): Picture | null {
  const header = bytes.length <= limits.pictureBytes ? readHeader(bytes) : null
  return header && isSide(header.width) && isSide(header.height) ? { id: hash('sha256', bytes, 'hex'), type: header.type, bytes } : null
}

const isSide = (pixels: number): boolean => pixels >= 1 && pixels <= limits.pictureSide

/** null: none of the three, moving, or cut off. */
export function readHeader(bytes: Uint8Array): Header | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  try {
    return readPng(view) ?? readJpeg(view) ?? readWebp(view)
  } catch (thrown) {
    // A read behind the end: whatever it is, it is not whole.
    if (thrown instanceof RangeError) return null
    throw thrown
  }
}

const tag = (text: string): number => [...text].reduce((value, letter) => value * 256 + letter.charCodeAt(0), 0)
const png = { start: tag('\x89PNG'), rest: tag('\r\n\x1a\n'), header: tag('IHDR'), moving: tag('acTL'), end: tag('IEND') }

/** Chunks: length, name, data, checksum. */
function readPng(view: DataView): Header | null {
  if (view.getUint32(0) !== png.start || view.getUint32(4) !== png.rest || view.getUint32(12) !== png.header) return null
  for (let at = 8; ; ) {
    const name = view.getUint32(at + 4)
    const next = at + 12 + view.getUint32(at)
    if (name === png.moving) return null
    if (name === png.end) return next === view.byteLength ? { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) } : null
    at = next
  }
}

/** The frame headers that browsers draw: baseline, extended, progressive. */
const frames: ReadonlySet<number> = new Set([0xffc0, 0xffc1, 0xffc2])
const jpeg = { start: 0xffd8, scan: 0xffda, end: 0xffd9 }
/** Tables, a restart interval, the applications' own, a comment. */
const passed = (marker: number): boolean =>
  marker === 0xffc4 || marker === 0xffdb || marker === 0xffdd || (marker >= 0xffe0 && marker <= 0xffef) || marker === 0xfffe

/** Segments: marker, length (its own two bytes included), data; then the scan, up to the end marker. */
function readJpeg(view: DataView): Header | null {
  if (view.getUint16(0) !== jpeg.start || view.getUint16(view.byteLength - 2) !== jpeg.end) return null
  let header: Header | null = null
  for (let at = 2; ; at += 2 + Math.max(2, view.getUint16(at + 2))) {
    const marker = view.getUint16(at)
    if (marker === jpeg.scan) return header
    if (frames.has(marker) && !header) header = { type: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    else if (!passed(marker)) return null
  }
}

const webp = { riff: tag('RIFF'), name: tag('WEBP'), extended: tag('VP8X'), lossy: tag('VP8 '), lossless: tag('VP8L') }
const movingFlag = 0x02

/** RIFF, little-endian: chunks of name, length, data, padded to even. An extended file says its size twice: both must agree. */
function readWebp(view: DataView): Header | null {
  if (view.getUint32(0) !== webp.riff || view.getUint32(8) !== webp.name || view.getUint32(4, true) + 8 !== view.byteLength) return null
  const canvas = view.getUint32(12) === webp.extended ? extendedSize(view, 20) : null
  if (view.getUint32(12) === webp.extended && !canvas) return null
  for (let at = 12; ; ) {
    const name = view.getUint32(at)
    const length = view.getUint32(at + 4, true)
    if (at + 8 + length > view.byteLength) return null
    const size = name === webp.lossy ? lossySize(view, at + 8) : name === webp.lossless ? losslessSize(view, at + 8) : null
    if (size) return !canvas || (canvas.width === size.width && canvas.height === size.height) ? { type: 'image/webp', ...size } : null
    if (!canvas) return null
    at += 8 + length + (length & 1)
  }
}

type Size = Pick<Header, 'width' | 'height'>

/** null: it moves. */
function extendedSize(view: DataView, at: number): Size | null {
  const side = (from: number) => 1 + view.getUint16(from, true) + view.getUint8(from + 2) * 65_536
  return view.getUint8(at) & movingFlag ? null : { width: side(at + 4), height: side(at + 7) }
}

/** RFC 6386, 9.1: a key frame, its start code, two sizes of 14 bits. */
function lossySize(view: DataView, at: number): Size | null {
  if (view.getUint8(at) & 1 || view.getUint16(at + 3) !== 0x9d01 || view.getUint8(at + 5) !== 0x2a) return null
  return { width: view.getUint16(at + 6, true) & 0x3fff, height: view.getUint16(at + 8, true) & 0x3fff }
}

/** One byte of signature, then two sizes less one, of 14 bits. */
function losslessSize(view: DataView, at: number): Size | null {
  if (view.getUint8(at) !== 0x2f) return null
  const bits = view.getUint32(at + 1, true)
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) }
}
