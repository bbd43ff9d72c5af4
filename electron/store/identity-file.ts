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
  if (content !== null) return unseal(content, vault)
  const { keyPem, certPem } = await create()
  const secrets = { keyPem, certPem, dbKey: randomBytes(32).toString('hex') }
  const sealed = Buffer.from(vault.seal(Buffer.from(JSON.stringify(secrets)))).toString('base64')
  writeAtomic(file, `${JSON.stringify({ version: 1, protection: vault.protection, sealed })}\n`)
  chmodSync(file, 0o600)
  return { keyPem, certPem, dbKey: Buffer.from(secrets.dbKey, 'hex') }
}

function unseal(content: string, vault: Vault): Secrets {
  const kept = parse(content)
  if (kept.protection === 'keychain' && vault.protection === 'file') throw new AppError('key-unavailable', { cause: 'sealed by the key store of the system' })
  try {
    const bytes = kept.protection === 'file' ? Buffer.from(kept.sealed, 'base64') : vault.open(Buffer.from(kept.sealed, 'base64'))
    const { keyPem, certPem, dbKey } = secretsSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
    return { keyPem, certPem, dbKey: Buffer.from(dbKey, 'hex') }
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
