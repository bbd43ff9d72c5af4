import { Encoder } from 'cbor-x'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPlainCbor } from '../../../electron/net/protocols/secure-peer/cbor-guard.ts'
import { decodeFrame, encodeFrame } from '../../../electron/net/protocols/secure-peer/codec.ts'
import { FrameSplitter } from '../../../electron/net/protocols/secure-peer/frame-splitter.ts'
import { decodeEntry, encodeEntry } from '../../../electron/net/protocols/secure-peer/frames.ts'
import { AppError } from '../../../shared/errors.ts'
import { limits } from '../../../shared/limits.ts'
import { entry } from './people.ts'

const framed = (hex: string): Buffer => {
  const body = Buffer.from(hex, 'hex')
  const prefix = Buffer.alloc(4)
  prefix.writeUInt32BE(body.length)
  return Buffer.concat([prefix, body])
}

describe('the frame splitter', () => {
  it('refuses a length past the limit as soon as its four bytes are there', () => {
    const splitter = new FrameSplitter()
    for (const byte of [0x7f, 0xff, 0xff]) expect(splitter.push(Buffer.from([byte]))).toEqual({ frames: [], error: null })
    expect(splitter.push(Buffer.from([0xff])).error).toMatchObject({ code: 'frame-too-large', details: { bytes: 0x7fff_ffff } })
    expect(splitter.pending).toBe(0)
    expect(splitter.push(Buffer.from('00000001f6', 'hex')).frames).toEqual([])
  })

  it('takes a frame of exactly the limit and none longer', () => {
    const whole = Buffer.alloc(4 + limits.frameBytes)
    whole.writeUInt32BE(limits.frameBytes)
    expect(new FrameSplitter().push(whole).frames.length).toBe(1)
    whole.writeUInt32BE(limits.frameBytes + 1)
    expect(new FrameSplitter().push(whole).error?.code).toBe('frame-too-large')
  })

  it('refuses an empty frame', () => {
    expect(new FrameSplitter().push(Buffer.alloc(4)).error?.code).toBe('protocol-error')
  })

  it('hands over the frames before a broken one', () => {
    const { frames, error } = new FrameSplitter().push(Buffer.concat([framed('f6'), framed('f5'), Buffer.from('ffffffff', 'hex')]))
    expect(frames.length).toBe(2)
    expect(error?.code).toBe('frame-too-large')
  })

  it('holds little of a frame that was only announced', () => {
    const before = process.memoryUsage().arrayBuffers
    const splitters = Array.from({ length: 1_000 }, () => new FrameSplitter())
    const announced = Buffer.from('00100000', 'hex')
    for (const splitter of splitters) splitter.push(announced)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4_000_000)
    expect(splitters.every((s) => s.pending === 4)).toBe(true)
  })

  it('takes a frame byte by byte in linear time', () => {
    const whole = Buffer.alloc(4 + limits.frameBytes, 7)
    whole.writeUInt32BE(limits.frameBytes)
    const splitter = new FrameSplitter()
    let frames = 0
    for (let i = 0; i < whole.length; i++) frames += splitter.push(whole.subarray(i, i + 1)).frames.length
    expect(frames).toBe(1)
  })

  it('gives the same frames however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 3_000 }), { maxLength: 20 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 900 })),
        (bodies, sizes) => {
          const expected = bodies.map((body) => framed(Buffer.from(body).toString('hex')))
          const stream = Buffer.concat(expected)
          const splitter = new FrameSplitter()
          const seen: Buffer[] = []
          for (let at = 0; at < stream.length; ) {
            const end = at + (sizes.next().value as number)
            const chunk = Buffer.from(stream.subarray(at, end))
            seen.push(...splitter.push(chunk).frames.map((f) => Buffer.from(f)))
            at = end
          }
          expect(seen.map((f) => f.toString('hex'))).toEqual(expected.map((f) => f.toString('hex')))
          expect(splitter.pending).toBe(0)
        },
      ),
    )
  })
})

describe('the codec', () => {
  it('reads back every entry it writes, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 500 }),
        fc.integer({ min: 1, max: 2 ** 40 - 1 }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.integer({ min: 0, max: 2 ** 48 - 1 }),
        (text, seq, prev, wall) => {
          const written = { ...entry(seq, prev, { kind: 'text', text, replyTo: null }), wall, count: 65_535 }
          const read = decodeEntry(encodeEntry(written))
          expect({ ...read, prev: Buffer.from(read.prev ?? []) }).toEqual({ ...written, prev: Buffer.from(prev) })
        },
      ),
    )
  })

  it('carries the longest text in the widest characters', () => {
    const text = '\uffee'.repeat(limits.messageText)
    expect(decodeEntry(encodeEntry(entry(1, null, { kind: 'text', text, replyTo: null }))).body).toEqual({ kind: 'text', text, replyTo: null })
  })

  it('refuses to write a frame past the limit', () => {
    expect(() => encodeFrame({ text: 'x'.repeat(limits.frameBytes) })).toThrow(expect.objectContaining({ code: 'message-too-long' }))
  })

  it.each([
    ['a tag that makes an error', 'd81b8265' + '4572726f72' + '6178'],
    ['a date', 'c074' + '323031332d30332d32315432303a30343a30305a'],
    ['a shared value', 'd81c80'],
    ['a reference', 'd81d00'],
    ['a record', 'd9dfff83' + '18648161' + '6101'],
    ['a set', 'd9010280'],
    ['a map with other keys', 'a10102'],
    ['a bigint', 'c2420100'],
    ['an integer of 8 bytes', '1b0000000100000000'],
    ['an endless array', '9fff'],
    ['an endless text', '7f6161ff'],
    ['undefined', 'f7'],
    ['a simple value', 'e0'],
    ['two items', 'f6f6'],
    ['half a text', '6361'],
    ['an array longer than its bytes', '9affffffff'],
    ['a map longer than its bytes', 'baffffffff'],
    ['__proto__ as a key', 'a1695f5f70726f746f5f5fa0'],
    ['constructor as a key', 'a16b636f6e7374727563746f72a0'],
    ['a stack of arrays', `${'81'.repeat(50_000)}80`],
    ['a reserved head', '1c'],
  ])('refuses %s', (_what, hex) => {
    expect(() => decodeFrame(framed(hex))).toThrow(expect.objectContaining({ code: 'protocol-error' }))
  })

  it('reads what the guard lets through exactly as the library does, and nothing else', () => {
    const library = new Encoder({ useRecords: false, variableMapSize: true, tagUint8Array: false })
    const plain = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 }),
        fc.double(),
        fc.string(),
        fc.uint8Array(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 4 }),
        tie('map'),
      ),
      map: fc.dictionary(fc.string({ minLength: 1, maxLength: 5 }), tie('value'), { maxKeys: 4 }),
    }))
    fc.assert(
      fc.property(plain.map, (value) => {
        const bytes = library.encode({ ...(value as object) })
        expect(isPlainCbor(bytes)).toBe(true)
        expect(library.encode(decodeFrame(framed(bytes.toString('hex')))).equals(bytes)).toBe(true)
      }),
    )
  })

  it('never throws anything but an AppError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => {
        try {
          decodeFrame(framed(Buffer.from(bytes).toString('hex')))
        } catch (error) {
          expect(error).toBeInstanceOf(AppError)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
