/**
 * Finds people through directories, and is found there. See ../README.md, "The client".
 *
 *     const records = openRecords({ file: join(folder, 'directory-records.jsonl'), clock, logger })
 *     const directories = createDirectories({ identity, clock, logger, dial, name, addresses, watched, directories: [{ address, pinned: null }], … })
 *     directories.start()
 *     const alice = await directories.find('alice')
 */

import { Client } from './client.ts'
import { ManyDirectories } from './directories.ts'
import type { Directories, DirectoriesOptions, DirectoryClient, DirectoryClientOptions } from './types.ts'

export { type KeptRecords, openRecords } from './records.ts'
export type * from './types.ts'

export function createDirectoryClient(options: DirectoryClientOptions): DirectoryClient {
  return new Client(options)
}

/** At most 8; those beyond are left out. */
export function createDirectories(options: DirectoriesOptions): Directories {
  return new ManyDirectories(options)
}
