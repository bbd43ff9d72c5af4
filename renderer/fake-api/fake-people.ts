import type { NearbyPerson } from '../../shared/model/nearby.ts'
import { createRandom, fakePersonId } from './random.ts'
import type { FakeTalk } from './world.ts'

/** The one directory that the people of the fake world are in. */
const fakeDirectoryAddress = { host: 'annuaire.campus.example', port: 3100 }

const second = 1_000
const hour = 3_600 * second

type Cast = Partial<NearbyPerson> & Pick<NearbyPerson, 'name' | 'sources'>

export interface FakePeople {
  /** What the window is told of. */
  readonly nearby: readonly NearbyPerson[]
  /** Whom only a search in a directory brings up. */
  readonly far: readonly NearbyPerson[]
}

/** Ten people around, by every way: known and unknown, without a name, gone; and those whom one has to look for. */
export function createPeople(talks: readonly FakeTalk[], seed: number, now: number): FakePeople {
  const random = createRandom(seed + 77)
  const person = (cast: Cast): NearbyPerson => {
    const known = talks.find((t) => t.conversation.title === cast.name)?.conversation
    const id = fakePersonId(random)
    const host = cast.sources[0] === 'directory' ? `10.4.${random.int(200)}.${2 + random.int(200)}` : `192.168.1.${20 + random.int(200)}`
    return {
      id: known?.personId ?? id,
      addresses: [known?.address ?? { host, port: 3000 }],
      online: true,
      directory: cast.sources.includes('directory') ? fakeDirectoryAddress : null,
      seenAt: now - random.int(40) * second,
      conversationId: known?.id ?? null,
      ...cast,
    }
  }
  const nearby = [
    person({ name: 'Awa Diallo', sources: ['beacon', 'mdns'] }),
    person({ name: 'Kofi Mensah', sources: ['beacon', 'mdns'] }),
    person({ name: null, sources: ['beacon'] }),
    person({ name: 'Élodie', sources: ['mdns'] }),
    person({ name: 'Ousmane', sources: ['beacon', 'directory'] }),
    person({ name: 'Grégoire', sources: ['beacon', 'directory'] }),
    person({ name: 'Nils', sources: ['directory'] }),
    person({ name: 'yuki', sources: ['directory'], seenAt: now - 20 * 60 * second }),
    person({ name: 'Théo Marchand', sources: ['directory'], online: false, seenAt: now - 5 * hour }),
    person({ name: 'bob-le-routeur', sources: ['directory'], online: false, seenAt: now - 50 * hour }),
  ]
  const far = [
    person({ name: 'amadou', sources: ['directory'] }),
    person({ name: 'amina', sources: ['directory'], online: false, seenAt: now - 26 * hour }),
    person({ name: 'anatole', sources: ['directory'] }),
    person({ name: 'zuzanna', sources: ['directory'] }),
  ]
  return { nearby, far }
}

export const isNear = ({ sources }: NearbyPerson): boolean => sources.some((source) => source !== 'directory')

/** What is left of them when this network is no longer listened to. */
export function withoutNetwork(nearby: readonly NearbyPerson[]): readonly NearbyPerson[] {
  return nearby.filter((p) => p.sources.includes('directory')).map((p) => ({ ...p, sources: ['directory'] as const }))
}
