import { join, normalize, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { net, protocol } from 'electron'
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

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }])
}

/** Serves the renderer's folder and nothing outside it. */
export function serveApp(folder: string): void {
  protocol.handle(scheme, async (request) => {
    const file = fileOf(folder, request.url)
    if (!file || request.method !== 'GET') return new Response(null, { status: 403 })
    const found = await net.fetch(pathToFileURL(file).href).catch(() => null)
    if (!found) return new Response(null, { status: 404 })
    const response = new Response(found.body, { status: found.status, headers: found.headers })
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
    return response
  })
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
