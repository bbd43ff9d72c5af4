import { resolve } from 'node:path'
import { AppError } from '../../../../../shared/errors.ts'
import type { Clock, Logger } from '../../../core/types.ts'
import { RedisStore } from './redis-store.ts'
import { SqliteStore } from './sqlite-store.ts'
import type { DirectoryStore } from './types.ts'

/** `sqlite:FILE`, `sqlite::memory:`, `redis://HOST:PORT/DB` or `rediss://…`. Throws `AppError` bad-argument, store-failed, store-damaged. */
export async function openDirectoryStore(where: string, needs: { readonly clock: Clock; readonly logger: Logger }): Promise<DirectoryStore> {
  if (/^rediss?:\/\//.test(where) && URL.canParse(where)) return RedisStore.open(where, needs)
  const file = where.startsWith('sqlite:') ? where.slice('sqlite:'.length) : ''
  if (file === '') throw new AppError('bad-argument', { argument: 'store' })
  return new SqliteStore(file === ':memory:' ? file : resolve(file), needs)
}
