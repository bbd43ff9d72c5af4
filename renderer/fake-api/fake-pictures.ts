import type { PictureId } from '../../shared/model/person.ts'
import { createRandom } from './random.ts'

const urls = new Map<PictureId, string>()

/** Where the page finds a fake picture. */
export const fakePictureUrl = (id: PictureId): string => urls.get(id) ?? `data:,${id}`

function keep(url: string): PictureId {
  const random = createRandom([...url].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 7))
  const id = Array.from({ length: 64 }, () => random.int(16).toString(16)).join('')
  urls.set(id, url)
  return id
}

export const fakePicture = (bytes: Uint8Array): PictureId => keep(`data:image/webp;base64,${btoa(String.fromCharCode(...bytes))}`)

/** Somebody's hills under somebody's sun. */
export function fakeLandscape(seed: number): PictureId {
  const random = createRandom(seed)
  const hue = random.int(360)
  const hill = (y: number, light: number) =>
    `<path d="M0 ${y + random.int(20)}Q${30 + random.int(30)} ${y - 40 + random.int(30)} ${64 + random.int(20)} ${y}T128 ${y - 14 + random.int(24)}V128H0z" fill="hsl(${(hue + 40) % 360} 30% ${light}%)"/>`
  return keep(
    `data:image/svg+xml,${encodeURIComponent(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 128"><rect width="128" height="128" fill="hsl(${hue} 55% 78%)"/><circle cx="${30 + random.int(70)}" cy="${26 + random.int(24)}" r="15" fill="hsl(44 90% 90%)"/>${hill(76, 58)}${hill(94, 44)}${hill(114, 32)}</svg>`,
    )}`,
  )
}
