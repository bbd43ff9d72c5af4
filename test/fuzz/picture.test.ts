import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pictureOf, readHeader } from '../../electron/net/core/picture.ts'
import { limits } from '../../shared/limits.ts'
import { pictures } from '../fixtures/pictures.ts'

const samples = Object.values(pictures)
const aSample = fc.constantFrom(...samples)
const starts = ['\x89PNG\r\n\x1a\n\0\0\0\rIHDR', '\xff\xd8\xff', 'RIFF\xff\xff\0\0WEBPVP8 ', 'RIFF\xff\xff\0\0WEBPVP8X'].map((text) =>
  Buffer.from(text, 'latin1'),
)

/** Never throws, never hangs; what passes is small. */
function check(bytes: Uint8Array): void {
  const picture = pictureOf(bytes)
  if (!picture) return
  const header = readHeader(bytes)
  expect(bytes.length).toBeLessThanOrEqual(limits.pictureBytes)
  for (const side of [header?.width, header?.height]) expect(side).toSatisfy((n: number) => n >= 1 && n <= limits.pictureSide)
}

it('any bytes, also behind a good beginning', () => {
  const start = fc.constantFrom(Buffer.alloc(0), ...starts)
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 300 }), (head, rest) => check(new Uint8Array(Buffer.concat([head, rest])))),
    { numRuns: 3_000 },
  )
})

it('a picture with some bytes changed', () => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(0, 1, 2, 0x7f, 0x80, 0xff), fc.nat(255))), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(aSample, changes, (sample, list) => {
      const bytes = sample.slice()
      for (const [at, value] of list) bytes[at % bytes.length] = value
      check(bytes)
    }),
    { numRuns: 5_000 },
  )
})

it('a picture cut anywhere is none', () => {
  for (const sample of samples) {
    for (let end = 0; end < sample.length; end++) expect(pictureOf(sample.subarray(0, end))).toBeNull()
  }
})
