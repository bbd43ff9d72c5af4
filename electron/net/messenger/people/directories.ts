import { AppError } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { DirectoryStatus } from '../../../../shared/model/nearby.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import type { DirectoryPerson } from './merge.ts'

/** The directories of the settings, as one. Everything they say was checked against the key of whom it is about. */
export interface Directories {
  /** Follows settings, name, addresses and contacts. */
  follow(): void
  wake(): void
  stop(): Promise<void>
  statuses(): readonly DirectoryStatus[]
  /** Whom one watches or looked for. */
  people(): readonly DirectoryPerson[]
  addressesOf(id: PersonId): readonly Address[]
  /** Everyone who has this pseudonym somewhere: several when directories disagree. */
  find(name: string): Promise<readonly DirectoryPerson[]>
  search(prefix: string): Promise<readonly DirectoryPerson[]>
  /** Throws `AppError` bad-argument when there is nothing to decide. */
  decideKey(address: Address, decision: 'accept' | 'refuse'): void
}

/** Nobody to ask. */
export const noDirectories: Directories = {
  follow() {},
  wake() {},
  stop: async () => {},
  statuses: () => [],
  people: () => [],
  addressesOf: () => [],
  find: async () => [],
  search: async () => [],
  decideKey() {
    throw new AppError('bad-argument', { field: 'address' })
  },
}
