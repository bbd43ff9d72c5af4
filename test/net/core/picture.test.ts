import { hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { pictureOf, readHeader } from '../../../electron/net/core/picture.ts'
import { limits } from '../../../shared/limits.ts'
import { pictures } from '../../fixtures/pictures.ts'

const bytesOf = (...parts: (string | Uint8Array | readonly number[])[]) =>
  new Uint8Array(Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part as Uint8Array)))))
const u32 = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
const u32le = (value: number) => u32(value).reverse()

const chunk = (name: string, data: readonly number[]) => bytesOf(u32(data.length), name, data, u32(0))
const pngOf = (width: number, height: number, ...more: Uint8Array[]) =>
  bytesOf('\x89PNG\r\n\x1a\n', chunk('IHDR', [...u32(width), ...u32(height), 8, 6, 0, 0, 0]), ...more, chunk('IEND', []))

const riff = (...chunks: Uint8Array[]) => {
  const body = bytesOf('WEBP', ...chunks)
  return bytesOf('RIFF', u32le(body.length), body)
}
const part = (name: string, data: readonly number[] | Uint8Array) => bytesOf(name, u32le(data.length), data, data.length & 1 ? [0] : [])
/** The frame inside an extended file, alone. */
const inner = (extended: Uint8Array, name: string) => {
  const at = Buffer.from(extended).indexOf(name, 12, 'latin1')
  return extended.subarray(at, at + 8 + new DataView(extended.buffer).getUint32(at + 4, true))
}

const segment = (marker: number, data: readonly number[]) => bytesOf([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255], data)
const sof = (marker: number, width: number, height: number) => segment(marker, [8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0])
const jpegOf = (...segments: Uint8Array[]) => bytesOf([0xff, 0xd8], ...segments, segment(0xda, [1, 1, 0, 0, 63, 0]), [0x12, 0x34, 0xff, 0xd9])

describe('a picture', () => {
  it.each([
    ['png', 'image/png'],
    ['jpeg', 'image/jpeg'],
    ['lossy', 'image/webp'],
    ['alpha', 'image/webp'],
    ['lossless', 'image/webp'],
  ] as const)('is read: %s', (name, type) => {
    expect(readHeader(pictures[name])).toEqual({ type, width: 40, height: 24 })
    expect(pictureOf(pictures[name])).toEqual({ id: hash('sha256', pictures[name], 'hex'), type, bytes: pictures[name] })
  })

  it('in the short forms of WebP and in a progressive JPEG too', () => {
    expect(readHeader(riff(inner(pictures.lossy, 'VP8 ')))).toEqual({ type: 'image/webp', width: 40, height: 24 })
    expect(readHeader(riff(inner(pictures.lossless, 'VP8L')))).toEqual({ type: 'image/webp', width: 40, height: 24 })
    expect(readHeader(jpegOf(segment(0xe0, [1, 2]), sof(0xc2, 200, 100)))).toEqual({ type: 'image/jpeg', width: 200, height: 100 })
  })

  it('stands somewhere in a larger buffer', () => {
    const within = bytesOf([1, 2, 3], pictures.png, [4])
    expect(readHeader(within.subarray(3, -1))).toMatchObject({ width: 40 })
  })

  it.each([
    ['nothing', new Uint8Array()],
    ['text', bytesOf('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['GIF', bytesOf('GIF89a', [40, 0, 24, 0, 0, 0, 0, 0x3b])],
    ['PNG cut off', pictures.png.subarray(0, -1)],
    ['PNG with something behind', bytesOf(pictures.png, 'PK')],
    ['PNG that moves', pngOf(40, 24, chunk('acTL', [0, 0, 0, 2, 0, 0, 0, 0]))],
    ['PNG whose chunk is endless', pngOf(40, 24, bytesOf(u32(0xffffffff), 'tEXt'))],
    ['JPEG cut off', pictures.jpeg.subarray(0, -1)],
    ['JPEG without a scan', bytesOf([0xff, 0xd8], sof(0xc0, 40, 24), [0xff, 0xd9])],
    ['JPEG without a frame', jpegOf()],
    ['JPEG with two frames', jpegOf(sof(0xc0, 40, 24), sof(0xc0, 9999, 9999))],
    ['JPEG of an odd kind', jpegOf(sof(0xc3, 40, 24))],
    ['WebP cut off', pictures.lossy.subarray(0, -2)],
    ['WebP with something behind', bytesOf(pictures.lossy, 'PK')],
    ['WebP that moves', riff(part('VP8X', [0x02, 0, 0, 0, 39, 0, 0, 23, 0, 0]), inner(pictures.lossy, 'VP8 '))],
    ['WebP whose sizes differ', riff(part('VP8X', [0, 0, 0, 0, 99, 0, 0, 99, 0, 0]), inner(pictures.lossy, 'VP8 '))],
    ['WebP without a frame', riff(part('VP8X', [0, 0, 0, 0, 39, 0, 0, 23, 0, 0]))],
  ])('is not: %s', (_what, bytes) => {
    expect(pictureOf(bytes)).toBeNull()
  })

  it('has at most so many pixels on a side, and at least one', () => {
    const side = limits.pictureSide
    expect(pictureOf(pngOf(side, side))).not.toBeNull()
    for (const [width, height] of [
      [side + 1, 1],
      [1, side + 1],
      [0, 5],
      [5, 0],
      [2 ** 31, 2 ** 31],
    ] as const)
      expect(pictureOf(pngOf(width, height))).toBeNull()
    expect(pictureOf(jpegOf(sof(0xc0, 65_535, 65_535)))).toBeNull()
  })

  it('has at most so many bytes', () => {
    const pad = limits.pictureBytes - pngOf(9, 9, chunk('tEXt', [])).length
    const text = (length: number) =>
      pngOf(
        9,
        9,
        chunk(
          'tEXt',
          Array.from({ length }, () => 65),
        ),
      )
    expect(pictureOf(text(pad))).not.toBeNull()
    expect(pictureOf(text(pad + 1))).toBeNull()
  })
})
