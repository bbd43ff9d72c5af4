import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { protocol } from 'electron'
import { scheme } from './origin.ts'

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const headers = {
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

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }])
}

/** Serves the renderer's folder and nothing outside it. */
export function serveApp(folder: string): void {
  protocol.handle(scheme, ({ url, method }) => answer(folder, url, method))
}

/** 403: outside the folder, or no GET. 404: not there. */
export async function answer(folder: string, url: string, method: string): Promise<Response> {
  const file = fileOf(folder, url)
  if (!file || method !== 'GET') return new Response(null, { status: 403, headers })
  const type = types[extname(file)]
  const content = type ? await readFile(file).catch(() => null) : null
  if (!type || !content) return new Response(null, { status: 404, headers })
  return new Response(content, { headers: { ...headers, 'content-type': type } })
}

/** null: outside the folder, by whatever encoding. */
export function fileOf(folder: string, url: string): string | null {
  try {
    const { host, pathname } = new URL(url)
    const path = decodeURIComponent(pathname)
    if (host !== 'bundle' || path.includes('\0') || path.includes('\\')) return null
    const file = normalize(join(folder, path === '/' ? 'index.html' : path))
    return file.startsWith(folder + sep) ? file : null
  } catch {
    return null
  }
}
