import { execFile } from 'node:child_process'
import { truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { testFolder } from '../helpers/folder.ts'
import { buildCli, palabre } from './palabre.ts'

const run = promisify(execFile)
const folder = testFolder()

beforeAll(buildCli, 60_000)

async function said(...args: string[]) {
  const cli = palabre(...args)
  cli.child.stdin.end()
  return cli.ended
}

describe('palabre bytes', () => {
  it('shows a text, for people and as JSON', async () => {
    const { code, out } = await said('bytes', 'Salut é')
    expect(code).toBe(0)
    expect(out).toContain('00000000  53 61 6c 75 74 20 c3 a9')
    expect(out).toContain('UTF-8: 7 characters')
    const json = palabre('bytes', '--hex', 'ff 48', '--json')
    expect(await json.event((e) => e['event'] === 'bytes')).toMatchObject({ length: 2, hex: 'ff48' })
    expect(await json.event((e) => e['event'] === 'utf8')).toMatchObject({ valid: false, bad: [{ offset: 0, reason: 'never' }] })
    expect((await json.ended).code).toBe(0)
  })

  it('reads a struct, compares, and reads standard input and files', async () => {
    const struct = await said('bytes', '--hex', '1f90005000000001', '--struct', '!HHI', '--json')
    expect(struct.out).toMatch(/"value":8080.*"value":80.*"value":1/)
    expect((await said('bytes', '--hex', '1f', '--struct', '!H')).code).toBe(1)
    const diff = await said('bytes', 'hello', '--with-text', 'Recu: hello')
    expect([diff.code, diff.out.includes('+ at 0: 52 65 63 75 3a 20')]).toEqual([1, true])
    const piped = palabre('bytes')
    piped.child.stdin.end('abc')
    expect((await piped.ended).out).toContain('61 62 63')
    await writeFile(join(folder, 'file'), 'abc')
    expect((await said('bytes', '--file', join(folder, 'file'))).out).toContain('|abc|')
    await truncate(join(folder, 'file'), 17 * 1024 * 1024)
    expect(await said('bytes', '--file', join(folder, 'file'))).toMatchObject({ code: 1, err: expect.stringContaining('too large') })
    expect((await said('bytes', '--file', join(folder, 'none'))).code).toBe(1)
  })

  it('says 1 for what can’t be read, 2 for what can’t be understood', async () => {
    expect(await said('bytes', '--hex', '4g')).toMatchObject({ code: 1, err: expect.stringContaining('no hex digit') })
    expect((await said('bytes', 'a', '--hex', '41')).code).toBe(2)
    expect((await said('bytes', '--nonsense')).code).toBe(2)
  })
})

describe('palabre http serve', () => {
  it('serves curl, tells each request, and sums up at Ctrl-C', async () => {
    const server = palabre('http', 'serve', '--port', '0', '--json')
    const listening = await server.event(() => true)
    expect(listening).toMatchObject({ event: 'listening', host: '127.0.0.1', port: expect.any(Number) })
    const url = `http://127.0.0.1:${listening['port']}`
    expect((await run('curl', ['-s', '-0', '-H', 'Host:', `${url}/api/time`])).stdout).toContain('"timestamp"')
    expect((await run('curl', ['-s', '-o', '/dev/null', '-w', '%{http_code}', '--path-as-is', `${url}/../x`])).stdout).toBe('404')
    expect(await server.event((e) => e['event'] === 'request' && e['status'] === 404)).toMatchObject({ method: 'GET', clientHost: '127.0.0.1' })
    server.child.kill('SIGINT')
    const { code } = await server.ended
    expect([code, server.events().at(-1)]).toMatchObject([0, { event: 'summary', requests: 2, status: { '2xx': 1, '4xx': 1 } }])
  })

  it('serves a folder to curl, resumed too', async () => {
    await writeFile(join(folder, 'part.txt'), '0123456789')
    const server = palabre('http', 'serve', '--port', '0', '--folder', folder, '--json')
    const { port } = await server.event((e) => e['event'] === 'listening')
    expect((await run('curl', ['-s', '-C', '4', `http://127.0.0.1:${port}/part.txt`])).stdout).toBe('456789')
    server.child.kill('SIGINT')
    expect((await server.ended).code).toBe(0)
  })

  it('says why it can’t: a taken port, no such folder; 2 for wrong usage', async () => {
    const server = palabre('http', 'serve', '--port', '0', '--json')
    const { port } = await server.event((e) => e['event'] === 'listening')
    expect(await said('http', 'serve', '--port', String(port))).toMatchObject({ code: 1, err: expect.stringMatching(/already taken[\s\S]*--port/) })
    server.child.kill('SIGINT')
    await server.ended
    expect((await said('http', 'serve', '--folder', join(folder, 'none'))).code).toBe(1)
    for (const port of ['65536', 'http', '-1']) expect((await said('http', 'serve', '--port', port)).code).toBe(2)
    expect((await said('http', 'dance')).code).toBe(2)
  })
})

describe('palabre http get', () => {
  it('asks our own server: phases, body, a series, and what failed', async () => {
    const server = palabre('http', 'serve', '--port', '0', '--json')
    const { port } = await server.event((e) => e['event'] === 'listening')
    const url = `http://127.0.0.1:${port}`
    const get = await said('http', 'get', `${url}/api/time`)
    expect([get.code, get.err]).toEqual([0, ''])
    expect(get.out).toMatch(/connect [\d.]+ ms {2}request sent .* waiting .* download .* total[\s\S]*HTTP\/1.1 200 OK[\s\S]*"timestamp"/)
    const series = await said('http', 'get', url, '--repeat', '30', '--json')
    expect(JSON.parse(series.out.trim().split('\n').at(-1) ?? '')).toMatchObject({
      event: 'summary',
      ok: true,
      runs: 30,
      reused: 29,
      phases: { waiting: { n: 30 } },
    })
    expect((await said('http', 'get', `${url}/echo`, '--data', 'hi', '--json')).out).toMatch(/"event":"body".*"text":"hi","hex":"6869"/)
    expect((await said('http', 'get', `${url}/status/503`)).code).toBe(1)
    server.child.kill('SIGINT')
    await server.ended
    const refused = await said('http', 'get', url, '--json')
    expect([refused.code, refused.out]).toEqual([1, expect.stringMatching(/"code":"ECONNREFUSED".*"symptom":"refused"/)])
    for (const bad of [['ftp://x'], ['http://x:65536'], ['http://x:0'], [], [url, '--header', 'nonsense'], [url, '--repeat', '0']])
      expect((await said('http', 'get', ...bad)).code).toBe(2)
  })
})
