import { X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { base32 } from '../../../electron/net/protocols/secure-peer/base32.ts'
import { createIdentity, identityOf, personIdOf } from '../../../electron/net/protocols/secure-peer/identity.ts'
import { safetyNumber } from '../../../electron/net/protocols/secure-peer/safety-number.ts'
import type { Identity } from '../../../electron/net/protocols/secure-peer/types.ts'
import { formatId, parseId } from '../../../shared/model/id-text.ts'
import { personIdPattern } from '../../../shared/model/person.ts'
import { people } from './people.ts'

let alice: Identity
let bob: Identity
beforeAll(async () => ({ alice, bob } = await people()))
const anId = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(personIdOf)

describe('an identity', () => {
  it('is the hash of a P-256 key in a certificate that names nobody', () => {
    expect(alice.id).toMatch(personIdPattern)
    const certificate = new X509Certificate(alice.certPem)
    expect(certificate.subject).toBe('CN=palabre')
    expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1')
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(new Date(certificate.validTo).getUTCFullYear()).toBe(2120)
    expect(personIdOf(certificate.publicKey.export({ type: 'spki', format: 'der' }))).toBe(alice.id)
  })

  it('is read back from its files, and refused when they do not belong together', async () => {
    const pems = await createIdentity()
    expect(identityOf(pems).id).toBe(identityOf({ ...pems }).id)
    expect(() => identityOf({ ...pems, certPem: alice.certPem })).toThrow(expect.objectContaining({ code: 'key-unavailable' }))
    expect(() => identityOf({ ...pems, keyPem: 'rubbish' })).toThrow(expect.objectContaining({ code: 'key-unavailable' }))
  })

  it('is base32 as in RFC 4648', () => {
    expect(['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((s) => base32(Buffer.from(s)))).toEqual([
      '',
      'MY',
      'MZXQ',
      'MZXW6',
      'MZXW6YQ',
      'MZXW6YTB',
      'MZXW6YTBOI',
    ])
  })
})

describe('the identity as text', () => {
  const known = 'P56IOI7-MZJNU2Y-IQGDREY-DM2MGTI-MGL3BXN-PQ6W5BM-TBBZ4TJ-XZWICQ2'

  it('is Syncthing device ID, letter by letter', () => {
    expect(formatId(parseId(known))).toBe(known)
  })

  it('is read however it was typed', () => {
    const id = parseId(known)
    for (const typed of [
      known.toLowerCase(),
      known.replaceAll('-', ''),
      known.replaceAll('-', ' '),
      ` ${known}\n`,
      known.replaceAll('I', '1').replaceAll('B', '8').replaceAll('O', '0'),
      id,
      id.toLowerCase(),
    ])
      expect(parseId(typed)).toBe(id)
  })

  it('survives the way there and back for every identity', () => {
    fc.assert(
      fc.property(anId, (id) => {
        expect(formatId(id)).toMatch(/^([A-Z2-7]{7}-){7}[A-Z2-7]{7}$/)
        expect(parseId(formatId(id))).toBe(id)
      }),
    )
  })

  it('notices one wrong character, and in which quarter', () => {
    fc.assert(
      fc.property(anId, fc.integer({ min: 0, max: 55 }), fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'), (id, at, letter) => {
        const text = formatId(id).replaceAll('-', '')
        fc.pre(text[at] !== letter)
        expect(() => parseId(text.slice(0, at) + letter + text.slice(at + 1))).toThrow(
          expect.objectContaining({ code: 'bad-argument', details: { field: 'id', problem: 'check', group: Math.floor(at / 14) + 1 } }),
        )
      }),
    )
  })

  it('says what is wrong with it', () => {
    expect(() => parseId('ABC')).toThrow(expect.objectContaining({ details: { field: 'id', problem: 'length', length: 3 } }))
    expect(() => parseId(`${known.slice(0, -1)}é`)).toThrow(expect.objectContaining({ details: { field: 'id', problem: 'character' } }))
    expect(() => parseId('')).toThrow(expect.objectContaining({ code: 'bad-argument' }))
  })
})

describe('the safety number', () => {
  it('is the same on both sides', () => {
    const mine = safetyNumber(alice.id, bob.id)
    expect(safetyNumber(bob.id, alice.id)).toEqual(mine)
    expect(mine.digits).toMatch(/^(\d{5} ){11}\d{5}$/)
    expect(mine.qr).toMatch(/^[A-Z0-9:]+$/)
  })

  it('never changes between versions', () => {
    expect(safetyNumber('A'.repeat(52), 'B'.repeat(52)).digits).toMatchInlineSnapshot(
      `"13606 68945 49956 93289 57352 68693 61319 13295 12868 42822 94305 81549"`,
    )
  })

  it('is another one for another person', () => {
    expect(safetyNumber(alice.id, 'A'.repeat(52)).digits).not.toBe(safetyNumber(bob.id, 'A'.repeat(52)).digits)
  })
})
