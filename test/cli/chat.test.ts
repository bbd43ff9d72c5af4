import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { testFolder } from '../helpers/folder.ts'
import { student } from '../net/line-chat/partner.ts'
import { buildCli, type Cli, endAll, palabre, palabreUnder } from './palabre.ts'

const folder = testFolder()
const sockets: Socket[] = []

beforeAll(buildCli, 60_000)
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await endAll()
})

const chat = (profile: string, ...more: string[]): Cli =>
  palabre('chat', '--host', '127.0.0.1', '--port', '0', '--name', profile, '--data', join(folder, profile), ...more)

async function portOf(cli: Cli): Promise<number> {
  return Number(/port (\d+)/.exec(await cli.err(/Listening on port \d+/))?.[1])
}

async function raw(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' }).on('error', () => {})
  sockets.push(socket)
  await once(socket, 'connect')
  return socket
}

describe('palabre chat', { timeout: 20_000 }, () => {
  it('follows the transcript of the lab between two of them, both ways', async () => {
    const bob = chat('bob')
    const port = await portOf(bob)
    const alice = chat('alice')
    expect(await alice.out(/\n/)).toBe('Welcome to Messenger !\n')
    alice.type(`/join 127.0.0.1 ${port}`)
    await alice.out(new RegExp(`^127.0.0.1:${port} JOINED$`, 'm'))
    alice.type('hello bob')
    await bob.out(/^alice said: hello bob$/m)
    bob.type('hello alice')
    await alice.out(/^bob said: hello alice$/m)
    alice.type('/quit')
    expect((await alice.ended).code).toBe(0)
  })

  it('remembers --name; a profile without one takes the name of the account, and says so', async () => {
    const data = join(folder, 'named')
    const start = (...more: string[]) => palabre('chat', '--host', '127.0.0.1', '--port', '0', '--data', data, '--json', ...more)
    const nameOf = async (cli: Cli) => {
      const { name } = await cli.event((e) => e['event'] === 'listening')
      cli.type('/quit')
      expect((await cli.ended).code).toBe(0)
      return name
    }
    const first = start()
    const { name } = await first.event((e) => e['event'] === 'named')
    expect(await nameOf(first)).toBe(name)
    const [again, named, later] = [await nameOf(start()), await nameOf(start('--name', 'Noor')), start()]
    expect([again, named, await nameOf(later)]).toEqual([name, 'Noor', 'Noor'])
    expect(later.events().some((e) => e['event'] === 'named')).toBe(false)
  })

  it('says each time that a conversation is stopped while another key answers, keeps what is said, and asks for a decision', async () => {
    const bob = chat('bob')
    const port = await portOf(bob)
    const alice = chat('alice', '--json')
    alice.type(`/join 127.0.0.1 ${port}`)
    await alice.event((e) => e['event'] === 'joined')
    bob.type('/quit')
    await bob.ended
    const other = palabre('chat', '--host', '127.0.0.1', '--port', String(port), '--name', 'bob', '--data', join(folder, 'other'))
    await portOf(other)
    const stopped = (command: string) => (e: Record<string, unknown>) => e['event'] === 'error' && e['code'] === 'wrong-key' && e['command'] === command
    alice.type(`/join 127.0.0.1 ${port}`)
    expect(await alice.event(stopped('join'))).toMatchObject({ name: 'bob', message: expect.stringContaining('/key accept, or /key refuse') })
    alice.type('/msg bob secret')
    expect((await alice.event(stopped('msg')))['message']).toContain('what you say here is kept and goes to nobody')
    alice.type('more')
    await alice.event(stopped('say'))
    alice.type('/key accept')
    expect(await alice.event((e) => e['event'] === 'key')).toMatchObject({ title: 'bob', decision: 'accept' })
    await other.out(/^alice said: secret\nalice said: more$/m)
    alice.type('/key refuse')
    expect(await alice.event((e) => e['event'] === 'key' && e['decision'] === null)).toMatchObject({ title: 'bob' })
  })

  it('/who leaves out addresses where nobody answered and programs that are gone; what those said stays', async () => {
    const cli = chat('quinn', '--json')
    const { port } = await cli.event((e) => e['event'] === 'listening')
    const visitor = await raw(Number(port))
    visitor.write('bonjour\n')
    await cli.event((e) => e['event'] === 'message' && e['text'] === 'bonjour')
    cli.type('/who')
    const { conversation } = await cli.event((e) => e['event'] === 'who')
    visitor.resetAndDestroy()
    await cli.event((e) => e['event'] === 'notice' && e['code'] === 'left')
    cli.type('/join 127.0.0.1 1')
    await cli.event((e) => e['event'] === 'error' && e['code'] === 'ECONNREFUSED')
    const seen = cli.events().length
    cli.type('/who')
    cli.type('/help')
    await cli.event((e) => e['event'] === 'help')
    const after = cli.events().slice(seen)
    expect(after.filter((e) => e['event'] === 'who')).toEqual([])
    expect(cli.events().filter((e) => e['event'] === 'removed')).toMatchObject([{ movedTo: null }])
    cli.type('/quit')
    await cli.ended
    const printed = palabre('history', '--data', join(folder, 'quinn'), '--json')
    expect((await printed.ended).out).toContain('bonjour')
    expect(String(conversation)).not.toBe('')
  })

  it('talks with a raw-socket program: the first that writes becomes the current one', async () => {
    const cli = chat('carol')
    const socket = await raw(await portOf(cli))
    socket.write('bonjour')
    await cli.out(/^127.0.0.1 said: bonjour$/m)
    let heard = ''
    socket.on('data', (part) => {
      heard += part
    })
    cli.type('salut')
    while (!heard.includes('salut\n')) await once(socket, 'data')
    expect(heard).toBe('Welcome to Messenger ! palabre/1\r\nsalut\n')
  })

  it('after a /join or /msg that failed nobody gets what was meant for somebody, until the person chooses', async () => {
    const cli = chat('kai')
    const port = await portOf(cli)
    const first = await raw(port)
    let heard = ''
    const hear = (part: Buffer) => {
      heard += part
    }
    first.on('data', hear)
    first.write('first\n')
    await cli.err(/You now talk with 127/)
    for (const failing of ['/join 127.0.0.1 1', '/msg nobody-here secret', '/join host 99999', '/msg']) {
      const seen = (await cli.err(/./)).match(/Nobody is chosen now/g)?.length ?? 0
      cli.type(failing)
      await cli.err(new RegExp(`(Nobody is chosen now[\\s\\S]*){${seen + 1}}`))
    }
    const second = await raw(port)
    second.on('data', hear)
    second.write('second\n')
    await cli.out(/said: second$/m)
    cli.type('for neither')
    await cli.err(/^Not sent: “for neither”\. Nobody is chosen now/m)
    cli.type(`/msg 127.0.0.1:${first.localPort} for the first`)
    while (!heard.includes('for the first')) await once(first, 'data')
    expect(heard).not.toMatch(/neither|secret/)
  })

  it('a program that says only FIN takes nobody’s keyboard, nor does one that comes after one that broke off', async () => {
    const cli = chat('kim')
    const port = await portOf(cli)
    const passing = await raw(port)
    passing.write('FIN\n')
    await cli.err(/said FIN\./)
    const first = await raw(port)
    first.write('first\n')
    await cli.out(/said: first$/m)
    expect((await cli.err(/now talk with/)).match(/now talk with .*/g)).toEqual([`now talk with 127.0.0.1:${first.localPort} (not encrypted).`])
    const gone = first.localPort
    first.resetAndDestroy()
    await cli.err(new RegExp(`:${gone} left\\.$`, 'm'))
    const second = await raw(port)
    second.write('second\n')
    await cli.out(/said: second$/m)
    cli.type('for the first')
    await cli.err(/^Not sent: “for the first”/m)
    expect(await cli.err(/./)).not.toContain(`now talk with 127.0.0.1:${second.localPort}`)
  })

  it('tells several programs of one computer apart, and says when another one comes', async () => {
    const cli = chat('lea')
    const port = await portOf(cli)
    const first = await raw(port)
    first.write('one\n')
    await cli.out(/^127\.0\.0\.1 said: one$/m)
    cli.type('hello first')
    const second = await raw(port)
    await cli.err(new RegExp(`^127.0.0.1:${second.localPort} is here too: /msg 127.0.0.1:${second.localPort} talks with it.$`, 'm'))
    second.write('two\n')
    await cli.out(new RegExp(`^127.0.0.1:${second.localPort} said: two$`, 'm'))
    first.write('three\n')
    await cli.out(new RegExp(`^127.0.0.1:${first.localPort} said: three$`, 'm'))
  })

  it('prints what a program answers after the end of input, greeting apart', async () => {
    const server = createServer((socket) => {
      socket.write('Bienvenue')
      socket.on('data', (part) => setTimeout(() => socket.write(`recu: ${part}`), 100)).on('error', () => {})
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const cli = chat('mia')
    cli.child.stdin.end(`/join 127.0.0.1 ${(server.address() as AddressInfo).port}\nhello\n`)
    const { out, code } = await cli.ended
    server.close()
    expect(out).toMatch(/said: Bienvenue\n127\.0\.0\.1 said: recu: hello\n$/)
    expect(code).toBe(0)
  })

  it('says of a person who is away that what is written waits, and of a file that never was that it is not there', async () => {
    const bob = chat('bob')
    const port = await portOf(bob)
    const nia = chat('nia')
    nia.type(`/join 127.0.0.1 ${port}`)
    await nia.out(/JOINED/)
    bob.type('/quit')
    await nia.err(/bob is away/)
    nia.type('/msg bob')
    await nia.err(/You now talk with bob, from your conversations; not connected now: what you write waits for them\./)
    nia.type('/file /nope')
    await nia.err(/There is nothing at \/nope\. Check how it is written\./)
  })

  it('says that a program has finished writing, and still answers it', async () => {
    const cli = chat('chloe')
    const socket = connect({ port: await portOf(cli), host: '127.0.0.1', allowHalfOpen: true })
    sockets.push(socket)
    let heard = ''
    socket.on('data', (part) => {
      heard += part
    })
    socket.end('hi')
    await cli.err(/has finished writing; it may still read what you say for 60 s\.$/m)
    cli.type('got it')
    while (!heard.includes('got it\n')) await once(socket, 'data')
  })

  it('joins the guide\u2019s server of a student and ends it with FIN', async () => {
    const server = student('fin_server.py')
    const cli = chat('dora')
    await portOf(cli)
    cli.type(`/join 127.0.0.1:${await server.firstLine()}`)
    await cli.out(/^127.0.0.1 said: Bienvenue sur le serveur$/m)
    cli.type('bonjour')
    await server.printed('bonjour')
    cli.type('FIN')
    await cli.out(/^127.0.0.1 said: Au revoir$/m)
    expect(await server.ended).toContain("'FIN'")
  })

  it.skipIf(process.platform === 'win32')('out of descriptors turns newcomers away, and greets them again when there are some', async () => {
    const few = ['sh', '-c', 'ulimit -n 56; exec "$@"', 'sh']
    const cli = palabreUnder(few, 'chat', '--host', '127.0.0.1', '--port', '0', '--name', 'fay', '--data', join(folder, 'fay'))
    const port = await portOf(cli)
    const ends = await Promise.all(
      Array.from({ length: 60 }, async () => {
        const socket = await raw(port)
        return Promise.race([once(socket, 'data').then(() => 'greeted'), once(socket, 'close').then(() => 'turned away')])
      }),
    )
    expect(new Set(ends)).toEqual(new Set(['greeted', 'turned away']))
    for (const socket of sockets.splice(0)) socket.destroy()
    let greeted = false
    while (!greeted) {
      const socket = await raw(port)
      greeted = await Promise.race([once(socket, 'data').then(() => true), once(socket, 'close').then(() => false)])
      if (greeted) socket.write('there is room again\n')
    }
    await cli.out(/^127.0.0.1 said: there is room again$/m)
  })

  it('shows what others write without obeying it', async () => {
    const cli = chat('erin')
    const socket = await raw(await portOf(cli))
    socket.write('\u001b[2Jevil\u0007\n')
    await cli.out(/^127.0.0.1 said: ␛\[2Jevil␇$/m)
  })

  it('carries out piped commands in order, delivers them and leaves at the end of input', async () => {
    const bob = chat('bob')
    const port = await portOf(bob)
    const frank = chat('frank', '--json')
    frank.child.stdin.end(`/join 127.0.0.1 ${port}\none\ntwo\nthree\n`)
    const { code, out } = await frank.ended
    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events[0]).toMatchObject({ event: 'listening', host: '127.0.0.1', port: expect.any(Number), id: expect.stringMatching(/^[A-Z2-7]{52}$/) })
    expect(events.filter((e) => e.event === 'message').map((e) => e.text)).toEqual(['one', 'two', 'three'])
    expect(events.at(-1)).toEqual({ event: 'stopped', drained: true })
    expect(code).toBe(0)
    const said = await bob.out(/three$/m)
    expect(said.match(/^frank said: .*$/gm)).toEqual(['frank said: one', 'frank said: two', 'frank said: three'])
  })

  it('does not hang on a join that fails, says why, and ends with 1', async () => {
    const cli = chat('grace', '--json')
    cli.child.stdin.end('/join 127.0.0.1 1\nlost words\n/join host 99999\n/dance\n')
    const { code, out } = await cli.ended
    const errors = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter((e) => e.event === 'error')
    expect(errors.map((e) => e.code)).toEqual(['ECONNREFUSED', 'not-connected', 'bad-port', 'unknown-command'])
    expect(code).toBe(1)
  })

  it('keeps what it could not deliver, and delivers it at the next start', async () => {
    const bob = chat('bob')
    const port = await portOf(bob)
    const first = chat('heidi')
    first.child.stdin.end(`/join 127.0.0.1 ${port}\nfirst\n`)
    await first.ended
    bob.child.kill('SIGKILL')
    await bob.ended
    const second = chat('heidi')
    second.child.stdin.write('/msg bob while you were away\n')
    await second.err(/You now talk with bob/)
    const back = palabre('chat', '--host', '127.0.0.1', '--port', String(port), '--name', 'bob', '--data', join(folder, 'bob'))
    await back.out(/^heidi said: while you were away$/m)
  })

  it('says when a person goes, that what is said waits, and when they are back', async () => {
    const bob = chat('bob')
    const port = await portOf(bob)
    const nora = chat('nora')
    nora.type(`/join 127.0.0.1 ${port}`)
    await nora.out(/JOINED/)
    bob.type('/quit')
    await nora.err(/bob is away\. What you say waits/)
    palabre('chat', '--host', '127.0.0.1', '--port', String(port), '--name', 'bob', '--data', join(folder, 'bob'))
    await nora.err(/bob is back\./)
  })

  it('leaves in order on an interrupt, and when its output is gone', async () => {
    const cli = chat('ivan')
    await portOf(cli)
    cli.child.kill('SIGINT')
    expect((await cli.ended).code).toBe(0)
    const piped = chat('ivan')
    const socket = await raw(await portOf(piped))
    piped.child.stdout.destroy()
    socket.write('anyone?\n')
    expect((await piped.ended).code).toBe(0)
  })

  it('says that a profile is in use, a folder can’t be written, a port is reserved or an address is another\u2019s', async () => {
    await portOf(chat('judy'))
    const second = await chat('judy').ended
    expect(second).toMatchObject({ code: 1, err: expect.stringContaining('Another Palabre uses this profile') })
    const file = join(folder, 'a-file')
    await writeFile(file, '')
    // Where no folder can be made, Node says that one is missing.
    const nowhere = process.platform === 'linux' ? [['/proc/palabre', 'ENOENT']] : []
    for (const [data = '', cause] of [[file, 'ENOTDIR'], [join(file, 'inside'), 'ENOTDIR'], ...nowhere]) {
      const refused = {
        code: 1,
        err: expect.stringMatching(`^The folder ${data} can’t be used: .+ \\(${cause}\\). Make it yours, or choose another with --data.\n$`),
      }
      for (const command of ['chat', 'room', 'directory']) expect(await palabre(command, '--data', data).ended).toMatchObject(refused)
    }
    const elsewhere = await chat('karl', '--host', '203.0.113.9').ended
    expect(elsewhere).toMatchObject({ code: 1, err: expect.stringContaining('203.0.113.9 is not an address of this computer') })
  })
})

it('palabre chat asks which file, since it has no dialog', async () => {
  const cli = chat('mona', '--json')
  cli.type('/file')
  expect(await cli.event(({ event }) => event === 'error')).toMatchObject({ code: 'missing-argument', message: '/file needs PATH.' })
})

describe('palabre history', { timeout: 20_000 }, () => {
  it('prints what is stored, also while the profile is in use', async () => {
    const cli = chat('lena')
    const socket = await raw(await portOf(cli))
    socket.write('remember me')
    await cli.out(/remember me/)
    const json = await palabre('history', '--data', join(folder, 'lena'), '--with', '127.0.0.1', '--json').ended
    expect(JSON.parse(json.out)).toMatchObject({
      from: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      to: 'me',
      state: 'received',
      text: 'remember me',
      id: expect.any(String),
      conversation: expect.any(String),
    })
    const { id, conversation } = JSON.parse(json.out)
    const fields = (await palabre('history', '--data', join(folder, 'lena')).ended).out.trimEnd().split('\t')
    expect(fields.slice(2)).toEqual(['received', 'remember me', id, expect.stringMatching(/^2\d{3}-.*Z$/), conversation])
    const nobody = await palabre('history', '--data', join(folder, 'lena'), '--with', 'nobody').ended
    expect(nobody).toMatchObject({ code: 1, out: '', err: expect.stringContaining('nobody') })
  })

  it('makes no profile where there is none', async () => {
    expect(await palabre('history', '--data', join(folder, 'nowhere')).ended).toMatchObject({ code: 1, err: expect.stringContaining('no profile') })
  })
})

describe('the command line', { timeout: 20_000 }, () => {
  it.each([
    [[], [], 'palabre --help'],
    [['dance'], [], 'palabre --help'],
    [['chat', '--port', '70000'], ['chat'], 'palabre chat --help'],
    [['chat', '--what'], ['chat'], 'palabre chat --help'],
    [['chat', '--name', ''], ['chat'], 'palabre chat --help'],
    [['history', 'extra'], ['history'], 'palabre history --help'],
  ])('ends with 2 on %j, and says how %j alone is called', async (args, commands, more) => {
    const { code, err, out } = await palabre(...args).ended
    expect({ code, out }).toEqual({ code: 2, out: '' })
    const called = err.split('\n').flatMap((line) => /^palabre (\w+) /.exec(line)?.[1] ?? [])
    expect(called).toEqual(commands)
    expect(err).toContain(`More: ${more}\n`)
  })

  it('explains itself', async () => {
    expect(await palabre('--help').ended).toMatchObject({ code: 0, out: expect.stringContaining('palabre history') })
    const { out } = await palabre('mtu', '--help').ended
    expect(out).toContain('datagram')
    expect(out).not.toContain('palabre chat')
    expect(await palabre('--version').ended).toMatchObject({ code: 0, out: expect.stringMatching(/^palabre \d/) })
  })
})
