import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { eachTestnet } from '../helpers/testnet.ts'
import { student } from '../net/line-chat/partner.ts'
import { buildCli, palabre } from './palabre.ts'

const net = eachTestnet()
beforeAll(buildCli, 60_000)

const serve = async (port: number | string, ...taken: readonly string[]) => {
  const server = student('room_server.py', port, 'chunks', ...taken)
  net.atEnd(() => server.child.kill('SIGKILL'))
  return { ...server, port: (await server.firstLine()).split(' ')[1] ?? '' }
}

it('says in the terminal that the course’s server has gone, that it is back, and that it refuses the pseudonym', async () => {
  const first = await serve(0)
  const chat = palabre('chat', '--name', 'bob', '--host', '127.0.0.1', '--port', '0', '--data', join(net.root, 'bob'))
  net.atEnd(() => chat.child.kill('SIGKILL'))
  await chat.err(/Listening on port/)
  chat.type(`/room 127.0.0.1 ${first.port}`)
  await chat.err(/\*\*\* bob joined/)
  first.child.kill('SIGKILL')
  await chat.err(/ is away\. What you say waits/)
  chat.type('meanwhile')
  const second = await serve(first.port)
  await chat.err(/ is back\./)
  await second.printed("read 'meanwhile'")
  second.child.kill('SIGKILL')
  await chat.err(/away[\s\S]*back[\s\S]*away/)
  await serve(first.port, 'bob')
  await chat.err(/The room did not take your pseudonym/)
  await chat.err(/Nobody is chosen now/)
  chat.type('bob2')
  await chat.err(/Not sent: “bob2”/)
  const text = await chat.out(/déjà pris/)
  expect(text).not.toContain('Entrez votre pseudo')
}, 60_000)
