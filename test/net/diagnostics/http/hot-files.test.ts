import { mkdtemp, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startHttpServer } from '../../../../electron/net/diagnostics/http/index.ts'

it('a file that was asked for before is never an old one, nor one that a link has replaced', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'palabre-hot-'))
  const file = join(folder, 'a.txt')
  await writeFile(file, 'first')
  const server = await startHttpServer({ host: '127.0.0.1', port: 0, folder })
  const url = `http://127.0.0.1:${server.address.port}/a.txt`
  const get = async (headers = {}) => (await fetch(url, { headers })).text()
  expect([await get(), await get(), await get({ range: 'bytes=1-2' })]).toEqual(['first', 'first', 'ir'])
  expect((await fetch(url, { method: 'HEAD' })).headers.get('content-length')).toBe('5')
  await writeFile(join(folder, 'b.txt'), 'other')
  await rename(join(folder, 'b.txt'), file)
  expect(await get()).toBe('other')
  await unlink(file)
  await symlink('/etc/hostname', file)
  expect((await fetch(url)).status).toBe(404)
  await server.stop()
  await rm(folder, { recursive: true })
})
