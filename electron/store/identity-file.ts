import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import { readIfThere, writeAtomic } from './atomic-file.ts'
import type { Vault } from './vault.ts'

/** What makes a profile someone: the key pair, and the key of the history. */
export interface Secrets {
  readonly keyPem: string
  readonly certPem: string
  readonly dbKey: Uint8Array
  /** How they are kept now. */
  readonly protection: Vault['protection']
}

const fileSchema = z.object({ version: z.literal(1), protection: z.enum(['keychain', 'file']), sealed: z.string() })
const secretsSchema = z.object({ keyPem: z.string(), certPem: z.string(), dbKey: z.string().regex(/^[0-9a-f]{64}$/) })

/**
 * Reads `identity.json`, or makes it at the first start. One that is there but can't be read is never replaced: that would be
 * another identity and a lost history. Errors: `key-unavailable` {cause}.
 */
export async function loadSecrets(
  folder: string,
  vault: Vault,
  create: () => Promise<{ readonly keyPem: string; readonly certPem: string }>,
): Promise<Secrets> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'identity.json')
  const content = readIfThere(file)
  if (content !== null) return reseal(file, unseal(content, vault), vault)
  const { keyPem, certPem } = await create()
  const secrets = { keyPem, certPem, dbKey: randomBytes(32), protection: vault.protection }
  write(file, seal(secrets, vault), vault)
  return secrets
}

/** A key store that has come since takes over. Until it shows that it gives back what it took, the file stays as it is. */
function reseal(file: string, secrets: Secrets, vault: Vault): Secrets {
  if (secrets.protection === vault.protection) return secrets
  try {
    const sealed = seal(secrets, vault)
    if (!Buffer.from(vault.open(sealed)).equals(plain(secrets))) return secrets
    write(file, sealed, vault)
    return { ...secrets, protection: vault.protection }
  } catch {
    // A full disk, a key store that is locked: the next start tries again.
    return secrets
  }
}

const plain = ({ keyPem, certPem, dbKey }: Secrets): Buffer => Buffer.from(JSON.stringify({ keyPem, certPem, dbKey: Buffer.from(dbKey).toString('hex') }))
const seal = (secrets: Secrets, vault: Vault): Uint8Array => vault.seal(plain(secrets))

function write(file: string, sealed: Uint8Array, { protection }: Vault): void {
  writeAtomic(file, `${JSON.stringify({ version: 1, protection, sealed: Buffer.from(sealed).toString('base64') })}\n`)
  chmodSync(file, 0o600)
}

function unseal(content: string, vault: Vault): Secrets {
  const kept = parse(content)
  if (kept.protection === 'keychain' && vault.protection === 'file') throw new AppError('key-unavailable', { cause: 'sealed by the key store of the system' })
  try {
    const bytes = kept.protection === 'file' ? Buffer.from(kept.sealed, 'base64') : vault.open(Buffer.from(kept.sealed, 'base64'))
    const { keyPem, certPem, dbKey } = secretsSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
    return { keyPem, certPem, dbKey: Buffer.from(dbKey, 'hex'), protection: kept.protection }
  } catch (error) {
    throw new AppError('key-unavailable', { cause: 'the key store did not open it' }, { cause: error })
  }
}

function parse(content: string): z.infer<typeof fileSchema> {
  try {
    return fileSchema.parse(JSON.parse(content))
  } catch (error) {
    throw new AppError('key-unavailable', { cause: 'identity.json is damaged' }, { cause: error })
  }
}
