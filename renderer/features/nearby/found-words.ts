import { formatAddress } from '../../../shared/model/address.ts'
import type { NearbyPerson, Source } from '../../../shared/model/nearby.ts'
import type { Words } from '../../i18n/words.ts'

/** How someone was noticed, and in which directory. `t`: of the conversations' words. */
export const foundWords = (t: Words['t'], { sources, directory }: Pick<NearbyPerson, 'sources' | 'directory'>): string =>
  t(`people:found.${foundOf(sources)}`, { host: directory ? formatAddress(directory) : '' })

function foundOf(sources: readonly Source[]): 'beacon' | 'mdns' | 'directory' | 'both' {
  const near = sources.includes('beacon') || sources.includes('mdns')
  if (near && sources.includes('directory')) return 'both'
  if (sources.includes('beacon')) return 'beacon'
  return near ? 'mdns' : 'directory'
}
