import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  closeCodes,
  directoryErrorCodes,
  isDirectoryName,
  nameKey,
  nameLooks,
  normaliseName,
  readMessage,
  readRecord,
  signProof,
  signRecord,
} from '../../electron/net/protocols/directory/index.ts'
import { readRequest } from '../../electron/net/protocols/directory/messages.ts'
import { readProof } from '../../electron/net/protocols/directory/proof.ts'
import type { Identity } from '../../electron/net/protocols/secure-peer/types.ts'
import { people } from '../net/secure-peer/people.ts'

const now = Date.UTC(2026, 0, 1)
const challenge = { nonce: 'n'.repeat(22), directory: 'D'.repeat(52) }
let alice: Identity
beforeAll(async () => {
  alice = (await people()).bob
})

const types = ['claim', 'update', 'find', 'list', 'search', 'watch', 'unwatch', 'observed', 'dialback', 'challenge', 'found', 'people', 'presence', 'error']
const keys = ['type', 'n', 'name', 'id', 'ids', 'names', 'record', 'proof', 'prefix', 'after', 'limit', 'online', 'port', 'person', 'code', '__proto__']
const message = fc
  .tuple(fc.constantFrom(...types), fc.dictionary(fc.constantFrom(...keys), fc.jsonValue(), { maxKeys: 6 }))
  .map(([type, fields]) => JSON.stringify({ n: 1, ...fields, type }))
/** Of one block, so that many are good names. */
const letters = fc
  .tuple(fc.nat(0x2d), fc.array(fc.nat(0xff), { minLength: 2, maxLength: 6 }))
  .map(([block, rest]) => String.fromCharCode(...rest.map((low) => (block << 8) | low)))
const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), message)

it('close codes are of the range for applications', () => {
  for (const code of Object.values(closeCodes)) expect(code >= 4000 && code < 5000).toBe(true)
})

describe('whatever text arrives', () => {
  it('a request is read or refused, never thrown', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { request, n } = readRequest(text)
        if (request) expect(request.n).toBe(n)
      }),
      { numRuns: 2_000 },
    )
  })

  it('a lookup by name is judged alike on the short way and by the schema', () => {
    const field = fc.oneof(fc.constantFrom('find', 'a', 1, 0, -1, 1.5, 2 ** 60, null, 'x'.repeat(256), 'x'.repeat(257)), fc.jsonValue())
    fc.assert(
      fc.property(fc.record({ n: field, name: field, id: field }, { requiredKeys: [] }), (fields) => {
        const { n, name, id } = fields as Record<string, unknown>
        const good = Number.isSafeInteger(n) && (n as number) >= 0 && typeof name === 'string' && name.length <= 256 && id === undefined
        const { request } = readRequest(JSON.stringify({ ...fields, type: 'find' }))
        if (good) expect(request).toEqual({ type: 'find', n, name })
        else if (typeof id !== 'string') expect(request).toBeNull()
      }),
      { numRuns: 1_000 },
    )
  })

  it('a message of a directory is read, ignored, or a SyntaxError', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        try {
          readMessage(text)
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('a record is read or refused with a code, and so is a proof', () => {
    const segment = fc.oneof(
      fc.base64String(),
      fc.json().map((json) => Buffer.from(json).toString('base64url')),
    )
    const jws = fc.tuple(segment, segment, fc.constant('A'.repeat(86))).map((parts) => parts.join('.'))
    fc.assert(
      fc.property(fc.oneof(anyText, jws), (text) => {
        const { refusal } = readRecord(text, now)
        expect(directoryErrorCodes).toContain(refusal)
        expect(readProof(text, challenge, now)).toBeNull()
      }),
      { numRuns: 2_000 },
    )
    expect(readProof(signProof(alice, challenge, now), challenge, now)).toBe(alice.id)
  })

  it('a good record with a character changed is refused, or says the same', () => {
    const good = signRecord(alice, { name: 'alice', addresses: [{ host: '192.0.2.1', port: 3000 }], seq: 1, now })
    const { text: _, ...said } = readRecord(good, now).record ?? { text: '' }
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.constantFrom(...'ABab01-_.'), (at, character) => {
        const { record } = readRecord(good.slice(0, at) + character + good.slice(at + 1), now)
        // The last character of a base64url part has bits that mean nothing.
        if (record) expect({ ...record, text: undefined }).toEqual({ ...said, text: undefined })
      }),
      { numRuns: 500 },
    )
  })

  it('any name is judged alike in any case that it can be written in', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), letters), (text) => {
        const name = normaliseName(text.toWellFormed())
        nameLooks(name)
        if (!isDirectoryName(name)) return
        expect(nameKey(nameKey(name))).toBe(nameKey(name))
        expect(nameKey(name.toUpperCase())).toBe(nameKey(name))
      }),
      { numRuns: 2_000 },
    )
  })
})
