import { AppError } from '../../../../../shared/errors.ts'
import { type Address, formatAddress } from '../../../../../shared/model/address.ts'
import type { DirectoryStatus, FoundPage, FoundPerson } from '../../../../../shared/model/directory.ts'
import type { PersonId } from '../../../../../shared/model/person.ts'
import { pageDefault, pageMax } from '../constants.ts'
import { isDirectoryName, normaliseName } from '../names.ts'
import { Client } from './client.ts'
import { directoriesMax, graceMs } from './constants.ts'
import { better, byIdentity, mergePages } from './merge.ts'
import { type KeptRecords, openRecords } from './records.ts'
import type { Directories, DirectoriesOptions, DirectoryClient, DirectoryEntry, FindQuery, SearchOptions } from './types.ts'

interface Joined {
  readonly entry: DirectoryEntry
  readonly client: Client
  /** What it said last of those watched. */
  readonly said: Map<PersonId, FoundPerson>
}

export class ManyDirectories implements Directories {
  readonly #options: DirectoriesOptions
  readonly #records: KeptRecords
  readonly #joined = new Map<string, Joined>()
  #started = false

  constructor(options: DirectoriesOptions) {
    const { clock, logger, records } = options
    this.#options = options
    this.#records = records ?? openRecords({ file: null, clock, logger })
    this.set(options.directories)
  }

  start(): void {
    this.#started = true
    for (const { client } of this.#all()) client.start()
  }

  async stop(): Promise<void> {
    this.#started = false
    await Promise.all(this.#all().map(({ client }) => client.stop()))
    await this.#records.close()
  }

  set(directories: readonly DirectoryEntry[]): void {
    const wanted = new Map(directories.slice(0, directoriesMax).map((entry) => [formatAddress(entry.address), entry]))
    for (const [name, { client, entry }] of this.#joined) {
      const again = wanted.get(name)
      if (again && (again.plain ?? false) === (entry.plain ?? false)) continue
      this.#joined.delete(name)
      client.stop().catch((error: unknown) => this.#options.logger.error('directory not left', { error }))
    }
    for (const [name, entry] of wanted) if (!this.#joined.has(name)) this.#join(name, entry)
  }

  refresh(): void {
    const watched = new Set(this.#options.watched())
    for (const { client, said } of this.#all()) {
      for (const id of said.keys()) if (!watched.has(id)) said.delete(id)
      client.refresh()
    }
  }

  wake(): void {
    for (const { client } of this.#all()) client.wake()
  }

  statuses(): readonly DirectoryStatus[] {
    return this.#all().map(({ client }) => client.status())
  }

  client(address: Address): DirectoryClient | null {
    return this.#joined.get(formatAddress(address))?.client ?? null
  }

  async lookup(query: FindQuery): Promise<readonly FoundPerson[]> {
    // Nobody can be called so in a directory: that is an answer.
    if (typeof query === 'string' && !isDirectoryName(normaliseName(query))) return []
    const isFinal = (found: FoundPerson | null) => typeof query !== 'string' && found?.state === 'online'
    const answers = await this.#each(
      (client) => client.find(query),
      (client) => client.recall(query),
      isFinal,
    )
    return byIdentity(answers.flatMap((found) => found ?? [])).map((found) => this.#newest(found))
  }

  async find(query: FindQuery): Promise<FoundPerson | null> {
    const [first, ...others] = await this.lookup(query)
    if (others.length > 0 && typeof query === 'string') throw new AppError('ambiguous-name', { name: query, count: others.length + 1 })
    return first ?? null
  }

  async search(prefix: string, options: SearchOptions = {}): Promise<FoundPage> {
    const pages = await this.#each(
      (client) => client.search(prefix, options),
      () => null,
      () => false,
    )
    const limit = Math.max(1, Math.min(pageMax, Math.floor(options.limit ?? pageDefault)))
    return mergePages(
      pages.flatMap((page) => page ?? []),
      limit,
    )
  }

  #all(): readonly Joined[] {
    return [...this.#joined.values()]
  }

  #join(name: string, entry: DirectoryEntry): void {
    const said = new Map<PersonId, FoundPerson>()
    const { identity, clock, logger, dial, name: called, addresses, watched, random, onPinned } = this.#options
    const client = new Client({
      identity,
      clock,
      logger,
      dial,
      name: called,
      addresses,
      watched,
      ...(random ? { random } : {}),
      ...entry,
      records: this.#records,
      onPinned: (id) => onPinned(entry.address, id),
      // Of one that has just left the list nothing is told any more.
      onChange: () => this.#joined.get(name)?.said === said && this.#options.onChange(),
      onPerson: (found) => {
        said.set(found.id, found)
        this.#tell(found.id, found)
      },
    })
    this.#joined.set(name, { entry, client, said })
    if (this.#started) client.start()
    if (this.#started) this.#options.onChange()
  }

  /** Together: online when one says so. */
  #tell(id: PersonId, latest: FoundPerson): void {
    const all = this.#all().flatMap(({ said }) => said.get(id) ?? [])
    this.#options.onPerson(this.#newest(all.length === 0 ? latest : all.reduce(better)))
  }

  /** Whichever directory knows best whether they are there: the newest record tells where. */
  #newest(found: FoundPerson): FoundPerson {
    const newest = this.#records.newest(found.id)
    return newest ? { ...found, addresses: newest.addresses, expired: newest.exp * 1_000 <= this.#options.clock.now() } : found
  }

  /**
   * Asks all at once. After the first answer the others have a moment; a slow one is then spoken for by what was kept of it.
   * Rejects when none could tell; what says most first.
   */
  async #each<T>(ask: (client: Client) => Promise<T>, recall: (client: Client) => T, isFinal: (answer: T) => boolean): Promise<readonly T[]> {
    const all = this.#all()
    const answers = new Map<Client, T>()
    const errors: AppError[] = []
    await new Promise<void>((fulfil) => {
      let cancel = () => {}
      let grace = false
      const done = () => {
        cancel()
        fulfil()
      }
      if (all.length === 0) return done()
      for (const { client } of all)
        ask(client)
          .then((answer) => {
            answers.set(client, answer)
            if (isFinal(answer)) return done()
            if (!grace) cancel = this.#options.clock.after(graceMs, done)
            grace = true
          })
          .catch((error: AppError) => void errors.push(error))
          .finally(() => answers.size + errors.length === all.length && done())
    })
    const told = all.map(({ client }) => answers.get(client) ?? recall(client))
    if (answers.size === 0) throw errors.sort((a, b) => saysMost(b) - saysMost(a))[0] ?? new AppError('directory-unavailable')
    return told
  }
}

const telling = ['no-answer', 'directory-unavailable', 'directory-busy', 'directory-lies', 'bad-argument']
const saysMost = ({ code }: AppError): number => telling.indexOf(code)
