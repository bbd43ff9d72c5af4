import { AppError } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { DirectoryStatus, FoundPerson } from '../../../../shared/model/directory.ts'

/** The directories of the settings, as one. Everything they say was checked against the key of whom it is about. */
export interface MyDirectories {
  /** Follows settings, name, addresses and contacts. */
  follow(): void
  wake(): void
  stop(): Promise<void>
  statuses(): readonly DirectoryStatus[]
  /** Whom one watches or looked for. */
  people(): readonly FoundPerson[]
  /** Everyone who has this pseudonym somewhere: several when directories disagree. Nobody when none can tell. */
  lookup(name: string): Promise<readonly FoundPerson[]>
  search(prefix: string): Promise<readonly FoundPerson[]>
  /** Throws `AppError` bad-argument when there is nothing to decide. */
  decideKey(address: Address, decision: 'accept' | 'refuse'): void
}

/** Nobody to ask. */
export const noDirectories: MyDirectories = {
  follow() {},
  wake() {},
  stop: async () => {},
  statuses: () => [],
  people: () => [],
  lookup: async () => [],
  search: async () => [],
  decideKey() {
    throw new AppError('bad-argument', { field: 'address' })
  },
}
