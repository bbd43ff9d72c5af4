import { describe, expect, it } from 'vitest'
import { Calls } from '../../electron/net/protocols/room/calls.ts'
import { readCourseLine } from '../../electron/net/protocols/room/course-lines.ts'
import { decodeEntry, encodeEntry, readPost, Signer } from '../../electron/net/protocols/room/entries.ts'
import { factsData, readFrame, unpackFacts, writeFrame } from '../../electron/net/protocols/room/frames.ts'
import { newFacts } from '../../electron/net/protocols/room/index.ts'
import { AppError } from '../../shared/errors.ts'
import { newIdentity, textItem } from '../net/room/members.ts'

const rounds = 4_000
const signer = new Signer(await newIdentity())
const signed = signer.sign({ room: 'r', n: 1, prev: null, at: 1, items: [textItem('salut')] })
const calls = new Calls('r', 'me', signer)
const id = '01990000-0000-7000-8000-000000000001'
const facts = newFacts({ room: 'r', name: 'n', rules: { entry: 'anyone', plain: true, announced: true }, owner: 'o' })
const seeds = [
  writeFrame({
    type: 'enter',
    version: 1,
    room: null,
    name: 'ada',
    color: 'teal',
    standby: 1,
    have: { epoch: 1, seq: 2, hash: new Uint8Array(32) },
    ticket: null,
  }),
  writeFrame({ type: 'post', ...signed }),
  writeFrame(calls.sign('someone', null, 1)),
  writeFrame({ type: 'welcome', facts: factsData(facts), from: 0, fork: false, older: false, slow: false }),
  encodeEntry({ e: 1, q: 1, p: null, at: 1, b: { k: 'post', key: signer.spki, ...signed } }),
  encodeEntry({ e: 1, q: 1, p: null, at: 1, b: { k: 'plain', lines: [['nc', 'bonjour']] } }),
  signed.body,
  signer.sign({
    room: 'r',
    n: 1,
    prev: null,
    at: 1,
    items: [
      { k: 'edit', of: id, text: 'salut à tous' },
      { k: 'react', of: id, emoji: '🌳', on: true },
      { k: 'file', id, name: 'notes.pdf', size: 1, mime: '', files: null, manifest: null },
    ],
  }).body,
]

/** xorshift32: the same bytes each time. */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

const below = random(0x9e3779b9)
function mangled(): Uint8Array {
  const bytes = Buffer.from(seeds[below(seeds.length)] ?? [])
  for (let i = below(6); i >= 0; i--) bytes[below(bytes.length)] = below(256)
  return below(3) === 0 ? bytes.subarray(0, below(bytes.length + 1)) : bytes
}

describe('the parsers of a room', () => {
  it.each([
    ['frames', readFrame],
    ['entries', decodeEntry],
    ['posts', readPost],
    ['facts', unpackFacts],
  ])('answer or refuse any bytes as %s, and nothing else', (_, parse) => {
    for (let i = 0; i < rounds; i++) {
      try {
        parse(mangled())
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(AppError)
      }
    }
  })

  it('read any line of a course’s server', () => {
    for (let i = 0; i < rounds; i++)
      expect(readCourseLine(Buffer.from(mangled()).toString('latin1').replaceAll('\n', ' ')).type).toMatch(/^(joined|left|said|help|other)$/)
  })

  it('know the course’s lines', () => {
    expect(readCourseLine('*** zoé a rejoint le chat ***')).toEqual({ type: 'joined', name: 'zoé' })
    expect(readCourseLine('*** zoé a quitté le chat ***')).toEqual({ type: 'left', name: 'zoé' })
    expect(readCourseLine('zoé: il est 12:30: viens')).toEqual({ type: 'said', name: 'zoé', text: 'il est 12:30: viens' })
  })
})
