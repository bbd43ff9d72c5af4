import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Reply, ReplyReader } from '../../../../electron/net/diagnostics/tcp-echo/reply-reader.ts'

/** What a reader makes of a server that answers the first alone, then all others in one stream cut anywhere. */
function read(messages: readonly Buffer[], answers: readonly Buffer[], cuts: readonly number[]) {
  const reader = new ReplyReader()
  const replies: Reply[] = []
  const feed = (bytes: Buffer) => {
    for (let at = 0, n = 0; at < bytes.length; n++) {
      const size = Math.max(1, cuts[n % Math.max(1, cuts.length)] ?? bytes.length)
      replies.push(...reader.push(bytes.subarray(at, at + size)))
      at += size
    }
  }
  const [first = Buffer.alloc(0), ...rest] = messages
  reader.expect(0, first)
  feed(answers[0] ?? Buffer.alloc(0))
  if (replies.length === 0) {
    const settled = reader.settle()
    if (settled) replies.push(settled)
  }
  for (const [i, message] of rest.entries()) reader.expect(i + 1, message)
  feed(Buffer.concat(answers.slice(1)))
  return { replies, form: reader.form }
}

const message = fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from(bytes))
const cuts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 })

describe('the answers of a server without messages', () => {
  it('an echo is found whatever the pieces', () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 12 }), cuts, (messages, pieces) => {
        const { replies, form } = read(messages, messages, pieces)
        expect(form).toBe('echo')
        expect(replies.map((reply) => reply.seq)).toEqual(messages.map((_, i) => i))
        expect(replies.every((reply) => reply.matches && reply.expected && reply.firstDifference === null)).toBe(true)
      }),
    )
  })

  it('a prefix is learnt from the first answer', () => {
    const messages = ['bonjour', 'ça va', 'au revoir'].map((text) => Buffer.from(text))
    const answers = messages.map((text) => Buffer.concat([Buffer.from('Recu: '), text]))
    for (const pieces of [[1], [3], [100]]) {
      const { replies, form } = read(messages, answers, pieces)
      expect(form).toBe('prefix')
      expect(replies.map((reply) => reply.body.toString())).toEqual(['Recu: bonjour', 'Recu: ça va', 'Recu: au revoir'])
      expect(replies.map((reply) => [reply.matches, reply.expected])).toEqual([
        [false, true],
        [false, true],
        [false, true],
      ])
    }
  })

  it('so are a fixed text, capitals, and something behind', () => {
    const messages = ['un', 'deux'].map((text) => Buffer.from(text))
    const forms = { fixed: () => 'Message recu', upper: (text: string) => text.toUpperCase(), suffix: (text: string) => `${text}\n` }
    for (const [name, answer] of Object.entries(forms)) {
      const { replies, form } = read(
        messages,
        messages.map((text) => Buffer.from(answer(text.toString()))),
        name === 'suffix' ? [100] : [1],
      )
      expect(form).toBe(name)
      expect(replies.map((reply) => reply.expected)).toEqual([true, true])
    }
  })

  it('a damaged echo is one, with the first byte that differs', () => {
    const messages = [Buffer.from('abcdefgh'), Buffer.from('ijklmnop')]
    const first = read(messages, [Buffer.from('abcXefgh'), Buffer.from('ijklmnop')], [100])
    expect(first).toMatchObject({ form: 'echo', replies: [{ matches: false, expected: false, firstDifference: 3 }, { matches: true }] })
    const later = read(messages, [Buffer.from('abcdefgh'), Buffer.from('ijklmnoX')], [3])
    expect(later).toMatchObject({ form: 'echo', replies: [{ matches: true }, { matches: false, expected: false, firstDifference: 7 }] })
    expect(later.replies[1]?.body.toString()).toBe('ijklmnoX')
  })

  it('any bytes at all: nothing throws, and no answer is counted twice', () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 8 }), fc.array(message, { maxLength: 20 }), cuts, (messages, heard, pieces) => {
        const { replies } = read(messages, heard, pieces)
        expect(replies.map((reply) => reply.seq)).toEqual(replies.map((_, i) => i))
        for (const reply of replies) if (reply.matches) expect(reply.body.equals(messages[reply.seq] ?? Buffer.alloc(0))).toBe(true)
      }),
    )
  })
})
