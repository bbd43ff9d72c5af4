import { createHash, createPublicKey, KeyObject, randomBytes, webcrypto, X509Certificate } from 'node:crypto'
import { AppError } from '../../../../shared/errors.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import { base32 } from './base32.ts'
import type { Identity } from './types.ts'

export type IdentityPems = Pick<Identity, 'keyPem' | 'certPem'>

/** The same for everyone: a certificate says nothing of its owner but the key. */
const validity = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2120-01-01T00:00:00Z') }

/** A new key (ECDSA P-256) and the self-signed certificate around it. Some 10 ms. */
export async function createIdentity(): Promise<IdentityPems> {
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  x509.cryptoProvider.set(webcrypto as never)
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: `00${randomBytes(15).toString('hex')}`,
    name: 'CN=palabre',
    ...validity,
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  })
  const keyPem = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString()
  return { keyPem, certPem: certificate.toString('pem') }
}

/** Throws `AppError` key-unavailable when the two do not belong together or can't be read. */
export function identityOf({ keyPem, certPem }: IdentityPems): Identity {
  try {
    const offered = spkiOf(new X509Certificate(certPem).publicKey)
    if (!offered.equals(spkiOf(createPublicKey(keyPem)))) throw new AppError('key-unavailable', { problem: 'mismatch' })
    return { id: personIdOf(offered), keyPem, certPem }
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('key-unavailable', { problem: 'unreadable' }, { cause: error })
  }
}

/** The identity behind a public key (DER of its SubjectPublicKeyInfo). */
export function personIdOf(spki: Uint8Array): PersonId {
  return base32(createHash('sha256').update(spki).digest())
}

export function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' })
}
