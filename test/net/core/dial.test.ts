import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { dial, dialWith, type Resolve } from '../../../electron/net/core/dial.ts'
import { interleave } from '../../../electron/net/core/happy-eyeballs.ts'
import type { Attempt } from '../../../shared/model/address.ts'
import { freePort } from '../../helpers/free-port.ts'
import { checkLeaks } from '../../helpers/leak-check.ts'
import { student } from '../line-chat/partner.ts'

checkLeaks()

const open: (Server | Socket)[] = []
afterEach(() => {
  for (const each of open.splice(0)) {
    if ('listen' in each) each.close()
    else each.destroy()
  }
})

async function server(host = '127.0.0.1'): Promise<number> {
  const listening = createServer((socket) => socket.on('error', () => {}).resume()).listen(0, host)
  open.push(listening)
  await once(listening, 'listening')
  return (listening.address() as AddressInfo).port
}

const answers =
  (...hosts: string[]): Resolve =>
  async () =>
    hosts.map((host) => ({ host, family: host.includes(':') ? 6 : 4 }))
describe('dialling', () => {
  it('connects, and shows the attempt as it starts and ends', async () => {
    const seen: (readonly Attempt[])[] = []
    const port = await server()
    const socket = await dial({ host: '127.0.0.1', port }, { onAttempts: (a) => seen.push(a) })
    open.push(socket)
    expect(seen.map((a) => a.map((each) => each.result))).toEqual([['pending'], ['connected']])
    expect(seen[1]?.[0]).toMatchObject({ host: '127.0.0.1', port, family: 4, ms: expect.any(Number) })
    expect(socket.allowHalfOpen).toBe(true)
  })

  it('takes brackets off an IPv6 address', async () => {
    const port = await server('::1')
    open.push(await dial({ host: '[::1]', port }))
  })

  it('says that nobody listens', async () => {
    const port = await freePort()
    await expect(dial({ host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'ECONNREFUSED', details: { host: '127.0.0.1', port } })
  })

  it.each([0, -1, 65536, 1.5, Number.NaN])('refuses port %s before any packet', async (port) => {
    await expect(dial({ host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'bad-port' })
  })

  it('says that a name does not exist, or that the name server did not answer', async () => {
    const error = await dial({ host: 'no-such-host.invalid', port: 3000 }).catch((e) => e)
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(error.code)
    await expect(dialWith(() => new Promise(() => {}), { host: 'slow.example', port: 1 }, { timeoutMs: 20 })).rejects.toMatchObject({ code: 'EAI_AGAIN' })
  })

  it('goes on with the next address at once when one is refused', async () => {
    const port = await server('127.0.0.1')
    const seen: (readonly Attempt[])[] = []
    open.push(await dialWith(answers('::1', '127.0.0.1'), { host: 'both', port }, { onAttempts: (a) => seen.push(a) }))
    expect(seen.at(-1)?.map((a) => a.result)).toEqual(['ECONNREFUSED', 'connected'])
  })

  it('stops when told', async () => {
    const deaf = student('deaf.py')
    const port = Number(await deaf.firstLine())
    const stop = new AbortController()
    const dialling = dial({ host: '127.0.0.1', port }, { signal: stop.signal, onAttempts: () => setImmediate(() => stop.abort()) })
    await expect(dialling).rejects.toMatchObject({ code: 'ECONNABORTED' })
    await expect(dial({ host: '127.0.0.1', port }, { signal: stop.signal })).rejects.toMatchObject({ code: 'ECONNABORTED' })
    deaf.child.kill()
    await deaf.ended
  })

  it('stops while the name is being looked up', async () => {
    const stop = new AbortController()
    const dialling = dialWith(() => new Promise(() => {}), { host: 'slow.example', port: 1 }, { signal: stop.signal })
    stop.abort()
    await expect(dialling).rejects.toMatchObject({ code: 'ECONNABORTED' })
  })

  it('tells the attempt that says most, and cancels what is pending', async () => {
    const deaf = student('deaf.py')
    const port = Number(await deaf.firstLine())
    const seen: (readonly Attempt[])[] = []
    const dialling = dialWith(answers('127.0.0.1', '::1'), { host: 'mixed', port }, { timeoutMs: 400, onAttempts: (a) => seen.push(a) })
    await expect(dialling).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    expect(seen.at(-1)?.map((a) => a.result)).toEqual(['no-answer', 'ECONNREFUSED'])
    deaf.child.kill()
    await deaf.ended
  })

  it('lets the families take turns', () => {
    const hosts = interleave([
      { host: '::1', family: 6 },
      { host: '::2', family: 6 },
      { host: '1.1.1.1', family: 4 },
      { host: '::3', family: 6 },
    ]).map((a) => a.host)
    expect(hosts).toEqual(['::1', '1.1.1.1', '::2', '::3'])
  })
})
