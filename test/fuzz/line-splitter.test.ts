import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LineSplitter } from '../../electron/net/protocols/line-chat/line-splitter.ts'
import { encodeLine } from '../../electron/net/protocols/line-chat/line-writer.ts'
import { limits } from '../../shared/limits.ts'

const LF = 0x0a
const CR = 0x0d
/** Bytes that like to break parsers come often. */
const anyByte = fc.oneof(fc.constantFrom(LF, CR, 0xc3, 0xe2, 0xf0, 0x80, 0xa9, 0xff, 0, 0x61), fc.nat(255))
const anyBytes = fc.array(anyByte, { maxLength: 400 }).map((bytes) => Buffer.from(bytes))

function split(chunks: readonly Uint8Array[]): readonly string[] {
  const splitter = new LineSplitter()
  const items = [...chunks.flatMap((chunk) => [...splitter.push(chunk)]), ...splitter.end()]
  return items.map((item) => (item.type === 'text' ? item.text : '<too long>'))
}

function cut(bytes: Buffer, at: readonly number[]): readonly Buffer[] {
  const cuts = [0, ...at.map((n) => n % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return cuts.slice(1).map((end, i) => bytes.subarray(cuts[i], end))
}

it('any chunking of any bytes gives the same messages', () => {
  fc.assert(
    fc.property(anyBytes, fc.array(fc.nat(), { maxLength: 40 }), (bytes, at) => {
      expect(split(cut(bytes, at))).toEqual(split([bytes]))
    }),
    { numRuns: 500 },
  )
})

it('any messages in any line ends come back as they were', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).map((s) => s.replace(/[\r\n\ufeff]/g, '_').toWellFormed())
  const line = fc.record({ text: text.filter((t) => t.trim().toUpperCase() !== 'FIN'), end: fc.constantFrom('lf' as const, 'crlf' as const) })
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), fc.array(fc.nat(), { maxLength: 20 }), (lines, at) => {
      const wire = Buffer.concat(lines.map((l) => encodeLine(l.text, l.end)))
      expect(split(cut(wire, at))).toEqual(lines.map((l) => l.text))
    }),
    { numRuns: 300 },
  )
})

it('silences anywhere never make a text longer than the limit, lose a byte of ASCII or throw', () => {
  const step = fc.oneof(
    fc.record({ type: fc.constant('bytes' as const), bytes: anyBytes }),
    fc.constant({ type: 'silence' as const }),
    fc.record({ type: fc.constant('bytes' as const), bytes: fc.nat(90_000).map((n) => Buffer.alloc(n, 'x')) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const splitter = new LineSplitter()
      const items = [...steps.flatMap((s) => [...(s.type === 'bytes' ? splitter.push(s.bytes) : splitter.flush())]), ...splitter.end()]
      for (const item of items)
        if (item.type === 'text') expect(Buffer.byteLength(item.text.replaceAll('\ufffd', '?'))).toBeLessThanOrEqual(limits.plainLineBytes)
      expect(splitter.pending).toBe(false)
    }),
    { numRuns: 200 },
  )
})
