import { AppError } from '../../../../../shared/errors.ts'
import { type Address, formatAddress } from '../../../../../shared/model/address.ts'
import type { FoundPerson } from '../../../../../shared/model/directory.ts'
import type { PersonId } from '../../../../../shared/model/person.ts'
import { nameKey } from '../names.ts'
import { readRecord } from '../record.ts'
import type { DirectoryPerson, SignedRecord } from '../types.ts'
import { clockSlackMs } from './constants.ts'
import type { KeptRecord, KeptRecords } from './records.ts'

/** Of whom an answer must be. */
export type Expected = { readonly id: PersonId } | { readonly key: string } | { readonly prefix: string }

interface JudgeOptions {
  readonly address: Address
  readonly records: KeptRecords
  /** By the directory's clock, ms since 1970. */
  readonly now: () => number
}

/** What one directory says of people, believed as far as they signed it. */
export class Judge {
  readonly #address: Address
  readonly #teller: string
  readonly #records: KeptRecords
  readonly #now: () => number

  constructor({ address, records, now }: JudgeOptions) {
    this.#address = address
    this.#teller = formatAddress(address)
    this.#records = records
    this.#now = now
  }

  /** Throws `AppError` directory-lies {host, port, problem}: forged, or of somebody else. What holds is kept. */
  person(person: DirectoryPerson, expected: Expected): FoundPerson {
    const record = this.#read(person)
    if (record.id !== person.id || nameKey(record.name) !== nameKey(person.name) || !isOf(record, expected)) throw this.#lie('somebody-else')
    const now = this.#now()
    const seenAt = Math.max(0, Math.min(person.seenAt, now))
    // Addresses of the newest record that was ever seen of this key: an old one that is played again leads nowhere.
    const newest = this.#records.keep(record, { directory: this.#teller, asOf: now, seenAt })
    // They may have another name elsewhere: asked for by name, this is the one that counts.
    const name = 'id' in expected ? newest.name : record.name
    return { ...this.#found(newest, now), name, state: person.state, seenAt, asOf: null }
  }

  /** Those of a page that hold; the others are left out. */
  people(people: readonly DirectoryPerson[], expected: Expected): { readonly people: readonly FoundPerson[]; readonly lie: AppError | null } {
    let lie: AppError | null = null
    const good = people.flatMap((person) => {
      try {
        return [this.person(person, expected)]
      } catch (error) {
        lie = error as AppError
        return []
      }
    })
    return { people: good, lie }
  }

  /** My own record as the directory has it; null: none, or it is not mine. */
  mine(person: DirectoryPerson | null, id: PersonId): SignedRecord | null {
    if (!person) return null
    const { record } = readRecord(person.record, Number.MAX_SAFE_INTEGER, { expired: 'accept' })
    return record?.id === id ? record : null
  }

  recall(query: { readonly id: PersonId } | { readonly key: string }): FoundPerson | null {
    const kept = 'id' in query ? this.#records.byId(query.id, this.#teller) : this.#records.byName(query.key, this.#teller)
    return kept && this.#remembered(kept)
  }

  recallPage(prefix: string, after: string, limit: number): readonly FoundPerson[] {
    return this.#records.search(prefix, after, limit, this.#teller).map((kept) => this.#remembered(kept))
  }

  #remembered({ record, asOf, seenAt }: KeptRecord): FoundPerson {
    return { ...this.#found(record, this.#now()), state: 'unknown', seenAt, asOf }
  }

  #found({ id, name, addresses, exp }: SignedRecord, now: number): Omit<FoundPerson, 'state' | 'seenAt' | 'asOf'> {
    return { id, name, addresses, expired: exp * 1_000 <= now, directory: this.#address }
  }

  /** Who only comes and goes has the record that was checked already. */
  #read({ id, record: text }: DirectoryPerson): SignedRecord {
    const newest = this.#records.newest(id)
    if (newest?.text === text) return newest
    const { record, refusal } = readRecord(text, this.#now() + clockSlackMs, { expired: 'accept' })
    if (!record) throw this.#lie(refusal)
    return record
  }

  #lie(problem: string): AppError {
    return new AppError('directory-lies', { ...this.#address, problem })
  }
}

function isOf(record: SignedRecord, expected: Expected): boolean {
  if ('id' in expected) return record.id === expected.id
  const key = nameKey(record.name)
  return 'key' in expected ? key === expected.key : key.startsWith(expected.prefix)
}
