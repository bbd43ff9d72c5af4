import { z } from 'zod'
import type { Address } from '../../../../shared/model/address.ts'
import { personIdPattern } from '../../../../shared/model/person.ts'
import type { Identity } from '../secure-peer/types.ts'
import { addressesMax, clockAheadS, recordBytes, recordLifeS } from './constants.ts'
import { readJws, signJws } from './jws.ts'
import { isDirectoryName } from './names.ts'
import type { DirectoryErrorCode, SignedRecord } from './types.ts'

const typ = 'palabre-record+jwt'

export const hostSchema = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[0-9A-Za-z]([0-9A-Za-z._-]*[0-9A-Za-z])?\.?$|^[0-9A-Fa-f:.]+(%[0-9A-Za-z._-]{1,32})?$/)

export const portSchema = z.int().min(1).max(65535)

export const addressSchema = z.object({ host: hostSchema, port: portSchema })

const seconds = z.int().min(0).max(253_402_300_799)

const claimsSchema = z.object({
  name: z.string().max(128),
  id: z.string().regex(personIdPattern),
  addresses: z.array(addressSchema).max(addressesMax),
  seq: z.int().min(1),
  iat: seconds,
  exp: seconds,
})

export type RecordRefusal = Extract<DirectoryErrorCode, 'bad-record' | 'bad-name' | 'wrong-key' | 'record-expired' | 'record-early' | 'record-too-long'>

export type ReadRecord = { readonly record: SignedRecord; readonly refusal: null } | { readonly record: null; readonly refusal: RecordRefusal }

interface NewRecord {
  readonly name: string
  readonly addresses: readonly Address[]
  readonly seq: number
  /** ms since 1970. */
  readonly now: number
  /** ms; an hour at most. */
  readonly lifeMs?: number
}

/** Signs a record that `readRecord` accepts, provided the name and the addresses are good. */
export function signRecord(identity: Identity, { name, addresses, seq, now, lifeMs = recordLifeS * 1_000 }: NewRecord): string {
  const iat = Math.floor(now / 1_000)
  const claims = { name, id: identity.id, addresses: addresses.map(({ host, port }) => ({ host, port })), seq, iat, exp: iat + Math.floor(lifeMs / 1_000) }
  return signJws(identity, typ, claims)
}

/**
 * Checks everything that can be checked without a directory: length, shape, signature, whose key, name, times.
 * `expired: 'accept'` for what a directory or a cache kept of someone who is away: still signed, only old.
 * @param now ms since 1970
 */
export function readRecord(text: string, now: number, { expired = 'refuse' }: { readonly expired?: 'refuse' | 'accept' } = {}): ReadRecord {
  if (Buffer.byteLength(text) > recordBytes) return refused('bad-record')
  const signed = readJws(text, typ)
  const claims = claimsSchema.safeParse(signed?.claims)
  if (!signed || !claims.success) return refused('bad-record')
  const record = { ...claims.data, text }
  if (record.id !== signed.id) return refused('wrong-key')
  if (!isDirectoryName(record.name)) return refused('bad-name')
  if (record.exp <= record.iat || record.exp - record.iat > recordLifeS) return refused('record-too-long')
  if (record.iat * 1_000 > now + clockAheadS * 1_000) return refused('record-early')
  if (expired === 'refuse' && record.exp * 1_000 <= now) return refused('record-expired')
  return { record, refusal: null }
}

function refused(refusal: RecordRefusal): ReadRecord {
  return { record: null, refusal }
}
