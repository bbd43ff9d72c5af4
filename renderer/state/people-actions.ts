import { toErrorData } from '../../shared/errors.ts'
import type { Talk } from '../../shared/ipc/contract.ts'
import type { Address } from '../../shared/model/address.ts'
import type { Conversation } from '../../shared/model/conversation.ts'
import type { NearbyPerson } from '../../shared/model/nearby.ts'
import type { PersonId } from '../../shared/model/person.ts'
import { getApi } from '../api.ts'
import { useApp } from './app-store.ts'
import { keep } from './conversation-actions.ts'
import { toastError } from './toasts-store.ts'

/** Throws `AppError`: unknown-name, ambiguous-name. */
export async function talk(name: string): Promise<Talk> {
  const found = await getApi().call('people.talk', { name })
  keep(found.conversation)
  return found
}

/** Throws `AppError`: bad-address, bad-argument, own-address. */
export async function acceptInvitation(url: string): Promise<Conversation> {
  return keep(await getApi().call('people.invitation', { url }))
}

/** Throws `AppError`. */
export const searchPeople = (prefix: string): Promise<readonly NearbyPerson[]> => getApi().call('people.search', { prefix })

/** Everyone of whom there is a sign: those online in the directories are asked for; where none answers, those who are known of. */
export async function peopleAround(): Promise<readonly NearbyPerson[]> {
  const asked = await searchPeople('').catch(() => [])
  const ids = new Set(asked.map(({ id }) => id))
  return [...asked, ...useApp.getState().nearby.filter(({ id }) => !ids.has(id))]
}

/** The conversation with someone who was shown; null: it could not be, and that was said. */
export function openPerson(id: PersonId): Promise<Conversation | null> {
  return said(async () => keep(await getApi().call('people.open', { id })))
}

export const scan = (on: boolean): Promise<null> => said(() => getApi().call('discovery.scan', { on }))

export const decideDirectoryKey = (address: Address, decision: 'accept' | 'refuse'): Promise<null> =>
  said(() => getApi().call('directory.decideKey', { address, decision }))

async function said<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await call()
  } catch (thrown) {
    toastError(toErrorData(thrown))
    return null
  }
}
