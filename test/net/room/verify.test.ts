import { describe, expect, it } from 'vitest'
import { type EntryBody, encodeEntry, hashOf, type Post, type PostItem, Signer } from '../../../electron/net/protocols/room/entries.ts'
import { type Judged, Verifier } from '../../../electron/net/protocols/room/verify.ts'
import { newIdentity, textItem } from './members.ts'

const author = new Signer(await newIdentity())
const other = new Signer(await newIdentity())

/** What an honest author says, one post after the other. */
function posts(signer: Signer, count: number): EntryBody[] {
  let prev: Uint8Array | null = null
  return Array.from({ length: count }, (_, i) => {
    const post: Post = { room: 'r', n: i + 1, prev, at: 1, items: [textItem(`${i}`)] }
    const signed = signer.sign(post)
    prev = hashOf(signed.body)
    return { k: 'post', key: signer.spki, ...signed }
  })
}

/** Numbered by a host that keeps its own chain in order, whatever it puts into it. */
function numbered(bodies: readonly EntryBody[]): Uint8Array[] {
  let p: Uint8Array | null = null
  return bodies.map((b, i) => {
    const bytes = encodeEntry({ e: 1, q: i + 1, p, at: 1, b })
    p = hashOf(bytes)
    return bytes
  })
}

const judge = (entries: readonly Uint8Array[]): Judged[] => {
  const verifier = new Verifier('r', { seq: 0, hash: null })
  return entries.map((bytes) => verifier.judge(bytes))
}
const verdicts = (judged: readonly Judged[]) => judged.map((j) => (j.ok ? (j.withheld ? 'withheld' : 'fine') : j.fault))

describe('a host that does not pass on what was said', () => {
  it('is believed while all of it holds', () => {
    expect(verdicts(judge(numbered(posts(author, 3))))).toEqual(['fine', 'fine', 'fine'])
  })

  it('is believed when an author says what only a later version knows; what is malformed is not', () => {
    const later = (item: object) => {
      const signed = author.sign({ room: 'r', n: 1, prev: null, at: 1, items: [item as PostItem, textItem('et ceci')] })
      return judge(numbered([{ k: 'post', key: author.spki, ...signed }]))
    }
    const [judged] = later({ k: 'poll', question: 'quand ?' })
    expect(judged?.ok && judged.seen.opened?.post.items).toMatchObject([{ k: 'other' }, { k: 'text', text: 'et ceci' }])
    expect(verdicts(later({ k: 'edit', of: 'no id', text: 'x' }))).toEqual(['forged'])
    expect(verdicts(later({ k: 'k'.repeat(100) }))).toEqual(['forged'])
  })

  it('shows when it leaves a message out and numbers on', () => {
    const said = posts(author, 3)
    expect(verdicts(judge(numbered(said.filter((_, i) => i !== 1))))).toEqual(['fine', 'withheld'])
  })

  it('shows when it leaves a number out', () => {
    const entries = numbered(posts(author, 3))
    expect(verdicts(judge(entries.filter((_, i) => i !== 1)))).toEqual(['fine', 'gap'])
  })

  it('shows when it changes a word', () => {
    const [first, second] = posts(author, 2)
    if (first?.k !== 'post' || second?.k !== 'post') throw new Error('posts')
    const body = Buffer.from(second.body)
    body[body.length - 1] = (body.at(-1) ?? 0) ^ 1
    expect(verdicts(judge(numbered([first, { ...second, body }])))).toEqual(['fine', 'forged'])
  })

  it('shows when it says something in another’s name', () => {
    const [mine] = posts(other, 1)
    if (mine?.k !== 'post') throw new Error('post')
    expect(verdicts(judge(numbered([{ ...mine, key: author.spki }])))).toEqual(['forged'])
  })

  it('shows when it says the same twice, or brings it from another room', () => {
    const [first] = posts(author, 1)
    if (!first) throw new Error('post')
    expect(verdicts(judge(numbered([first, first])))).toEqual(['fine', 'forged'])
    const elsewhere = author.sign({ room: 'other', n: 1, prev: null, at: 1, items: [textItem('x')] })
    expect(verdicts(judge(numbered([{ k: 'post', key: author.spki, ...elsewhere }])))).toEqual(['forged'])
  })

  it('shows when it rewrites what came before', () => {
    const honest = numbered(posts(author, 2))
    const otherwise = numbered([...posts(other, 1), ...posts(author, 1)])
    expect(verdicts(judge([honest[0] ?? new Uint8Array(), otherwise[1] ?? new Uint8Array()]))).toEqual(['fine', 'rewritten'])
  })
})
