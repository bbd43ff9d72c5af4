import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { answerPage, answerPicture } from '../../../electron/main/page-files.ts'
import type { Picture } from '../../../electron/net/core/picture.ts'
import { pictureIdOf, pictureUrl } from '../../../shared/ipc/picture-url.ts'

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
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(response.headers['x-content-type-options']).toBe('nosniff')
    expect(response.headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    )
    expect(String(response.body)).toBe('<!doctype html>')
    expect((await answer('app://bundle/assets/main.js')).headers['content-type']).toBe('text/javascript; charset=utf-8')
  })

  it.each(['app://bundle/..%2fsecret.js', 'app://bundle/%2e%2e%2fsecret.js', 'app://bundle/..%5csecret.js', 'app://other/index.html'])(
    'gives nothing outside its folder: %s',
    async (url) => {
      const response = await answer(url)
      expect(response.status).toBe(403)
      expect(response.body).toBeNull()
    },
  )

  it.each(['app://bundle/gone.js', 'app://bundle/notes.txt', 'app://bundle/assets/', 'app://bundle/assets', 'app://bundle/../secret.js'])(
    'has no %s',
    async (url) => {
      expect((await answer(url)).status).toBe(404)
    },
  )

  it('starts no second process: with an opener policy Chromium swaps the one it began for the window', async () => {
    expect(Object.keys((await answer('app://bundle/')).headers)).not.toContain('cross-origin-opener-policy')
  })

  it('is only read', async () => {
    expect((await answer('app://bundle/', 'POST')).status).toBe(403)
  })
})

describe('a picture', () => {
  const id = 'ab'.repeat(32)
  const found = async (wanted: string): Promise<Picture | null> => (wanted === id ? { id, type: 'image/webp', bytes: Buffer.from('bytes') } : null)

  it('is served by its hash alone, under the same policy, and kept in no cache', async () => {
    expect(pictureIdOf(pictureUrl(id))).toBe(id)
    const response = await answerPicture(found, id, 'GET')
    expect([response.status, String(response.body)]).toEqual([200, 'bytes'])
    expect(response.headers).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    })
  })

  it.each([pictureUrl(id.toUpperCase()), pictureUrl(`${id}0`), pictureUrl(`../${id}`), pictureUrl(`${id}?x`), `app://other/pictures/${id}`])(
    'has no other address: %s',
    (url) => {
      expect(pictureIdOf(url)).toBeNull()
    },
  )

  it('that is not there, or not only read, is refused', async () => {
    expect((await answerPicture(found, 'cd'.repeat(32), 'GET')).status).toBe(404)
    expect((await answerPicture(() => Promise.reject(new Error('closed')), id, 'GET')).status).toBe(404)
    expect((await answerPicture(found, id, 'POST')).status).toBe(403)
  })
})
