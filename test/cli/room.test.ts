import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildCli, endAll, palabre } from './palabre.ts'

const programs: ChildProcessWithoutNullStreams[] = []

beforeAll(buildCli, 60_000)
afterEach(async () => {
  for (const program of programs.splice(0)) program.kill('SIGKILL')
  await endAll()
})

/** As the course has it: what is typed is sent as it is, without a line end. */
const student = (port: unknown) => `
import socket, sys
s = socket.create_connection(('127.0.0.1', ${port}))
print(s.recv(1024).decode(), flush=True)
s.send(sys.argv[1].encode())
heard = ''
while 'a quitt' not in heard:
    data = s.recv(1024)
    if not data: break
    heard += data.decode()
    print(data.decode(), end='', flush=True)
    if 'nc: ' in heard and 'dit' not in sys.argv:
        sys.argv.append('dit')
        s.send('bien reçu'.encode())
s.send(b'/quit')
`

function run(program: string, ...args: readonly string[]) {
  const child = spawn(program, args)
  programs.push(child)
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  const hears = async (match: string) => {
    while (!text.includes(match)) await once(child.stdout, 'data')
    return text
  }
  return { child, hears, type: (line: string) => child.stdin.write(line) }
}

describe('palabre room', { timeout: 20_000 }, () => {
  it('has netcat and a program that ends no line talking with each other', async () => {
    const room = palabre('room', '--host', '127.0.0.1', '--port', '0', '--json')
    const { port } = await room.event((e) => e['event'] === 'listening')
    const nc = run('nc', '127.0.0.1', String(port))
    await nc.hears('Entrez votre pseudo: ')
    nc.type('nc\n')
    await nc.hears("'/quit' pour quitter.\n")
    const python = run('python3', '-c', student(port), 'léa')
    await nc.hears('*** léa a rejoint le chat ***\n')
    nc.type('bonjour\n')
    await python.hears('nc: bonjour')
    await nc.hears('léa: bien reçu\n')
    nc.type('/quit\n')
    await python.hears('*** nc a quitté le chat ***')
    expect(await room.event((e) => e['event'] === 'said' && e['name'] === 'léa')).toMatchObject({ text: 'bien reçu' })
    await room.event((e) => e['event'] === 'left' && e['name'] === 'léa')
    room.child.kill('SIGINT')
    expect((await room.ended).code).toBe(0)
  })

  it('lets in only people with its invitation where it was told to, and announces nothing on loopback', async () => {
    const room = palabre('room', '--host', '127.0.0.1', '--port', '0', '--name', 'Jury', '--invited', '--no-programs', '--json')
    const { port, invitation, announced } = await room.event((e) => e['event'] === 'listening')
    expect(announced).toBe(false)
    const nc = run('nc', '127.0.0.1', String(port))
    nc.type('nc\n')
    await nc.hears('réservé à Palabre')
    const folder = await mkdtemp(join(tmpdir(), 'palabre-room-'))
    const chat = palabre('chat', '--name', 'bob', '--host', '127.0.0.1', '--port', '0', '--data', folder, '--json')
    await chat.event((e) => e['event'] === 'listening')
    chat.type(`/room 127.0.0.1 ${port}`)
    expect(await chat.event((e) => e['event'] === 'error')).toMatchObject({ code: 'room-refused' })
    chat.type(`/room ${invitation}`)
    expect(await chat.event((e) => e['event'] === 'joined')).toMatchObject({ kind: 'room', encrypted: true })
    await room.event((e) => e['event'] === 'joined' && e['name'] === 'bob')
    chat.type('/rooms')
    expect(await chat.event((e) => e['event'] === 'room' && e['state'] === 'open')).toMatchObject({
      title: 'Jury',
      people: 1,
      entry: 'invited',
      plain: false,
      role: 'member',
    })
    await rm(folder, { recursive: true, force: true })
  })

  it('does what its host types: speaks, names who is in, mutes, removes, bans and lets in again; a pipe that ends closes nothing', async () => {
    const room = palabre('room', '--host', '127.0.0.1', '--port', '0', '--name', 'Salle 12', '--json')
    const { port } = await room.event((e) => e['event'] === 'listening')
    const program = async (name: string) => {
      const nc = run('nc', '127.0.0.1', String(port))
      nc.type(`${name}\n`)
      await nc.hears("'/quit' pour quitter.\n")
      return nc
    }
    const [ada, spam] = [await program('ada'), await program('spam')]
    const folder = await mkdtemp(join(tmpdir(), 'palabre-room-'))
    const bob = palabre('chat', '--name', 'bob', '--host', '127.0.0.1', '--port', '0', '--data', folder, '--json')
    await bob.event((e) => e['event'] === 'listening')
    room.type('avant lui')
    await ada.hears('Salle 12: avant lui\n')
    bob.type(`/room 127.0.0.1 ${port}`)
    expect(await bob.event((e) => e['event'] === 'message' && e['text'] === 'avant lui')).toMatchObject({ from: 'Salle 12' })
    room.type('//bonjour à tous')
    await ada.hears('Salle 12: /bonjour à tous\n')
    await bob.event((e) => e['event'] === 'message' && e['text'] === '/bonjour à tous' && e['from'] === 'Salle 12')
    expect(await room.event((e) => e['event'] === 'said' && e['name'] === 'Salle 12')).toMatchObject({ text: 'avant lui' })
    room.type('/topic Rendu vendredi')
    await bob.event((e) => e['event'] === 'notice' && e['code'] === 'room-topic' && e['topic'] === 'Rendu vendredi')
    room.type('/mute SPAM')
    await room.event((e) => e['event'] === 'muted' && e['name'] === 'spam' && e['on'] === true)
    spam.type('ceci ne passe pas\n')
    await spam.hears('retiré la parole')
    room.type('/moderator ada')
    await room.event((e) => e['event'] === 'error' && e['command'] === 'moderator' && String(e['message']).includes('ada is a program'))
    room.type('/moderator bob')
    await room.event((e) => e['event'] === 'role' && e['name'] === 'bob' && e['role'] === 'moderator')
    await bob.event((e) => e['event'] === 'notice' && e['code'] === 'member-role')
    room.type('/who')
    expect(await room.event((e) => e['event'] === 'who' && e['name'] === 'spam')).toMatchObject({ person: null, muted: true })
    expect(await room.event((e) => e['event'] === 'who' && e['name'] === 'bob')).toMatchObject({
      person: expect.stringMatching(/^\S+$/),
      role: 'moderator',
      muted: false,
    })
    bob.type('/who')
    await bob.event((e) => e['event'] === 'in-room' && e['name'] === 'spam' && e['muted'] === true && e['person'] === null)
    bob.type('/ping')
    await bob.event((e) => e['event'] === 'pong')
    room.type('/ban spam')
    expect(await ada.hears('*** spam a quitté')).not.toContain('ceci ne passe pas')
    const back = run('nc', '127.0.0.1', String(port))
    back.type('spam\n')
    await back.hears('déjà pris')
    room.type('/unban spam')
    await room.event((e) => e['event'] === 'banned' && e['on'] === false)
    back.type('spam\n')
    await back.hears("'/quit' pour quitter.\n")
    const impostor = run('nc', '127.0.0.1', String(port))
    impostor.type('salle 12\n')
    await impostor.hears('déjà pris')
    room.type('/kick bob')
    expect(await room.event((e) => e['event'] === 'left' && e['name'] === 'bob')).toMatchObject({ reason: 'removed' })
    for (const [typed, wanted] of [
      ['/kick nobody', { code: 'unknown-name', command: 'kick' }],
      ['/kick', { code: 'missing-argument', command: 'kick', argument: 'NAME' }],
      ['/dance', { code: 'unknown-command', command: 'dance' }],
      ['/who x', { code: 'too-many-arguments', command: 'who', argument: 'x' }],
    ] as const) {
      room.type(typed)
      await room.event((e) => e['event'] === 'error' && Object.entries(wanted).every(([key, value]) => e[key] === value))
    }
    room.type('/help')
    expect(await room.event((e) => e['event'] === 'help')).toMatchObject({ text: expect.stringContaining('/topic TEXT') })
    room.type('/quit')
    expect((await room.ended).code).toBe(0)
    const other = palabre('room', '--host', '127.0.0.1', '--port', '0', '--json')
    const { port: still } = await other.event((e) => e['event'] === 'listening')
    other.child.stdin.end('dernier mot\n')
    await other.event((e) => e['event'] === 'said')
    const nc = run('nc', '127.0.0.1', String(still))
    nc.type('nc\n')
    await nc.hears("'/quit' pour quitter.\n")
    await rm(folder, { recursive: true, force: true })
  })

  it('says that its port is taken, and which is free', async () => {
    const room = palabre('room', '--host', '127.0.0.1', '--port', '0', '--json')
    const { port } = await room.event((e) => e['event'] === 'listening')
    const other = await palabre('room', '--host', '127.0.0.1', '--port', String(port)).ended
    expect(other.code).toBe(1)
    expect(other.err).toMatch(new RegExp(`^Port ${port} is taken on this computer; \\d+ is free`))
  })
})
