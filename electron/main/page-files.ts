import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { PictureId } from '../../shared/model/person.ts'
import type { Picture } from '../net/core/picture.ts'
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

export const headers = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
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

/** A file of the page. 403: outside the folder, or no GET. 404: not there. */
export async function answerPage(folder: string, url: string, method: string): Promise<Response> {
  const file = fileOf(folder, url)
  if (!file || method !== 'GET') return new Response(null, { status: 403, headers })
  const type = types[extname(file)]
  const content = type ? await readFile(file).catch(() => null) : null
  if (!type || !content) return new Response(null, { status: 404, headers })
  return new Response(content, { headers: { ...headers, 'content-type': type } })
}

/** A picture that is kept, by its hash; nothing of it is written to the browser's own cache. */
export async function answerPicture(find: (id: PictureId) => Promise<Picture | null>, id: PictureId, method: string): Promise<Response> {
  if (method !== 'GET') return new Response(null, { status: 403, headers })
  const picture = await find(id).catch(() => null)
  if (!picture) return new Response(null, { status: 404, headers })
  return new Response(Buffer.from(picture.bytes), { headers: { ...headers, 'content-type': picture.type, 'cache-control': 'no-store' } })
}
