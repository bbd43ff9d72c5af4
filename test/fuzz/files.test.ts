import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { imageSize } from '../../electron/net/core/image-size.ts'
import { isSafePath, parseManifest } from '../../electron/net/protocols/files/manifest.ts'
import { numbered, safeFileName, safeSegment } from '../../electron/net/protocols/files/safe-name.ts'
import { pieceFront, WireReader, writeControl, writePieceFront } from '../../electron/net/protocols/files/wire.ts'
import { AppError } from '../../shared/errors.ts'

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc
    .array(
      fc.constantFrom('..', '/', '\\', '.', ' ', 'CON', 'nul', 'com1', 'LPT¹', '\0', '\u202e', '\u200f', 'é', 'e\u0301', '🌳', ':', '~', '\ud800', 'a', '.txt'),
      { maxLength: 30 },
    )
    .map((parts) => parts.join('')),
)
const devices = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i

describe('names of files', () => {
  it('are safe whatever came, and stay what they are', () => {
    fc.assert(
      fc.property(nasty, (name) => {
        const safe = safeFileName(name)
        expect(safe).not.toBe('')
        expect(safe).not.toMatch(/[/\\:*?"<>|\p{Cc}\p{Cf}\p{Cs}]/u)
        expect(safe).not.toMatch(/[. ]$/)
        expect(safe).not.toMatch(/^\./)
        expect(safe).not.toMatch(devices)
        expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(201)
        expect(safeFileName(safe)).toBe(safe)
        expect(Buffer.byteLength(`${numbered(safe, 9_999)}.part`)).toBeLessThanOrEqual(255)
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\evil.exe', 'evil.exe'],
    ['NUL', '_NUL'],
    ['con.txt', '_con.txt'],
    ['photo\u202egnp.exe', 'photognp.exe'],
    ['a\0b.txt', 'ab.txt'],
    ['name. . .', 'name'],
    ['..', 'file'],
    ['', 'file'],
    ['.bashrc', '_bashrc'],
    ['...ssh', '_ssh'],
    ['.con', '_con'],
    ['re\u0301sume\u0301.pdf', 'résumé.pdf'],
  ])('%j becomes %j', (name, safe) => expect(safeFileName(name)).toBe(safe))

  it('of 300 bytes are cut before their ending', () => {
    const safe = safeFileName(`${'é'.repeat(150)}.tar.gz`)
    expect(safe.endsWith('.gz')).toBe(true)
    expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(200)
  })
})

describe('manifests', () => {
  const bytes = (rows: unknown) => Buffer.from(JSON.stringify(rows))

  it('of junk never throw anything but an AppError, and never let a path out', () => {
    const row = fc.tuple(
      fc.oneof(nasty, fc.constantFrom('a/b', 'a', 'A', 'a/../b', '/a', 'a//b')),
      fc.oneof(fc.integer(), fc.double(), fc.constant(null)),
      fc.integer(),
    )
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }).map(Buffer.from), fc.array(row, { maxLength: 8 }).map(bytes)), (manifest) => {
        try {
          for (const { path } of parseManifest(manifest)) {
            expect(isSafePath(path)).toBe(true)
            expect(path.split('/').some((segment) => segment === '..' || segment === '' || safeSegment(segment) !== segment)).toBe(false)
          }
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(AppError)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    [
      [
        ['a', 1, 1],
        ['A', 1, 1],
      ],
    ],
    [
      [
        ['a', 1, 1],
        ['a/b', 1, 1],
      ],
    ],
    [
      [
        ['a/b', 1, 1],
        ['a', 1, 1],
      ],
    ],
    [[['../a', 1, 1]]],
    [[['a', -1, 1]]],
    [
      [
        ['é', 1, 1],
        ['e\u0301', 1, 1],
      ],
    ],
    [
      [
        ['ΑΣ', 1, 1],
        ['ασ', 1, 1],
      ],
    ],
    [[]],
  ])('%j is refused', (rows) => expect(() => parseManifest(bytes(rows))).toThrow(AppError))
})

describe('a character that is three on another disk', () => {
  it('is no folder', () => {
    const rows = ['℀', 'a', '.gitignore'].map((path) => [path, 1, 1])
    expect(parseManifest(Buffer.from(JSON.stringify(rows))).map(({ path }) => path)).toEqual(['℀', 'a', '.gitignore'])
  })
})

it('a manifest of more folders than anybody has is refused', () => {
  const below = '/abc'.repeat(31)
  const rows = Array.from({ length: 50_000 }, (_, index) => [`x${index}${below}`, 1, 1])
  expect(() => parseManifest(Buffer.from(JSON.stringify(rows)))).toThrow(AppError)
})

describe('the wire of files', () => {
  it('reads the same whatever the chunks, and holds nothing of a file', () => {
    const piece = Buffer.alloc(pieceFront + 70_000, 7)
    writePieceFront(piece, 3, 70_000)
    const stream = Buffer.concat([writeControl({ type: 'hello', window: 9 }), piece, writeControl({ type: 'have', request: 3, at: 2 ** 40 }), piece])
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 40 }), (cuts) => {
        const seen: unknown[] = []
        let bytes = 0
        const reader = new WireReader({
          onControl: (frame) => seen.push(frame),
          onBytes: (request, part) => (bytes += request === 3 ? part.length : Number.NaN),
        })
        let at = 0
        for (const cut of cuts) {
          reader.push(stream.subarray(at, at + cut))
          at += cut
        }
        if (at < stream.length) reader.push(stream.subarray(at))
        expect(seen).toEqual([
          { type: 'hello', window: 9 },
          { type: 'have', request: 3, at: 2 ** 40 },
        ])
        expect(bytes).toBe(140_000)
      }),
      { numRuns: 200 },
    )
  })

  it('of junk throws an AppError or nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }), (chunks) => {
        const reader = new WireReader({ onControl: () => {}, onBytes: () => {} })
        try {
          for (const chunk of chunks) reader.push(Buffer.from(chunk))
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(AppError)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('sizes of pictures', () => {
  it('of junk are none or numbers, never an exception', () => {
    const heads = ['89504e470d0a1a0a0000000d49484452', 'ffd8ffe0', '474946383961', '52494646000000005745425056503858', '5249464600000000574542505650384c'].map(
      (hex) => Buffer.from(hex, 'hex'),
    )
    fc.assert(
      fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 200 }), (head, rest) => {
        const size = imageSize(Buffer.concat([head, rest]))
        expect(size === null || (Number.isInteger(size.width) && Number.isInteger(size.height))).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})
