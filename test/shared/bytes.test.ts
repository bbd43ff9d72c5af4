import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  asSource,
  byteLimits,
  checkUtf8,
  codePoints,
  decodeLatin1,
  decodeUtf8,
  diffBytes,
  dumpLine,
  dumpRows,
  encodeLatin1,
  encodeUtf8,
  findBytes,
  parseBytes,
  readingsAt,
  toHex,
  unpack,
} from '../../shared/bytes/index.ts'

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const parsed = (input: string, notation: Parameters<typeof parseBytes>[1]): string => {
  const result = parseBytes(input, notation)
  return result.ok ? toHex(result.bytes) : `${result.problem}@${result.at}`
}
const some = fc.uint8Array({ maxLength: 200 })

describe('bytes as people write them', () => {
  it.each([
    ['48 65 6c', '48656c'],
    ['48:65-6C,ff', '48656cff'],
    ['0x48 0x65,0X6c', '48656c'],
    ['\\x48\\x65\\x6c', '48656c'],
    ['0x480x65', '4865'],
    ['{ 0x1, 0x2 }', '0102'],
    ['a', '0a'],
    ['', ''],
    ['123', 'odd-digits@0'],
    ['48 6g', 'bad-digit@4'],
    ['0x', 'bad-digit@2'],
  ])('hex %j', (input, expected) => expect(parsed(input, 'hex')).toBe(expected))

  it.each([
    ['aGVsbG8=', '68656c6c6f'],
    ['aGVs\nbG8', '68656c6c6f'],
    ['-_-_', 'fbffbf'],
    ['+/+/', 'fbffbf'],
    ['a', 'short-base64@1'],
    ['a===', 'bad-base64@1'],
    ['aG=V', 'bad-base64@3'],
    ['aG*V', 'bad-base64@2'],
  ])('base64 %j', (input, expected) => expect(parsed(input, 'base64')).toBe(expected))

  it.each([
    ['a\\r\\n\\0', '610d0a00'],
    ['\\xff\\u00e9\\u{1F600}\\U0001F600\\101', 'ffc3a9f09f9880f09f988041'],
    ['\\ud83d\\ude00', 'f09f9880'],
    ['é', 'c3a9'],
    ['\\q', 'bad-escape@0'],
    ['ab\\x4', 'bad-escape@2'],
    ['\\777', 'bad-escape@0'],
    ['\\', 'bad-escape@0'],
  ])('escapes %j', (input, expected) => expect(parsed(input, 'escapes')).toBe(expected))

  it('reads back what is written, in every notation', () => {
    fc.assert(
      fc.property(some, (bytes) => {
        const hex = toHex(bytes)
        expect(parsed(toHex(bytes, ' '), 'hex')).toBe(hex)
        expect(parsed(Buffer.from(bytes).toString('base64'), 'base64')).toBe(hex)
        expect(parsed(Buffer.from(bytes).toString('base64url'), 'base64')).toBe(hex)
        expect(parsed(asSource(bytes, 'python').slice(2, -1), 'escapes')).toBe(hex)
      }),
    )
  })

  it('never throws, whatever is typed, and refuses what is too long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        for (const notation of ['text', 'hex', 'base64', 'escapes'] as const) expect(parseBytes(text, notation)).toHaveProperty('ok')
      }),
    )
    expect(parseBytes('a'.repeat(byteLimits.input + 1), 'text')).toMatchObject({ problem: 'too-long' })
  })
})

describe('UTF-8', () => {
  it('agrees with the platform, byte for byte', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (text) => {
        expect(toHex(encodeUtf8(text))).toBe(toHex(new TextEncoder().encode(text)))
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
        const strict = (() => {
          try {
            return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
          } catch {
            return null
          }
        })()
        expect(checkUtf8(bytes).valid).toBe(strict !== null)
        if (strict !== null) expect(decodeUtf8(bytes)).toBe(strict)
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    ['80', 'stray', 0, 1],
    ['41c3', 'truncated', 1, 1],
    ['e282', 'truncated', 0, 2],
    ['c0af', 'overlong', 0, 2],
    ['e08080', 'overlong', 0, 3],
    ['eda080', 'surrogate', 0, 3],
    ['f4908080', 'beyond', 0, 4],
    ['ff', 'never', 0, 1],
  ])('%s is %s', (hex, reason, offset, length) => {
    expect(checkUtf8(bytesOf(hex))).toMatchObject({ valid: false, badBytes: length, bad: [{ reason, offset, length }] })
  })

  it('lists its characters with their places, and covers every byte once', () => {
    expect([...codePoints(bytesOf('41c3a9f09f9880'))].map(({ offset, value }) => [offset, value])).toEqual([
      [0, 0x41],
      [1, 0xe9],
      [3, 0x1f600],
    ])
    fc.assert(
      fc.property(some, (bytes) => {
        let at = 0
        for (const point of codePoints(bytes)) {
          expect(point.offset).toBe(at)
          at += point.length
        }
        expect(at).toBe(bytes.length)
      }),
    )
  })

  it('counts more bad runs than it lists', () => {
    const report = checkUtf8(new Uint8Array(5_000).fill(0xff))
    expect([report.badBytes, report.bad.length]).toEqual([5_000, byteLimits.badRuns])
  })
})

describe('Latin-1', () => {
  it('is the numbers themselves, 0x80 included, and back', () => {
    const all = Uint8Array.from({ length: 256 }, (_, at) => at)
    expect(decodeLatin1(all).codePointAt(0x80)).toBe(0x80)
    expect(encodeLatin1(decodeLatin1(all))).toEqual(all)
    expect(encodeLatin1('€')).toBeNull()
  })
})

describe('the dump', () => {
  it('looks as hexdump -C', () => {
    const lines = [...dumpRows(encodeUtf8('Hello, world é\n!!'))].map((row) => dumpLine(row))
    expect(lines).toEqual([
      '00000000  48 65 6c 6c 6f 2c 20 77  6f 72 6c 64 20 c3 a9 0a |Hello, world ...|',
      '00000010  21 21                                            |!!|',
    ])
  })

  it('makes only the rows that are asked for', () => {
    expect([...dumpRows(new Uint8Array(1_000), { from: 40, to: 70 })].map(({ offset }) => offset)).toEqual([32, 48, 64])
  })
})

describe('readings at the cursor', () => {
  const at = (hex: string) => new Map(readingsAt(bytesOf(hex), 0).map((r) => [r.order ? `${r.type} ${r.order}` : r.type, r.value]))

  it('reads integers, floats, addresses and times in both orders', () => {
    const found = at('fffe0000000000003c00000000000000')
    expect(found.get('u8')).toBe(255)
    expect(found.get('i8')).toBe(-1)
    expect(found.get('u16 little')).toBe(0xfeff)
    expect(found.get('i16 big')).toBe(-2)
    expect(found.get('u64 big')).toBe('18446181123756130304')
    expect(found.get('ipv4')).toBe('255.254.0.0')
    expect(found.get('mac')).toBe('ff:fe:00:00:00:00')
    expect(found.get('ipv6')).toBe('fffe::3c00:0:0:0')
    expect(at('3c00').get('f16 big')).toBe(1)
    expect(at('7c00').get('f16 big')).toBe('Infinity')
    expect(at('0001').get('f16 big')).toBe(2 ** -24)
    expect(at('3fc00000').get('f32 big')).toBe(1.5)
    expect(at('65000000').get('unix-s32 big')).toBe('2023-09-12T06:06:56.000Z')
    expect(at('ac02').get('varint')).toBe('300')
    expect(at('03').get('zigzag')).toBe('-2')
    expect(at('05').get('bits of 05')).toBe('00000101')
    expect(at('ffffffffffffffffffffff').has('varint')).toBe(false)
  })

  it('agrees with the platform, and never throws near the end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (bytes) => {
        const view = new DataView(bytes.buffer)
        const found = at(toHex(bytes))
        expect(found.get('i32 little')).toBe(view.getInt32(0, true))
        expect(found.get('u64 little')).toBe(String(view.getBigUint64(0, true)))
        expect(found.get('i64 big')).toBe(String(view.getBigInt64(0)))
      }),
    )
    fc.assert(fc.property(some, fc.nat(300), (bytes, offset) => void readingsAt(bytes, offset)))
  })
})

describe('struct strings', () => {
  const values = (format: string, hex: string) => {
    const result = unpack(format, bytesOf(hex))
    return result.ok ? result.fields.filter((f) => f.index !== null).map((f) => f.value) : `${result.problem}@${result.at}`
  }

  it('does what Python does', () => {
    expect(values('!HHIQ4s', '1f900050000000010000000000000002616263c3'.replace('c3', '64'))).toEqual([8080, 80, 1, '2', 'abcd'])
    expect(values('<hB?', 'ffff0701')).toEqual([-1, 7, true])
    expect(values('>2H 3x e', '00010002aabbcc3c00')).toEqual([1, 2, 1])
    expect(values('<p', '00')).toEqual([''])
    expect(values('>5p', '0361626300')).toEqual(['abc'])
    expect(values('=l', '01000000')).toEqual([1])
    expect(values('q', '0100000000000000')).toEqual(['1'])
    expect(values('>3c', '61ff62')).toEqual(['a', null, 'b'])
    expect(values('0s', '')).toEqual([''])
  })

  it('aligns in native mode only', () => {
    const native = unpack('bi', bytesOf('01aaaaaa02000000'))
    expect(native).toMatchObject({ ok: true, size: 8, fields: [{ offset: 0 }, { index: null, length: 3 }, { offset: 4, value: 2 }] })
    expect(values('<bi', '0102000000')).toEqual([1, 2])
  })

  it('says where it went wrong, and keeps the fields before', () => {
    expect(values('!Hz', '0001')).toBe('bad-format@2')
    expect(values('!H3', '0001')).toBe('bad-format@2')
    expect(values('<n', '0000000000000000')).toBe('bad-format@1')
    expect(unpack('!HI', bytesOf('000100'))).toMatchObject({ ok: false, problem: 'too-short', at: 2, fields: [{ value: 1 }] })
    expect(values('99999999B', '00')).toBe('too-short@1')
    expect(unpack('9999B', new Uint8Array(10_000))).toMatchObject({ ok: false, problem: 'too-many' })
    expect(unpack('0H'.repeat(10_000), new Uint8Array())).toMatchObject({ ok: false, problem: 'too-many' })
  })

  it('never throws, and its fields never overlap', () => {
    const formats = fc.string({ unit: fc.constantFrom(...'@=<>!xcbB?hHiIlLqQnNefdspP0123 z'), maxLength: 20 })
    fc.assert(
      fc.property(formats, some, fc.nat(50), (format, bytes, offset) => {
        let at = offset
        for (const field of unpack(format, bytes, offset).fields) {
          expect(field.offset).toBe(at)
          at += field.length
        }
        expect(at).toBeLessThanOrEqual(Math.max(offset, bytes.length))
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('two at a time', () => {
  const diff = (a: string, b: string) => diffBytes(Buffer.from(a), Buffer.from(b))

  it('finds what was inserted, removed and changed', () => {
    expect(diff('hello', 'hello')).toMatchObject({ same: true, firstDifference: null })
    expect(diff('', '')).toMatchObject({ same: true, runs: [] })
    expect(diff('hello', 'Recu: hello').runs).toEqual([
      { kind: 'changed', offsetA: 0, lengthA: 0, offsetB: 0, lengthB: 6 },
      { kind: 'same', offsetA: 0, lengthA: 5, offsetB: 6, lengthB: 5 },
    ])
    expect(diff('one two three', 'one 2 three')).toMatchObject({ firstDifference: 4, exact: true })
  })

  it('covers both sides in order, and what it calls the same is', () => {
    const small = fc.uint8Array({ max: 3, maxLength: 40 })
    fc.assert(
      fc.property(small, small, (a, b) => {
        let [atA, atB] = [0, 0]
        for (const run of diffBytes(a, b).runs) {
          expect([run.offsetA, run.offsetB]).toEqual([atA, atB])
          const [partA, partB] = [a.slice(atA, atA + run.lengthA), b.slice(atB, atB + run.lengthB)]
          if (run.kind === 'same') expect(partA).toEqual(partB)
          atA += run.lengthA
          atB += run.lengthB
        }
        expect([atA, atB]).toEqual([a.length, b.length])
      }),
      { numRuns: 2_000 },
    )
  })

  it('stays quick with 1 MiB that has nothing in common', () => {
    const [a, b] = [new Uint8Array(1 << 20).fill(1), new Uint8Array(1 << 20).fill(2)]
    expect(diffBytes(a, b)).toMatchObject({ exact: false, runs: [{ kind: 'changed', lengthA: 1 << 20 }] })
  })
})

describe('finding and copying', () => {
  it('finds where the platform finds', () => {
    const small = fc.uint8Array({ max: 2, maxLength: 40 })
    fc.assert(
      fc.property(small, fc.uint8Array({ max: 2, minLength: 1, maxLength: 3 }), (bytes, wanted) => {
        expect(findBytes(bytes, wanted)).toBe(Buffer.from(bytes).indexOf(Buffer.from(wanted)))
      }),
    )
    expect(findBytes(bytesOf('00'), new Uint8Array())).toBe(-1)
  })

  it('writes lines of programs', () => {
    const bytes = bytesOf('48000a27')
    expect(asSource(bytes, 'c')).toBe('const unsigned char bytes[4] = { 0x48, 0x00, 0x0a, 0x27 };')
    expect(asSource(bytes, 'python')).toBe("b'H\\x00\\x0a\\x27'")
    expect(asSource(bytes, 'javascript')).toBe('new Uint8Array([0x48, 0x00, 0x0a, 0x27])')
    expect(asSource(bytes, 'hex')).toBe('48 00 0a 27')
  })
})
