import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { answerPage } from '../../../electron/main/page-files.ts'

const root = mkdtempSync(join(tmpdir(), 'palabre-page-'))
const folder = join(root, 'renderer')
mkdirSync(join(folder, 'assets'), { recursive: true })
writeFileSync(join(folder, 'index.html'), '<!doctype html>')
writeFileSync(join(folder, 'assets/main.js'), 'export {}')
writeFileSync(join(folder, 'notes.txt'), 'not a part of the page')
writeFileSync(join(root, 'secret.js'), 'secret')
afterAll(() => rmSync(root, { recursive: true }))

const answer = (url: string, method = 'GET') => answerPage(folder, url, method)

describe('the page', () => {
  it('is served with its type and the strict policy', async () => {
    const response = await answer('app://bundle/')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    )
    expect(await response.text()).toBe('<!doctype html>')
    expect((await answer('app://bundle/assets/main.js')).headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  })

  it.each(['app://bundle/..%2fsecret.js', 'app://bundle/%2e%2e%2fsecret.js', 'app://bundle/..%5csecret.js', 'app://other/index.html'])(
    'gives nothing outside its folder: %s',
    async (url) => {
      const response = await answer(url)
      expect(response.status).toBe(403)
      expect(await response.text()).toBe('')
    },
  )

  it.each(['app://bundle/gone.js', 'app://bundle/notes.txt', 'app://bundle/assets/', 'app://bundle/assets', 'app://bundle/../secret.js'])(
    'has no %s',
    async (url) => {
      expect((await answer(url)).status).toBe(404)
    },
  )

  it('is only read', async () => {
    expect((await answer('app://bundle/', 'POST')).status).toBe(403)
  })
})
