import { type PictureId, pictureIdPattern } from '../model/person.ts'

/** The app's own protocol serves kept pictures under this address, by their hash and nothing else. */
const start = 'app://bundle/pictures/'

export const pictureUrl = (id: PictureId): string => start + id

/** null: not the address of a picture. */
export function pictureIdOf(url: string): PictureId | null {
  const id = url.startsWith(start) ? url.slice(start.length) : ''
  return pictureIdPattern.test(id) ? id : null
}
