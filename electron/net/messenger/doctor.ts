import { AppError } from '../../../shared/errors.ts'
import { type Address, distinctAddresses } from '../../../shared/model/address.ts'
import type { Conversation } from '../../../shared/model/conversation.ts'
import type { DoctorOptions, DoctorRun, DoctorTarget } from '../../../shared/model/doctor.ts'
import type { PersonId } from '../../../shared/model/person.ts'
import { doctorLimits } from '../diagnostics/doctor/constants.ts'
import { type DoctorHelpers, type DoctorHooks, type DoctorSession, startDoctor } from '../diagnostics/doctor/index.ts'
import type { RunHandle } from '../diagnostics/measure/recorder.ts'
import type { Conversations } from './conversations.ts'
import type { Core } from './core.ts'
import type { People } from './people/index.ts'
import type { Switchboard } from './switchboard.ts'

export interface DoctorDeps {
  readonly core: Core
  readonly conversations: Conversations
  readonly switchboard: Switchboard
  readonly people: People
  /** Where I listen; null: nowhere. */
  readonly listener: () => Address | null
}

/** Looks why someone can't be reached, with the help of whoever still can be. */
export async function examine(deps: DoctorDeps, target: DoctorTarget, loadPort: number | null, hooks: DoctorHooks): Promise<RunHandle<DoctorRun>> {
  return startDoctor({ ...(await whom(deps, target)), loadPort }, helpersOf(deps), hooks)
}

async function whom({ core, conversations, people }: DoctorDeps, target: DoctorTarget): Promise<Omit<DoctorOptions, 'loadPort'>> {
  const of = (conversation: Conversation) => patient(core, conversation.personId, conversation.title, conversation.address ? [conversation.address] : [])
  if (target.type === 'conversation') return of(conversations.get(target.conversationId))
  if (target.type === 'name') {
    const found = await people.resolver.find(target.name)
    return 'trust' in found ? of(found) : patient(core, found.id, target.name, found.addresses)
  }
  const { host, port } = target
  const there = conversations.atAddress({ host, port })
  return { name: there?.personId ? there.title : host, addresses: [{ host, port }], personId: there?.personId ?? null }
}

function patient(core: Core, personId: PersonId | null, name: string, known: readonly Address[]): Omit<DoctorOptions, 'loadPort'> {
  const addresses = places(core, personId, known).slice(0, doctorLimits.addresses)
  if (addresses.length === 0) throw new AppError('unknown-name', { name })
  return { name, addresses, personId }
}

/** Everywhere that they are said to be, best first. */
function places(core: Core, personId: PersonId | null, known: readonly Address[]): readonly Address[] {
  const { near, far } = personId === null ? { near: [], far: [] } : core.whereabouts(personId)
  return distinctAddresses([...near, ...known, ...far])
}

function helpersOf(deps: DoctorDeps): DoctorHelpers {
  const { core, conversations, people, listener } = deps
  return {
    listener,
    listens: true,
    identity: core.identity,
    // Those that are heard, and, where nobody is heard, those that one knows from here.
    neighbours: () => [
      ...people
        .nearby()
        .filter(({ online, sources }) => online && sources.some((source) => source !== 'directory'))
        .map(({ id, addresses }) => ({ personId: id, addresses })),
      ...conversations.all().flatMap(({ personId, address }) => (personId && address ? [{ personId, addresses: places(core, personId, [address]) }] : [])),
    ],
    session: (who, wait, signal) => sessionWith(deps, who, wait, signal),
    directories: () => people.helpers(),
  }
}

async function sessionWith({ core, conversations, switchboard }: DoctorDeps, who: PersonId, wait: boolean, signal: AbortSignal): Promise<DoctorSession | null> {
  const conversation = conversations.ofPerson(who)
  if (!conversation || conversation.blocked) return null
  const link = switchboard.person(conversation.id)
  if (!link.session && wait) await opened(core, () => link.reconnect(), conversation.id, signal)
  const { session } = link
  if (!session) return null
  const { outbound, remote, local, hello } = session
  return { inbound: !outbound, remote, local, listensOn: hello.port, ping: () => session.ping(), check: (check) => session.check(check) }
}

/** Fulfils when that conversation is connected, or the signal aborts. */
function opened(core: Core, dial: () => void, conversationId: string, signal: AbortSignal): Promise<void> {
  return new Promise((fulfil) => {
    const settle = () => {
      unsubscribe()
      signal.removeEventListener('abort', settle)
      fulfil()
    }
    const unsubscribe = core.events.subscribe(({ event }) => {
      if (event.type === 'link' && event.link.conversationId === conversationId && event.link.state === 'open') settle()
    })
    signal.addEventListener('abort', settle, { once: true })
    if (signal.aborted) settle()
    else dial()
  })
}
