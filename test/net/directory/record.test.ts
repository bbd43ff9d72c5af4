import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { addressesMax, clockAheadS, proofLifeS, recordLifeS } from '../../../electron/net/protocols/directory/constants.ts'
import { signJws } from '../../../electron/net/protocols/directory/jws.ts'
import { readProof, signProof } from '../../../electron/net/protocols/directory/proof.ts'
import { readRecord, signRecord } from '../../../electron/net/protocols/directory/record.ts'
import type { Identity } from '../../../electron/net/protocols/secure-peer/types.ts'
import { people } from '../secure-peer/people.ts'

const now = Date.UTC(2026, 0, 1)
const addresses = [
  { host: '192.168.1.42', port: 3000 },
  { host: '2001:db8::1', port: 3000 },
  { host: 'fe80::1%eth0', port: 3000 },
  { host: 'pc-7.local', port: 3000 },
]
let alice: Identity
let eve: Identity
beforeAll(async () => {
  const both = await people()
  alice = both.bob
  eve = both.eve
})

const plain = (seconds = now / 1_000) => ({ name: 'alice', id: alice.id, addresses, seq: 1, iat: seconds, exp: seconds + 60 })
const refusal = (claims: object, identity = alice) => readRecord(signJws(identity, 'palabre-record+jwt', claims), now).refusal

describe('a record', () => {
  it('comes back as it was signed, with the identity of the key', () => {
    const text = signRecord(alice, { name: 'alice', addresses, seq: 7, now })
    expect(readRecord(text, now)).toEqual({
      record: { name: 'alice', id: alice.id, addresses, seq: 7, iat: now / 1_000, exp: now / 1_000 + recordLifeS, text },
      refusal: null,
    })
  })

  it('is a JWS that any library can check: ES256, the key in the header', () => {
    const [header = ''] = signRecord(alice, { name: 'alice', addresses, seq: 7, now }).split('.')
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
      alg: 'ES256',
      typ: 'palabre-record+jwt',
      jwk: { kty: 'EC', crv: 'P-256', x: expect.stringMatching(/^[\w-]{43}$/), y: expect.stringMatching(/^[\w-]{43}$/) },
    })
  })

  it('changed in any part is refused', () => {
    const [header = '', claims = '', signature = ''] = signRecord(alice, { name: 'alice', addresses, seq: 7, now }).split('.')
    const forged = Buffer.from(JSON.stringify({ ...plain(), name: 'alicia' })).toString('base64url')
    const other = signRecord(eve, { name: 'alice', addresses, seq: 7, now }).split('.')
    for (const parts of [
      [header, forged, signature],
      [header, claims, other[2]],
      [other[0], claims, signature],
      [header, claims, 'A'.repeat(86)],
      [header, claims],
      [header, claims, signature, signature],
      [header, claims, ''],
    ])
      expect(readRecord(parts.join('.'), now).refusal).toBe('bad-record')
  })

  it('with another algorithm, type, curve or further headers is refused', () => {
    const [header = '', claims = '', signature = ''] = signRecord(alice, { name: 'alice', addresses, seq: 7, now }).split('.')
    const { jwk, ...head } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { jwk: object }
    for (const change of [{ alg: 'none' }, { alg: 'HS256' }, { typ: 'JWT' }, { crit: ['x'] }, { jwk: { ...jwk, crv: 'P-384' } }, { jwk: { ...jwk, d: 'x' } }]) {
      const changed = Buffer.from(JSON.stringify({ ...head, jwk, ...change })).toString('base64url')
      expect(readRecord([changed, claims, signature].join('.'), now).refusal).toBe('bad-record')
    }
    expect(readRecord(signJws(alice, 'palabre-proof+jwt', plain()), now).refusal).toBe('bad-record')
  })

  it('with a point that is not on the curve, or a key that is no P-256, is refused', () => {
    const off = (jwk: object) => Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'palabre-record+jwt', jwk })).toString('base64url')
    const zero = 'A'.repeat(43)
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' })
    for (const jwk of [{ kty: 'EC', crv: 'P-256', x: zero, y: zero }, p384, {}, null])
      expect(readRecord(`${off(jwk as object)}.e30.${'A'.repeat(86)}`, now).refusal).toBe('bad-record')
  })

  it('of somebody else’s identity is refused', () => {
    expect(refusal(plain(), eve)).toBe('wrong-key')
  })

  it('lives an hour at most, is not from the future, and ends', () => {
    const at = now / 1_000
    expect(refusal({ ...plain(), exp: at + recordLifeS + 1 })).toBe('record-too-long')
    expect(refusal({ ...plain(), exp: at })).toBe('record-too-long')
    expect(refusal(plain(at + clockAheadS))).toBeNull()
    expect(refusal(plain(at + clockAheadS + 1))).toBe('record-early')
    expect(refusal(plain(at - 60))).toBe('record-expired')
    expect(refusal(plain(at - 59))).toBeNull()
  })

  it('of someone who is away is still theirs', () => {
    const text = signRecord(alice, { name: 'alice', addresses, seq: 7, now: now - 2 * 3_600_000 })
    expect(readRecord(text, now).refusal).toBe('record-expired')
    expect(readRecord(text, now, { expired: 'accept' }).record?.name).toBe('alice')
  })

  it('with wrong fields is refused, at every limit', () => {
    const one = { host: 'h', port: 1 }
    expect(refusal({ ...plain(), addresses: Array(addressesMax).fill(one) })).toBeNull()
    for (const wrong of [
      { addresses: Array(addressesMax + 1).fill(one) },
      { addresses: [{ host: '', port: 1 }] },
      { addresses: [{ host: 'a b', port: 1 }] },
      { addresses: [{ host: '<script>', port: 1 }] },
      { addresses: [{ host: `${'a'.repeat(254)}`, port: 1 }] },
      { addresses: [{ host: 'h', port: 0 }] },
      { addresses: [{ host: 'h', port: 65536 }] },
      { addresses: null },
      { seq: 0 },
      { seq: 1.5 },
      { seq: Number.MAX_SAFE_INTEGER + 2 },
      { iat: -1 },
      { exp: '1' },
      { id: 'alice' },
      { name: 7 },
    ])
      expect(refusal({ ...plain(), ...wrong })).toBe('bad-record')
    expect(refusal({ ...plain(), name: 'a' })).toBe('bad-name')
    expect(refusal({ ...plain(), padding: 'x'.repeat(4_096) })).toBe('bad-record')
    expect(refusal({ ...plain(), later: 'x' })).toBeNull()
  })
})

describe('a proof', () => {
  const challenge = { nonce: 'n'.repeat(22), directory: 'D'.repeat(52) }

  it('says who holds the key', () => {
    expect(readProof(signProof(alice, challenge, now), challenge, now)).toBe(alice.id)
  })

  it('is good for this session of this directory only, and not for long', () => {
    const proof = signProof(alice, challenge, now)
    expect(readProof(proof, { ...challenge, nonce: 'm'.repeat(22) }, now)).toBeNull()
    expect(readProof(proof, { ...challenge, directory: 'E'.repeat(52) }, now)).toBeNull()
    expect(readProof(proof, challenge, now + proofLifeS * 1_000 + 1_000)).toBeNull()
    expect(readProof(proof, challenge, now - clockAheadS * 1_000 - 1_000)).toBeNull()
    expect(readProof(proof, challenge, now + proofLifeS * 1_000)).toBe(alice.id)
  })

  it('is nothing else that was signed', () => {
    expect(readProof(signRecord(alice, { name: 'alice', addresses, seq: 7, now }), challenge, now)).toBeNull()
    expect(readProof('', challenge, now)).toBeNull()
    expect(readProof('x'.repeat(100_000), challenge, now)).toBeNull()
  })
})
