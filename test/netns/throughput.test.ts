import { beforeAll, expect, it } from 'vitest'
import { buildCli, palabreUnder } from '../cli/palabre.ts'
import { describeInNamespaces, eachLab, type Host } from '../helpers/netns.ts'

const lab = eachLab()

/** 10 Mbit/s, and a buffer of 200 ms that fills up. */
const shape = (host: Host) => host.sh('tc qdisc add dev eth0 root tbf rate 10mbit burst 16kb latency 200ms')

describeInNamespaces('a line with a deep buffer', () => {
  beforeAll(buildCli, 60_000)

  async function served(): Promise<readonly [Host, Host]> {
    const [alice, bob] = lab.lan(['alice', 'bob'], { v6: false }).hosts
    if (!alice || !bob) throw new Error('two hosts were asked for')
    for (const host of [alice, bob]) shape(host)
    const server = palabreUnder(bob.prefix, 'throughput', 'serve', '--host', '0.0.0.0', '--json')
    await server.event((e) => e['event'] === 'listening')
    return [alice, bob]
  }

  it('is as fast as it is, and slow to answer while it is busy', async () => {
    const [alice, bob] = await served()
    const test = palabreUnder(alice.prefix, 'throughput', 'test', bob.v4[0] ?? '', '--seconds', '6', '--json')
    expect((await test.ended).code).toBe(0)
    const summary = test.events().find((e) => e['event'] === 'summary') as unknown as {
      idle: { p50: number }
      up: Record<string, number>
      down: Record<string, number>
    }
    expect(summary.idle.p50).toBeLessThan(20)
    for (const way of [summary.up, summary.down]) {
      expect(way['mbps']).toBeGreaterThan(8)
      expect(way['mbps']).toBeLessThan(10.5)
      expect(way['increaseMs']).toBeGreaterThan(5)
      expect(way['bufferDelayPercent']).toBeGreaterThan(50)
    }
  })

  it('is what the doctor finds, when it may fill the line', async () => {
    const [alice, bob] = await served()
    const chat = palabreUnder(bob.prefix, 'chat', '--name', 'bob', '--quiet', '--data', lab.folder, '--json')
    await chat.event((e) => e['event'] === 'listening')
    bob.sh('tc qdisc replace dev eth0 root tbf rate 3mbit burst 16kb latency 900ms')
    alice.sh('tc qdisc replace dev eth0 root tbf rate 3mbit burst 16kb latency 900ms')
    const doctor = palabreUnder(alice.prefix, 'doctor', bob.v4[0] ?? '', '3000', '--load', '8090', '--json')
    await doctor.ended
    const verdict = doctor.events().find((e) => e['event'] === 'verdict')
    expect(verdict).toMatchObject({ code: 'busy-line' })
  })
})
