import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { z } from 'zod'
import type { PersonId } from '../../../../shared/model/person.ts'
import { personIdOf } from '../secure-peer/identity.ts'
import type { Identity } from '../secure-peer/types.ts'

/** JWS in compact form (RFC 7515), ES256 (RFC 7518) with the public key in the header: what it says and whose key says so. */
export interface Signed {
  readonly id: PersonId
  readonly claims: unknown
}

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
const headerSchema = z.strictObject({
  alg: z.literal('ES256'),
  typ: z.string(),
  jwk: z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate }),
})

const shape = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}$/

/** DER of a P-256 SubjectPublicKeyInfo up to the point: always these bytes. */
const spkiPrefix = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex')

interface Jwk {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
}

interface Signer {
  readonly key: KeyObject
  readonly jwk: Jwk
}
const signers = new WeakMap<Pick<Identity, 'keyPem'>, Signer>()

/** Signs `claims` as a `typ`. */
export function signJws(identity: Pick<Identity, 'keyPem'>, typ: string, claims: object): string {
  const { key, jwk } = signerOf(identity)
  const signed = `${encode({ alg: 'ES256', typ, jwk })}.${encode(claims)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

/** null: malformed, of another type, or the signature is not of the key that it names. */
export function readJws(text: string, typ: string): Signed | null {
  if (!shape.test(text)) return null
  const end = text.lastIndexOf('.')
  const [head = '', body = ''] = text.slice(0, end).split('.')
  const header = headerSchema.safeParse(decode(head))
  const claims = decode(body)
  if (!header.success || header.data.typ !== typ || claims === undefined) return null
  const spki = spkiOfPoint(header.data.jwk)
  if (!spki) return null
  const signature = Buffer.from(text.slice(end + 1), 'base64url')
  return holds(header.data.jwk, Buffer.from(text.slice(0, end)), signature) ? { id: personIdOf(spki), claims } : null
}

function holds(jwk: Jwk, signed: Buffer, signature: Buffer): boolean {
  try {
    const key = keyOf(jwk)
    return verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature)
  } catch {
    return false
  }
}

/** A record and its proof come one after the other with the same key, and making a key of bytes costs as much as checking a signature. */
let latest: { readonly x: string; readonly y: string; readonly key: KeyObject } | null = null

/** From the coordinates: in Node nearly twice as fast as from DER. Throws for a point that is not on the curve. */
function keyOf({ x, y }: Jwk): KeyObject {
  if (latest?.x === x && latest.y === y) return latest.key
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
  latest = { x, y, key }
  return key
}

function spkiOfPoint({ x, y }: { readonly x: string; readonly y: string }): Buffer | null {
  const point = [Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]
  return point.every((part) => part.length === 32) ? Buffer.concat([spkiPrefix, ...point]) : null
}

function signerOf(identity: Pick<Identity, 'keyPem'>): Signer {
  const known = signers.get(identity)
  if (known) return known
  const key = createPrivateKey(identity.keyPem)
  const { x = '', y = '' } = createPublicKey(key).export({ format: 'jwk' })
  const signer: Signer = { key, jwk: { kty: 'EC', crv: 'P-256', x, y } }
  signers.set(identity, signer)
  return signer
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as unknown
  } catch {
    return undefined
  }
}
