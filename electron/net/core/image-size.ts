export interface ImageSize {
  readonly width: number
  readonly height: number
}

/** Sizes of PNG, GIF, JPEG and WebP as their first bytes say, so that nobody decodes what is too large; null: none of them, or too far in. Pure. */
export function imageSize(head: Uint8Array): ImageSize | null {
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  try {
    return png(view) ?? gif(view) ?? jpeg(view) ?? webp(view)
  } catch (thrown) {
    // A read behind the end.
    if (thrown instanceof RangeError) return null
    throw thrown
  }
}

const tag = (text: string): number => [...text].reduce((value, letter) => value * 256 + letter.charCodeAt(0), 0)
const names = {
  png: tag('\x89PNG'),
  ihdr: tag('IHDR'),
  gif: tag('GIF8'),
  riff: tag('RIFF'),
  webp: tag('WEBP'),
  vp8: tag('VP8 '),
  vp8l: tag('VP8L'),
  vp8x: tag('VP8X'),
}

function png(view: DataView): ImageSize | null {
  if (view.getUint32(0) !== names.png || view.getUint32(12) !== names.ihdr) return null
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

function gif(view: DataView): ImageSize | null {
  return view.getUint32(0) === names.gif ? { width: view.getUint16(6, true), height: view.getUint16(8, true) } : null
}

/** Segments up to the first frame header: SOF0 to SOF15 but the tables among them. */
function jpeg(view: DataView): ImageSize | null {
  if (view.getUint16(0) !== 0xffd8) return null
  for (let at = 2; ; at += 2 + Math.max(2, view.getUint16(at + 2))) {
    const marker = view.getUint16(at)
    if (marker < 0xff01 || marker === 0xffda) return null
    if (marker >= 0xffc0 && marker <= 0xffcf && marker !== 0xffc4 && marker !== 0xffc8 && marker !== 0xffcc)
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
  }
}

function webp(view: DataView): ImageSize | null {
  if (view.getUint32(0) !== names.riff || view.getUint32(8) !== names.webp) return null
  const kind = view.getUint32(12)
  const three = (at: number) => 1 + view.getUint16(at, true) + view.getUint8(at + 2) * 65_536
  if (kind === names.vp8x) return { width: three(24), height: three(27) }
  if (kind === names.vp8) return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
  if (kind !== names.vp8l) return null
  const bits = view.getUint32(21, true)
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) }
}
