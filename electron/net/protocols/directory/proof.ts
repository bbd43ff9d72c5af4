import { z } from 'zod'
import type { PersonId } from '../../../../shared/model/person.ts'
import type { Identity } from '../secure-peer/types.ts'
import { clockAheadS, proofBytes, proofLifeS } from './constants.ts'
import { readJws, signJws } from './jws.ts'
import type { Challenge } from './types.ts'

const typ = 'palabre-proof+jwt'

const claimsSchema = z.object({ nonce: z.string().max(64), aud: z.string().max(64), iat: z.int().min(0) })

/** What a proof answers: the nonce of this session and the directory whose key TLS saw. */
export type Challenged = Pick<Challenge, 'nonce' | 'directory'>

/** Proves the key to one directory in one session. A stolen one is of no use elsewhere or later. @param now ms since 1970 */
export function signProof(identity: Identity, { nonce, directory }: Challenged, now: number): string {
  return signJws(identity, typ, { nonce, aud: directory, iat: Math.floor(now / 1_000) })
}

/** Who proved their key; null: nobody. @param now ms since 1970 */
export function readProof(text: string, { nonce, directory }: Challenged, now: number): PersonId | null {
  if (Buffer.byteLength(text) > proofBytes) return null
  const signed = readJws(text, typ)
  const claims = claimsSchema.safeParse(signed?.claims)
  if (!signed || !claims.success) return null
  const ageS = now / 1_000 - claims.data.iat
  const good = claims.data.nonce === nonce && claims.data.aud === directory && ageS <= proofLifeS && ageS >= -clockAheadS
  return good ? signed.id : null
}
