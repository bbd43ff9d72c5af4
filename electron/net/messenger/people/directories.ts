import { join } from 'node:path'
import { AppError, toErrorData } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import { type Address, formatAddress, isSameAddress } from '../../../../shared/model/address.ts'
import type { DirectoryStatus, FoundPerson } from '../../../../shared/model/directory.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import type { DirectorySetting } from '../../../../shared/model/settings.ts'
import { normaliseHost } from '../../core/addresses.ts'
import type { Dial } from '../../core/types.ts'
import type { DoctorDirectory } from '../../diagnostics/doctor/index.ts'
import type { Directories } from '../../protocols/directory/client/types.ts'
import type { Conversations } from '../conversations.ts'
import type { Core } from '../core.ts'

/** People that directories told of and that are remembered while the app runs. */
const knownPeople = 5_000
/** What was heard of someone who is not watched says for so long whether they are there, ms. */
const freshMs = 60_000
/** Contacts whose coming and going directories are asked for. */
const mostWatched = 1_000

/** The directories of the settings, as one. Everything they say was checked against the key of whom it is about. */
export interface MyDirectories {
  /** Follows settings, name, addresses and contacts. */
  follow(): void
  wake(): void
  stop(): Promise<void>
  statuses(): readonly DirectoryStatus[]
  /** Whom one watches, and whom one looked for a moment ago: only of them it is known whether they are there. */
  people(): readonly FoundPerson[]
  /** The last that was heard of someone. */
  person(id: PersonId): FoundPerson | null
  /** Everyone who has this pseudonym somewhere: several when directories disagree. Nobody when none can tell. */
  lookup(name: string): Promise<readonly FoundPerson[]>
  search(prefix: string): Promise<readonly FoundPerson[]>
  /** Throws `AppError` bad-argument when there is nothing to decide. */
  decideKey(address: Address, decision: 'accept' | 'refuse'): void
  /** Those that answer now, as the doctor asks them. */
  helpers(): readonly DoctorDirectory[]
}

export interface MyDirectoriesDeps {
  readonly core: Core
  readonly conversations: Conversations
  /** The profile's: for the records that are kept for when no directory answers. */
  readonly folder: string
  /** Where I can be reached. */
  readonly addresses: () => readonly Address[]
  /** Keeps the key of a directory that was met for the first time. */
  readonly keep: (directories: readonly DirectorySetting[]) => void
  readonly onChange: () => void
}

/** The clients of the directories in the settings; nothing of them is loaded before there is one. */
export function createMyDirectories(deps: MyDirectoriesDeps): MyDirectories {
  const { core, onChange } = deps
  const known = new Map<PersonId, { readonly found: FoundPerson; readonly heardAt: number }>()
  /** My end of the last connection with each. */
  const ends = new Map<string, Address>()
  let clients: Promise<Directories> | null = null
  let running: Directories | null = null
  let watched: ReadonlySet<PersonId> = new Set()

  const remember = (found: FoundPerson) => {
    if (found.id === core.identity.id) return
    known.delete(found.id)
    known.set(found.id, { found, heardAt: core.clock.monotonic() })
    const [oldest] = known.keys()
    if (known.size > knownPeople && oldest !== undefined) known.delete(oldest)
  }
  let cancelAgeing = () => {}
  /** Told now, and once more when it is too old to be said. */
  const grow = () => {
    cancelAgeing()
    cancelAgeing = core.clock.after(freshMs, onChange)
    onChange()
  }
  /** Whoever was online and is not among all who are now. */
  const forgetLeavers = (online: readonly FoundPerson[]) => {
    const there = new Set(online.map(({ id }) => id))
    for (const [id, { found }] of known) if (found.state === 'online' && !watched.has(id) && !there.has(id)) known.delete(id)
  }
  const pin = (address: Address, id: string) => {
    const { directories } = core.settings()
    const isMet = directories.some((d) => isSameAddress(d, address) && d.id !== id)
    if (isMet) deps.keep(directories.map((d) => (isSameAddress(d, address) ? { ...d, id } : d)))
  }
  const contacts = () =>
    deps.conversations
      .all()
      .filter((c) => c.personId !== null && !c.blocked && !c.request)
      .slice(0, mostWatched)
      .map((c) => c.personId as PersonId)

  const start = async (): Promise<Directories> => {
    const { createDirectories, openRecords } = await import('../../protocols/directory/client/index.ts')
    const { identity, clock } = core
    const dial: Dial = async (address, options) => {
      const socket = await core.dial(address, options)
      if (ends.size >= limits.directories) ends.clear()
      ends.set(formatAddress(address), { host: normaliseHost(socket.localAddress ?? ''), port: socket.localPort ?? 0 })
      return socket
    }
    const logger = core.logger.child('directories')
    const made = createDirectories({
      identity,
      clock,
      dial,
      logger,
      directories: entries(),
      records: openRecords({ file: join(deps.folder, 'directory-records.jsonl'), clock, logger }),
      name: () => core.settings().name,
      addresses: deps.addresses,
      watched: () => [...watched],
      onPinned: pin,
      onChange,
      onPerson(found) {
        remember(found)
        onChange()
      },
    })
    made.start()
    running = made
    return made
  }
  const entries = () => core.settings().directories.map(({ host, port, id }) => ({ address: { host, port }, pinned: id }))

  core.events.subscribe(({ event }) => {
    if (event.type !== 'conversation' || !running) return
    const { personId, blocked, request } = event.conversation
    if (personId === null || watched.has(personId) === (!blocked && !request)) return
    watched = new Set(contacts())
    running.refresh()
  })

  /** What cannot be asked has no answer; why is in `statuses`. */
  const ask = async (question: (directories: Directories) => Promise<readonly FoundPerson[]>): Promise<readonly FoundPerson[]> => {
    if (!clients || core.settings().directories.length === 0) return []
    const found = await question(await clients)
    for (const person of found) remember(person)
    grow()
    return found.filter(({ id }) => id !== core.identity.id)
  }

  return {
    follow() {
      const { directories, name } = core.settings()
      if (!clients) {
        if (directories.length === 0 || name === '') return
        watched = new Set(contacts())
        clients = start()
        clients.then(onChange, (thrown) => core.logger.error('directories did not start', { error: toErrorData(thrown) }))
        return
      }
      running?.set(entries())
      running?.refresh()
      onChange()
    },
    wake: () => running?.wake(),
    async stop() {
      await (await clients?.catch(() => null))?.stop()
      running = null
      cancelAgeing()
    },
    statuses: () => running?.statuses() ?? [],
    people: () => {
      const since = core.clock.monotonic() - freshMs
      return [...known.values()].filter(({ found, heardAt }) => watched.has(found.id) || heardAt > since).map(({ found }) => found)
    },
    person: (id) => known.get(id)?.found ?? null,
    lookup: (name) => ask((directories) => directories.lookup(name)),
    search: (prefix) =>
      ask(async (directories) => {
        const { people, next } = await directories.search(prefix, { limit: 100, online: prefix === '' })
        if (prefix === '' && next === null) forgetLeavers(people)
        return people
      }).then((people) => people.slice(0, limits.nearby)),
    helpers: () =>
      (running?.statuses() ?? [])
        .filter(({ state }) => state === 'online')
        .flatMap(({ address }) => {
          const client = running?.client(address)
          if (!client) return []
          const local = ends.get(formatAddress(address)) ?? null
          return { address, local, observed: () => client.observed(), dialback: (port: number) => client.dialback(port) }
        }),
    decideKey(address, decision) {
      const client = running?.client(address)
      if (client?.status().state !== 'key-changed') throw new AppError('bad-argument', { field: 'address' })
      if (decision === 'accept') client.acceptKey()
      else client.refuseKey()
      onChange()
    },
  }
}
