import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { buildCli, type Cli, palabreUnder } from '../cli/palabre.ts'
import { describeInNamespaces, eachLab, type Host } from '../helpers/netns.ts'

type Event = Record<string, unknown>

const lab = eachLab()

async function started(host: Host, ...more: readonly string[]): Promise<Cli> {
  const cli = palabreUnder(host.prefix, 'chat', '--name', host.name, '--port', '3000', '--data', join(lab.folder, host.name), '--json', ...more)
  await cli.event((e) => e['event'] === 'listening')
  return cli
}

const around = (name: string) => (e: Event) => e['event'] === 'around' && String(e['names']).split(', ').includes(name)
const said = (text: string) => (e: Event) => e['event'] === 'message' && e['mine'] === false && e['text'] === text
const delivered = (text: string) => (e: Event) => e['mine'] === true && e['text'] === text && e['state'] === 'delivered'

function hosts(count: number): readonly [Host, ...Host[]] {
  const [first, ...others] = lab.lan(['alice', 'bob', 'carol'].slice(0, count)).hosts
  if (!first) throw new Error('no host')
  return [first, ...others]
}

describeInNamespaces('people on one network, without any directory', () => {
  beforeAll(buildCli, 60_000)

  it('who have never met are found by pseudonym, talk encrypted, and /who lists them', async () => {
    const [alice, bob, carol] = hosts(3)
    const [a, b] = await Promise.all([started(alice), started(bob as Host), started(carol as Host)])
    await Promise.all([a.event(around('bob')), a.event(around('carol'))])
    a.type('/msg bob salut')
    expect(await a.event((e) => e['event'] === 'current')).toMatchObject({ kind: 'secure', title: 'bob', foundBy: 'nearby' })
    await b.event(said('salut'))
    await a.event(delivered('salut'))
    a.type('/who')
    expect(await a.event((e) => e['event'] === 'who' && e['title'] === 'bob')).toMatchObject({
      state: 'open',
      sources: expect.stringMatching(/beacon|mdns/),
      directory: null,
    })
    expect(await a.event((e) => e['event'] === 'nearby')).toMatchObject({ name: 'carol', online: true })
  })

  it('who move to another address are followed by what waits for them', async () => {
    const [alice, bob] = hosts(2)
    const moved = bob as Host
    const [a, b] = await Promise.all([started(alice), started(moved)])
    await a.event(around('bob'))
    a.type('/msg bob one')
    await a.event(delivered('one'))
    b.type('/quit')
    await b.ended
    a.type('two')
    moved.ip('addr', 'flush', 'dev', 'eth0')
    moved.ip('addr', 'add', '10.77.1.99/24', 'brd', '+', 'dev', 'eth0')
    const again = await started(moved)
    await again.event(said('two'))
    await a.event(delivered('two'))
  })

  it('who keep quiet are not seen', async () => {
    const [alice, bob, carol] = hosts(3)
    const [a] = await Promise.all([started(alice), started(bob as Host, '--quiet'), started(carol as Host)])
    await a.event(around('carol'))
    expect(a.events().some(around('bob'))).toBe(false)
  })
})
