import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../renderer/features/conversations/parse-address.ts'
import { isOnlyEmoji, richText } from '../../../renderer/features/conversations/rich-text.ts'

describe('the text of a message', () => {
  it('keeps code apart from words', () => {
    expect(richText('try `nc -l 3000`:\n```sh\nnc -l\n```\nok')).toEqual([
      { type: 'text', text: 'try ' },
      { type: 'code', text: 'nc -l 3000' },
      { type: 'text', text: ':' },
      { type: 'block', text: 'nc -l' },
      { type: 'text', text: 'ok' },
    ])
  })

  it('loses no letter of a text without code, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string().filter((s) => !s.includes('`')),
        (text) => {
          const parts = richText(text).map((p) => p.text)
          expect(parts.join('')).toBe(text)
        },
      ),
    )
  })

  it('ends on any text in reasonable time', () => {
    const started = performance.now()
    richText('`'.repeat(60_000))
    richText('```'.repeat(20_000))
    expect(performance.now() - started).toBeLessThan(500)
  })

  it('is large when it is one to three emoji', () => {
    expect(['👍', '👩‍💻 🎉', '🇫🇷'].every(isOnlyEmoji)).toBe(true)
    expect(['👍👍👍👍', 'a👍', '', ' ', '12'].some(isOnlyEmoji)).toBe(false)
  })
})

describe('an address', () => {
  it.each([
    ['192.168.1.42', '3000', { host: '192.168.1.42', port: 3000 }],
    ['192.168.1.42:4000', '3000', { host: '192.168.1.42', port: 4000 }],
    ['pc-12 4000', '', { host: 'pc-12', port: 4000 }],
    ['[fd00::1]:4000', '3000', { host: 'fd00::1', port: 4000 }],
    ['fd00::1', '3000', { host: 'fd00::1', port: 3000 }],
    ['fd00::1 4000', '3000', { host: 'fd00::1', port: 4000 }],
    ['palabre://10.0.0.1:3000/?id=X', '', { host: '10.0.0.1', port: 3000 }],
  ])('reads %s with port "%s"', (host, port, address) => {
    expect(parseAddress(host, port)).toEqual({ ok: true, address })
  })

  it.each([
    ['', '3000', 'host'],
    ['a b c', '3000', 'host'],
    ['pc-12', '0', 'port'],
    ['pc-12', '65536', 'port'],
    ['pc-12', 'x', 'port'],
    ['pc-12:99999', '3000', 'port'],
  ])('says what is wrong with "%s" and "%s"', (host, port, wrong) => {
    expect(parseAddress(host, port)).toEqual({ ok: false, wrong })
  })
})
