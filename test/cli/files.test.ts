import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { noise } from '../net/files/harness.ts'
import { buildCli, type Cli, endAll, palabre } from './palabre.ts'

let root: string

beforeAll(buildCli, 60_000)
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'palabre-cli-files-'))
})
afterEach(async () => {
  await endAll()
  await rm(root, { recursive: true, force: true })
})

const receive = (port: number | string, ...more: readonly string[]) =>
  palabre('receive', '--data', join(root, 'bob'), '--folder', join(root, 'got'), '--host', '127.0.0.1', '--port', String(port), '--json', ...more)
const send = (path: string, port: unknown) => palabre('send', path, '127.0.0.1', String(port), '--data', join(root, 'alice'), '--json')
const is = (event: string) => (e: Record<string, unknown>) => e['event'] === event

describe('palabre send and receive', () => {
  it('bring a file, tell its progress and end with 0', async () => {
    const bytes = noise(5_000_000)
    await writeFile(join(root, 'film.bin'), bytes)
    const bob = receive(0, '--accept-from', 'anyone', '--once')
    const { port } = await bob.event(is('listening'))
    const alice = send(join(root, 'film.bin'), port)
    expect(await bob.event(is('done'))).toMatchObject({ name: 'film.bin', size: bytes.length, path: join(root, 'got/film.bin') })
    expect((await alice.ended).code).toBe(0)
    expect((await bob.ended).code).toBe(0)
    expect((await readFile(join(root, 'got/film.bin'))).equals(bytes)).toBe(true)
  })

  it('either side killed with -9 in the middle: it goes on, and is whole at the end', async () => {
    const bytes = noise(400_000_000)
    await writeFile(join(root, 'film.bin'), bytes)
    let bob = receive(0, '--accept-from', 'anyone')
    const { port } = await bob.event(is('listening'))
    let alice = send(join(root, 'film.bin'), port)
    const moved = (cli: Cli) => cli.event((e) => e['event'] === 'progress' && Number(e['at']) > 0)
    await moved(bob)
    bob.child.kill('SIGKILL')
    await bob.ended
    await alice.event(is('away'))
    expect(await readdir(join(root, 'got'))).toEqual(['film.bin.part'])
    bob = receive(Number(port), '--accept-from', 'anyone')
    await moved(bob)
    alice.child.kill('SIGKILL')
    await alice.ended
    // The same command goes on with the same offer.
    alice = send(join(root, 'film.bin'), port)
    await alice.event(is('resumed'))
    await bob.event(is('done'))
    expect((await alice.ended).code).toBe(0)
    expect((await readFile(join(root, 'got/film.bin'))).equals(bytes)).toBe(true)
    expect(await readdir(join(root, 'got'))).toEqual(['film.bin'])
  }, 120_000)

  it('sent again before it was answered: the same offer, not a second one', async () => {
    await writeFile(join(root, 'f'), 'une fois')
    const bob = receive(0)
    const { port } = await bob.event(is('listening'))
    const first = send(join(root, 'f'), port)
    const { id } = await bob.event(is('offered'))
    first.child.kill('SIGINT')
    await first.ended
    const second = send(join(root, 'f'), port)
    expect(await second.event(is('resumed'))).toMatchObject({ id })
    bob.child.kill('SIGINT')
    await bob.ended
    await receive(Number(port), '--accept-from', 'anyone').event(is('listening'))
    // What nobody had answered is taken by who may now.
    expect((await second.ended).code).toBe(0)
    expect(await readdir(join(root, 'got'))).toEqual(['f'])
    expect(bob.events().filter(is('offered'))).toHaveLength(1)
  })

  it('bring a file to several people at once, and say whose each line is; 1 when one of them is not there', async () => {
    await writeFile(join(root, 'f'), 'pour tous')
    const takers = ['bob', 'eve'].map((name) =>
      palabre(
        'receive',
        '--data',
        join(root, name),
        '--folder',
        join(root, `got-${name}`),
        '--host',
        '127.0.0.1',
        '--port',
        '0',
        '--json',
        '--accept-from',
        'anyone',
      ),
    )
    const addresses = await Promise.all(takers.map(async (cli) => `127.0.0.1:${(await cli.event(is('listening')))['port']}`))
    const all = palabre('send', join(root, 'f'), ...addresses, '--data', join(root, 'alice'), '--json')
    for (const to of takers) await to.event(is('done'))
    expect((await all.ended).code).toBe(0)
    expect(
      new Set(
        all
          .events()
          .filter(is('done'))
          .map(({ to }) => to),
      ).size,
    ).toBe(2)
    for (const name of ['bob', 'eve']) expect(await readFile(join(root, `got-${name}/f`), 'utf8')).toBe('pour tous')
    const some = palabre('send', join(root, 'f'), addresses[0] ?? '', '127.0.0.1:1', '--data', join(root, 'alice'), '--json')
    expect((await some.ended).code).toBe(1)
    expect(some.events().some(is('done'))).toBe(true)
    expect(await readdir(join(root, 'got-bob'))).toEqual(['f', 'f (1)'])
  })

  it('someone unknown is not taken from unless told; nobody there is 1; a wrong line is 2', async () => {
    await writeFile(join(root, 'f'), 'x')
    const bob = receive(0)
    const { port } = await bob.event(is('listening'))
    const alice = send(join(root, 'f'), port)
    await bob.event(is('offered'))
    alice.child.kill('SIGTERM')
    expect((await alice.ended).code).toBe(1)
    expect((await send(join(root, 'none'), port).ended).code).toBe(1)
    expect((await send(join(root, 'f'), 1).ended).code).toBe(1)
    expect((await palabre('send', 'only-one').ended).code).toBe(2)
    expect((await palabre('receive', '--nonsense').ended).code).toBe(2)
  })
})
