import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { buildCli, type Cli, endAll, palabreUnder } from '../cli/palabre.ts'
import { describeInNamespaces, eachLab, type Host } from '../helpers/netns.ts'
import { noise } from '../net/files/harness.ts'

const lab = eachLab()

const start = (host: Host, ...args: readonly string[]): Cli => palabreUnder(host.prefix, ...args, '--json')
const chat = (host: Host) => start(host, 'chat', '--name', host.name, '--data', join(lab.folder, host.name))

type Line = Record<string, unknown>

/** Asks for the rooms until the answer to one question says so. */
async function rooms(cli: Cli, wanted: (lines: readonly Line[]) => boolean): Promise<readonly Line[]> {
  for (;;) {
    const before = cli.events().length
    cli.type('/rooms')
    cli.type('/nick me')
    await cli.event((e) => e['event'] === 'nick' && cli.events().indexOf(e) >= before)
    const lines = cli.events().slice(before)
    if (wanted(lines)) return lines
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
const isNear = (line: Line) => line['event'] === 'nearby-room'

describeInNamespaces('rooms nearby', () => {
  beforeAll(buildCli, 60_000)
  afterEach(endAll)

  it.each([
    { family: 'IPv4 only', options: { v6: false } },
    { family: 'IPv6 only', options: { v4: false } },
  ])('of palabre room are seen with who and how many, entered under their host’s key, and gone with a goodbye: $family', async ({ options }) => {
    const [server, bob, carol] = lab.lan(['server', 'bob', 'carol'], options).hosts as readonly [Host, Host, Host]
    const room = start(server, 'room', '--name', 'Salle 12')
    const { id } = await room.event((e) => e['event'] === 'listening')
    const [b, c] = [chat(bob), chat(carol)]
    for (const each of [b, c]) await each.event((e) => e['event'] === 'listening')
    const [near] = (await rooms(b, (lines) => lines.some((line) => isNear(line) && line['signed'] === true))).filter(isNear)
    expect(near).toMatchObject({ name: 'Salle 12', hostId: id, people: 0, entry: 'anyone', plain: true, port: 9000 })
    b.type(`/room ${near?.['host']} ${near?.['port']}`)
    expect(await b.event((e) => e['event'] === 'joined')).toMatchObject({ encrypted: true, kind: 'room' })
    await room.event((e) => e['event'] === 'joined' && e['person'] !== null)
    await rooms(c, (lines) => lines.some((line) => isNear(line) && line['people'] === 1))
    room.child.kill('SIGINT')
    await room.ended
    const endedAt = Date.now()
    // Bob goes on with it, and says so himself.
    const isMoved = (line: Record<string, unknown>): boolean => line['hostId'] !== id && line['signed'] === true && line['people'] === 1
    const after = await rooms(c, (lines) => lines.filter(isNear).length === 1 && lines.filter(isNear).every(isMoved))
    expect(after.filter(isNear)).toMatchObject([{ name: 'Salle 12' }])
    expect(Date.now() - endedAt).toBeLessThan(60_000)
  })

  it('give their files when their author lets nobody in: the author comes to who wants it', async () => {
    const [server, bob, eve] = lab.lan(['server', 'bob', 'eve'], { v6: false }).hosts as readonly [Host, Host, Host]
    const room = start(server, 'room', '--name', 'Salle 12')
    const { port } = await room.event((e) => e['event'] === 'listening')
    const path = join(lab.folder, 'film.bin')
    await writeFile(path, noise(5_000_000))
    const enter = async (cli: Cli) => {
      await cli.event((e) => e['event'] === 'listening')
      cli.type(`/room ${server.v4[0]} ${port}`)
      await cli.event((e) => e['event'] === 'joined')
    }
    const e = chat(eve)
    await enter(e)
    e.type('/quit')
    await e.ended
    bob.filter('tcp flags & (syn | ack) == syn drop')
    const b = chat(bob)
    await enter(b)
    b.type(`/file ${path}`)
    const got = join(lab.folder, 'got')
    const receiver = start(eve, 'receive', '--data', join(lab.folder, 'eve'), '--folder', got, '--accept-from', 'anyone', '--once')
    await receiver.event((line) => line['event'] === 'done')
    expect((await readFile(join(got, 'film.bin'))).equals(noise(5_000_000))).toBe(true)
    eve.filter('tcp flags & (syn | ack) == syn drop')
    b.type(`/file ${path}`)
    const again = start(eve, 'receive', '--data', join(lab.folder, 'eve'), '--folder', got, '--accept-from', 'anyone')
    expect(await again.event((line) => line['event'] === 'stuck' && line['code'] === 'neither-reached')).toMatchObject({ name: 'bob', host: bob.v4[0] })
    eve.filter()
    await again.event((line) => line['event'] === 'done')
  })

  it('told to be quiet are not seen, and can be entered all the same', async () => {
    const [server, bob] = lab.lan(['server', 'bob'], { v6: false }).hosts as readonly [Host, Host]
    const [quiet, loud] = [start(server, 'room', '--name', 'Discrète', '--quiet', '--port', '9001'), start(server, 'room', '--name', 'Ouverte')]
    expect(await quiet.event((e) => e['event'] === 'listening')).toMatchObject({ announced: false })
    expect(await loud.event((e) => e['event'] === 'listening')).toMatchObject({ announced: true })
    const b = chat(bob)
    await b.event((e) => e['event'] === 'listening')
    const lines = await rooms(b, (all) => all.some(isNear))
    expect(lines.filter(isNear).map((line) => line['name'])).toEqual(['Ouverte'])
    b.type(`/room ${server.v4[0]} 9001`)
    await b.event((e) => e['event'] === 'joined')
  })
})
