import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../../../shared/errors.ts'
import { base32 } from '../secure-peer/base32.ts'
import { createIdentity } from '../secure-peer/identity.ts'

export interface Certificate {
  /** SHA-256 of the key's SubjectPublicKeyInfo, base32: what clients pin. */
  readonly id: string
  readonly certPem: string
  /** null: somebody else (a proxy) has the key. */
  readonly keyPem: string | null
}

/** The certificate of the data folder, made at the first start. Throws `AppError` key-unavailable. */
export async function ownCertificate(folder: string): Promise<Certificate> {
  const file = join(folder, 'directory-key.pem')
  const kept = readIfThere(file)
  if (kept !== null) return certificateOf(kept, kept, file)
  const { keyPem, certPem } = await createIdentity()
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // Never over one that another process has just made: both would have another identity.
  try {
    writeFileSync(file, `${keyPem.trim()}\n${certPem.trim()}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return ownCertificate(folder)
  }
  return certificateOf(certPem, keyPem, file)
}

/** A certificate that was given, with its key or without. Any kind of key. Throws `AppError` key-unavailable {file, problem}. */
export function givenCertificate(certFile: string, keyFile: string | null): Certificate {
  const certPem = read(certFile)
  return certificateOf(certPem, keyFile === null ? null : read(keyFile), keyFile ?? certFile)
}

function certificateOf(certPem: string, keyPem: string | null, file: string): Certificate {
  const certificate = understand(() => new X509Certificate(certPem), file)
  const key = keyPem === null ? null : understand(() => createPrivateKey(keyPem), file)
  if (key && !certificate.checkPrivateKey(key)) throw new AppError('key-unavailable', { file, problem: 'mismatch' })
  return { id: idOf(certificate.publicKey), certPem, keyPem }
}

/** What a client pins. */
export function idOf(key: KeyObject): string {
  return base32(
    createHash('sha256')
      .update(key.export({ type: 'spki', format: 'der' }))
      .digest(),
  )
}

function understand<T>(parse: () => T, file: string): T {
  try {
    return parse()
  } catch (error) {
    throw new AppError('key-unavailable', { file, problem: 'unreadable' }, { cause: error })
  }
}

function read(file: string): string {
  const content = readIfThere(file)
  if (content === null) throw new AppError('key-unavailable', { file, problem: 'missing' })
  return content
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new AppError('key-unavailable', { file, problem: 'unreadable' }, { cause: error })
  }
}
