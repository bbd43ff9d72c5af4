import { spawnSync } from 'node:child_process'
import type { Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../../electron/net/core/clock.ts'
import { dial } from '../../../electron/net/core/dial.ts'
import { probe } from '../../../electron/net/protocols/listener/index.ts'
import { checkLeaks } from '../../helpers/leak-check.ts'
import { openDoor } from '../listener/harness.ts'
import { listenIn } from './harness.ts'
import { type Partner, program, student } from './partner.ts'

checkLeaks()

const toClose: (() => unknown)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0)) await close()
})

type Heard = ReturnType<typeof listenIn>

/** A listener whose plain connections become chats. */
async function host() {
  const chats: Heard[] = []
  const door = await openDoor({ onPlain: (socket: Socket) => void chats.push(listenIn(socket, systemClock, 'listening')) })
  toClose.push(async () => {
    for (const { chat, closed } of chats) {
      chat.close()
      await closed
    }
    await door.close()
  })
  const arrived = async () => {
    await vi.waitUntil(() => chats.length > 0, { timeout: 10_000, interval: 2 })
    return chats[0] as Heard
  }
  return { port: door.port, chats, arrived }
}

function running(partner: Partner): Partner {
  toClose.push(() => {
    partner.child.kill('SIGKILL')
    return partner.ended
  })
  return partner
}

async function join(port: number): Promise<Heard> {
  const socket = await dial({ host: '127.0.0.1', port })
  expect(await probe(socket)).toBe('plain')
  const heard = listenIn(socket, systemClock, 'connecting')
  toClose.push(async () => {
    heard.chat.close()
    await heard.closed
  })
  return heard
}

const heard = ({ texts }: Heard, ...wanted: string[]) => vi.waitFor(() => expect(texts).toEqual(wanted), { timeout: 10_000, interval: 2 })

describe("a student's Python program", () => {
  it("talks both ways as the lab's messenger, without any newline", async () => {
    const { port, arrived } = await host()
    const partner = running(student('lab_client.py', '127.0.0.1', port))
    await partner.printed('Welcome to Messenger !')
    partner.child.stdin.write('bonjour é\n')
    const chat = await arrived()
    await heard(chat, 'bonjour é')
    await chat.chat.send('salut', 'none')
    await partner.printed('salut')
    partner.child.stdin.end()
    await vi.waitFor(() => expect(chat.facts).toEqual(['ended']), { timeout: 10_000 })
  })

  it('is heard even when it writes and leaves at once without reading', async () => {
    const { port, chats } = await host()
    for (let i = 0; i < 5; i++) await running(student('hasty_client.py', '127.0.0.1', port, 'quick')).ended
    await vi.waitFor(() => expect(chats.map((c) => c.texts)).toEqual(Array.from({ length: 5 }, () => ['quick'])), { timeout: 10_000 })
  })

  it('ends a two-way talk with FIN and gets Au revoir, raw', async () => {
    const { port, arrived } = await host()
    const partner = running(student('fin_client.py', '127.0.0.1', port, 'bonjour', 'FIN'))
    const chat = await arrived()
    await heard(chat, 'bonjour')
    await chat.chat.send('oui ?', 'none')
    expect(await partner.ended).toContain("'Au revoir'\n<ended>")
    expect((await chat.closed).error).toBeNull()
    expect(chat.facts).toContain('fin Au revoir')
  })

  it("greets and answers as the guide's server, and understands our FIN", async () => {
    const partner = running(student('fin_server.py'))
    const chat = await join(Number(await partner.firstLine()))
    await heard(chat, 'Bienvenue sur le serveur')
    await chat.chat.send('salut', 'none')
    await heard(chat, 'Bienvenue sur le serveur', 'Recu: salut')
    await chat.chat.send('fin', 'lf')
    expect((await chat.closed).error).toBeNull()
    expect(chat.texts.at(-1)).toBe('Au revoir')
    expect(await partner.ended).toContain("'salut'\n'fin'\n")
  })

  it('that never answers a connection is no-answer', async () => {
    const partner = running(student('deaf.py'))
    const port = Number(await partner.firstLine())
    await expect(dial({ host: '127.0.0.1', port }, { timeoutMs: 100 })).rejects.toMatchObject({
      code: 'no-answer',
      details: { host: '127.0.0.1', port, timeoutMs: 100 },
    })
  })
})

const hasNetcat = spawnSync('nc', ['-h']).error === undefined

describe.skipIf(!hasNetcat)(`netcat${hasNetcat ? '' : ' (not installed here: apt-get install netcat-openbsd)'}`, () => {
  it('says something by a pipe and still hears the answer', async () => {
    const { port, arrived } = await host()
    const partner = running(program('nc', ['-N', '127.0.0.1', String(port)]))
    partner.child.stdin.end('hi')
    const chat = await arrived()
    await heard(chat, 'hi')
    await vi.waitFor(() => expect(chat.facts).toEqual(['ended']), { timeout: 10_000 })
    await chat.chat.send('heard you', 'lf')
    chat.chat.close()
    expect(await partner.ended).toBe('Welcome to Messenger ! palabre/1\r\nheard you\n')
  })

  it('waits in listening mode for whoever joins', async () => {
    const free = await host()
    const port = free.port + 1000 > 65_000 ? free.port - 1000 : free.port + 1000
    const partner = running(program('nc', ['-lvn', '127.0.0.1', String(port)]))
    const chat = await vi.waitFor(() => join(port), { timeout: 10_000, interval: 20 })
    partner.child.stdin.write('hello from nc\n')
    await heard(chat, 'hello from nc')
    await chat.chat.send('hello from palabre', 'lf')
    await partner.printed('hello from palabre\n')
  })
})
