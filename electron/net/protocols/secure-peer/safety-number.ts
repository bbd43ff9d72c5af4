import { createHash } from 'node:crypto'
import type { PersonId, SafetyNumber } from '../../../../shared/model/person.ts'

const version = 1
/** As in Signal's numeric fingerprints: each guess costs this many hashes. */
const rounds = 5_200

/** Two people compare this: same digits and same code on both sides, whoever computes it. Some 10 ms. */
export function safetyNumber(one: PersonId, other: PersonId): SafetyNumber {
  const ids = [one, other].sort()
  return { digits: ids.map(halfOf).join(' '), qr: `PALABRE:SAFETY:${version}:${ids.join(':')}` }
}

/** Six groups of five digits, from the first 30 bytes of an iterated SHA-512. */
function halfOf(id: PersonId): string {
  let hash = Buffer.from([0, version])
  for (let i = 0; i < rounds; i++) hash = createHash('sha512').update(hash).update(id).digest()
  return Array.from({ length: 6 }, (_, i) => `${hash.readUIntBE(i * 5, 5) % 100_000}`.padStart(5, '0')).join(' ')
}
