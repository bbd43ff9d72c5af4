import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import type { PictureId } from '../../shared/model/person.ts'
import type { Picture } from '../net/core/picture.ts'
import type { Answer } from './answer.ts'
import { fileOf } from './file-of.ts'

/** No code, style or address but the app's own. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "media-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/** No opener policy: windows are refused, so nobody could be the opener, and with one Chromium starts a second process for the page, 25 to 70 ms. */
export const headers = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

/** What the build puts into the page's folder; anything else is not served. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

export const refuse = (status: number): Answer => ({ status, headers, body: null })

/** A file of the page. 403: outside the folder, or no GET. 404: not there. Read in one go: the page waits for it, and main for the page. */
export function answerPage(folder: string, url: string, method: string): Answer {
  const file = fileOf(folder, url)
  if (!file || method !== 'GET') return refuse(403)
  const type = types[extname(file)]
  const body = type ? read(file) : null
  if (!type || !body) return refuse(404)
  return { status: 200, headers: { ...headers, 'content-type': type }, body }
}

function read(file: string): Buffer | null {
  try {
    return readFileSync(file)
  } catch {
    return null
  }
}

/** A picture that is kept, by its hash; nothing of it is written to the browser's own cache. */
export async function answerPicture(find: (id: PictureId) => Promise<Picture | null>, id: PictureId, method: string): Promise<Answer> {
  if (method !== 'GET') return refuse(403)
  const picture = await find(id).catch(() => null)
  if (!picture) return refuse(404)
  return { status: 200, headers: { ...headers, 'content-type': picture.type, 'cache-control': 'no-store' }, body: Buffer.from(picture.bytes) }
}
