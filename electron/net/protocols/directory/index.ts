/**
 * Who is connected, under which pseudonym and at which addresses. See README.md.
 *
 *     const record = signRecord(identity, { name: 'alice', addresses, seq: Date.now(), now: Date.now() })
 *     const directory = await createDirectory({ port: 3100, store: 'sqlite:directory.db', data: folder })
 *     const { record, refusal } = readRecord(person.record, Date.now(), { expired: 'accept' })
 */

import type { Directory, DirectoryOptions } from './create-directory.ts'

export { readMessage } from './messages.ts'
export { isDirectoryName, nameKey, nameLooks, normaliseName } from './names.ts'
export { signProof } from './proof.ts'
export { readRecord, signRecord } from './record.ts'
export type * from './types.ts'
export { closeCodes, directoryErrorCodes } from './types.ts'
export type { Directory, DirectoryOptions }

/** Starts a directory. Its libraries are loaded now and not before. Throws `AppError` EADDRINUSE and its like, key-unavailable, bad-argument, store-failed, store-damaged. */
export async function createDirectory(options: DirectoryOptions): Promise<Directory> {
  return (await import('./create-directory.ts')).createDirectory(options)
}
