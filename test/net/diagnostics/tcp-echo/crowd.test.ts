import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { checkLeaks } from '../../../helpers/leak-check.ts'
import { atEnd, RawClient, tcpServer } from '../harness.ts'

checkLeaks()

it.runIf(process.platform !== 'win32')(
  '10,000 connections, or as many as this system allows: they are held, and others notice nothing',
  { timeout: 60_000 },
  async () => {
    const server = await tcpServer({ maxClients: 20_000 })
    const crowd = resolve(import.meta.dirname, '../../../helpers/programs/crowd.mjs')
    // This process holds the other ends: what it may open, and some to spare, is the crowd.
    const child = spawn('sh', ['-c', `ulimit -n $(ulimit -H -n); exec "$0" "$@"`, process.execPath, crowd, String(server.address.port), '10000'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    atEnd(async () => {
      child.kill('SIGKILL')
      await once(child, 'close')
    })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const open = Number(line.toString())
    expect(open).toBeGreaterThan(100)
    const client = await RawClient.to(server.address.port)
    const began = performance.now()
    for (let i = 1; i <= 200; i++) {
      client.socket.write('still there?')
      await client.bytes(i * 12)
    }
    expect((performance.now() - began) / 200).toBeLessThan(50)
    expect(server.totals.open).toBeGreaterThanOrEqual(open)
  },
)
