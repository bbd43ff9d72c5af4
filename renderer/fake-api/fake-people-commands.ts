import { AppError } from '../../shared/errors.ts'
import { parseInvitation } from '../../shared/invitation.ts'
import type { Talk } from '../../shared/ipc/contract.ts'
import { type Address, isSameAddress } from '../../shared/model/address.ts'
import type { Conversation } from '../../shared/model/conversation.ts'
import { parseId } from '../../shared/model/id-text.ts'
import type { NearbyPerson } from '../../shared/model/nearby.ts'
import type { Settings } from '../../shared/model/settings.ts'
import type { FakeCommandDeps, FakeCommands } from './fake-commands.ts'
import { fakeConnecting, fakeDirectory, fakeDiscovery, fakeHosted } from './fake-network-status.ts'
import { createPeople, isNear, withoutNetwork } from './fake-people.ts'
import { fakeConversation } from './world.ts'

type PeopleCommands = Pick<FakeCommands, 'people.talk' | 'people.open' | 'people.search' | 'people.invitation' | 'discovery.scan' | 'directory.decideKey'>

export interface FakePeopleSide {
  readonly commands: PeopleCommands
  /** Discovery and directories as these settings ask for. */
  readonly follow: (before: Settings, settings: Settings) => void
}

const fold = (name: string) => name.normalize('NFKC').toLowerCase().trim()
const scanStep = 16
const scanMs = 150

/** The part of the fake core that finds people. `connect` dials. */
export function createFakePeople({ core, random, now, later, broken, seed }: FakeCommandDeps, connect: (id: string) => void): FakePeopleSide {
  const { far } = createPeople(core.state.talks, seed, now())

  const reach = (conversation: Conversation): Conversation => {
    const { state } = core.talk(conversation.id).link
    if (state !== 'open' && state !== 'connecting' && state !== 'key-changed') connect(conversation.id)
    return core.talk(conversation.id).conversation
  }

  const meet = (id: string, name: string | null, address: Address | null): Conversation => {
    const known = core.state.talks.find((t) => t.conversation.personId === id)
    if (known) return reach(known.conversation)
    const title = name ?? id.slice(0, 8)
    const times = { createdAt: now(), updatedAt: now(), lastSeenAt: null }
    const { conversation } = core.add(fakeConversation(random, now(), { title, personId: id, address, trust: 'new', ...times }))
    core.nearby(core.state.nearby.map((p) => (p.id === id ? { ...p, conversationId: conversation.id } : p)))
    return reach(conversation)
  }

  const open = ({ id, name, addresses }: NearbyPerson) => meet(id, name, addresses[0] ?? null)

  const one = <T>(name: string, found: readonly T[]): T | undefined => {
    if (found.length > 1) throw new AppError('ambiguous-name', { name, count: found.length })
    return found[0]
  }

  const talk = (name: string): Talk => {
    const called = (other: string | null) => other !== null && fold(other) === fold(name)
    const contact = one(
      name,
      core.state.talks.filter((t) => !t.conversation.blocked && called(t.conversation.title)),
    )
    if (contact) return { conversation: reach(contact.conversation), foundBy: 'contact', directory: null, asOf: null }
    const people = [...core.state.nearby, ...far].filter((p) => called(p.name))
    const near = one(name, people.filter(isNear))
    if (near) return { conversation: open(near), foundBy: 'nearby', directory: null, asOf: null }
    const away = one(name, asksDirectories() ? people.filter((p) => !isNear(p)) : [])
    if (!away) throw new AppError(called(core.state.settings.name) ? 'own-name' : 'unknown-name', { name })
    return { conversation: open(away), foundBy: 'directory', directory: away.directory, asOf: null }
  }

  const asksDirectories = () => core.state.network.directories.some((d) => d.state === 'online')

  const scan = (done: number): void => {
    const running = core.state.network.scan
    if (!running?.running) return
    const found = [
      { host: '192.168.1.42', port: 3000 },
      { host: '192.168.1.117', port: 3000 },
    ].filter(({ host }) => Number(host.split('.')[3]) <= done)
    const total = 254
    core.network({ scan: { running: done < total, done: Math.min(done, total), total, found } })
    if (done < total) later(scanMs, () => scan(done + scanStep))
  }

  return {
    commands: {
      'people.talk': ({ name }) => talk(name),
      'people.open': ({ id }) => {
        const found = [...core.state.nearby, ...far].find((p) => p.id === id)
        const known = core.state.talks.find((t) => t.conversation.personId === id)
        if (known) return reach(known.conversation)
        if (!found) throw new AppError('unknown-name', { name: id.slice(0, 8) })
        return open(found)
      },
      'people.search': ({ prefix }) => {
        const told = asksDirectories() ? far : []
        return [...core.state.nearby, ...told].filter((p) => (prefix === '' ? p.online : fold(p.name ?? '').startsWith(fold(prefix))))
      },
      'people.invitation': ({ url }) => {
        const invitation = parseInvitation(url)
        if (!invitation?.address && !invitation?.id) throw new AppError('bad-address', { host: url.slice(0, 64) })
        const { address, name } = invitation
        const id = invitation.id === null ? null : parseId(invitation.id)
        if (id === core.state.card.id) throw new AppError('own-address')
        if (id !== null) return meet(id, name, address)
        const { host, port } = address as Address
        const title = `${host}:${port}`
        return reach(core.add(fakeConversation(random, now(), { title, kind: 'plain', address, trust: 'new' })).conversation)
      },
      'discovery.scan': ({ on }) => {
        const before = core.state.network.scan
        core.network({ scan: on ? { running: true, done: 0, total: 254, found: [] } : before && { ...before, running: false } })
        if (on && !before?.running) later(scanMs, () => scan(scanStep))
        return null
      },
      'directory.decideKey': ({ address, decision }) => {
        const directories = core.state.network.directories.map((d) => {
          if (!isSameAddress(d.address, address)) return d
          if (d.offeredId === null) throw new AppError('bad-argument', { field: 'address' })
          if (decision === 'refuse') return { ...d, state: 'off' as const, offeredId: null }
          return { ...d, id: d.offeredId, offeredId: null, state: 'online' as const, error: null, claimed: core.state.settings.name }
        })
        core.network({ directories })
        return null
      },
    },
    follow: (before, settings) => {
      const { network, nearby } = core.state
      const directories = settings.directories.map((setting) => network.directories.find((d) => isSameAddress(d.address, setting)) ?? fakeConnecting(setting))
      core.network({ discovery: fakeDiscovery(settings, broken), hosted: fakeHosted(settings, broken), directories })
      if (before.discovery !== settings.discovery) core.nearby(settings.discovery ? createPeople(core.state.talks, seed, now()).nearby : withoutNetwork(nearby))
      const asked = directories.filter((d) => d.state === 'connecting')
      for (const { address } of asked) {
        later(900, () =>
          core.network({
            directories: core.state.network.directories.map((d) => (isSameAddress(d.address, address) ? fakeDirectory(address, settings, now()) : d)),
          }),
        )
      }
    },
  }
}
