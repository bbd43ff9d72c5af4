import type { NetworkStatus } from '../../../shared/model/nearby.ts'
import type { Words } from '../../i18n/words.ts'
import { placesOf } from './why-nobody.ts'

/** "Looked in: your conversations, this network. Could not be asked: the directory …". `t`: of the people words. */
export function placesWords({ t, locale }: Words, status: NetworkStatus): string {
  const { network, asked, away } = placesOf(status)
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  const directory = (host: string) => t('place.directory', { host })
  const looked = [t('place.contacts'), ...(network ? [t('place.network')] : []), ...asked.map(directory)]
  const notLooked = [...(network ? [] : [t('discoveryOffPlace')]), ...away.map(directory)]
  const sentences = [t('looked', { places: list.format(looked) })]
  if (notLooked.length > 0) sentences.push(t('notLooked', { places: list.format(notLooked) }))
  return sentences.join(' ')
}
