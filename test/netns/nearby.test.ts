import { join, resolve } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import type { NetEvent } from '../../shared/events.ts'
import type { CallAnswer, CallArgs, contract } from '../../shared/ipc/contract.ts'
import { limits } from '../../shared/limits.ts'
import { uuidv7 } from '../../shared/uuid.ts'
import { buildProgram } from '../helpers/build-program.ts'
import { describeInNamespaces, eachLab, type Host } from '../helpers/netns.ts'
import { type Program, startProgram } from '../helpers/program.ts'

type Channel = keyof typeof contract
type Line = { readonly event?: NetEvent; readonly n?: number; readonly answer?: unknown; readonly error?: unknown }

interface Palabre {
  readonly program: Program<Line>
  readonly call: <C extends Channel>(call: C, args: CallArgs<C>) => Promise<CallAnswer<C>>
  /** The first event, past or future, that matches. */
  readonly seen: (match: (event: NetEvent) => boolean) => Promise<NetEvent>
  readonly events: () => readonly NetEvent[]
}

const lab = eachLab()
let path = ''

async function palabre(host: Host, name = host.name): Promise<Palabre> {
  const program = startProgram<Line>(host.prefix, path, join(lab.folder, host.name), name)
  let count = 0
  const events = () => program.said.flatMap((line) => (line.event ? [line.event] : []))
  const seen = (match: (event: NetEvent) => boolean) => program.until(() => events().find(match))
  const call = async <C extends Channel>(channel: C, args: CallArgs<C>) => {
    const n = ++count
    program.write(JSON.stringify({ n, call: channel, args }))
    const line = await program.until(() => program.said.find((each) => each.n === n))
    if (line.error) throw Object.assign(new Error(JSON.stringify(line.error)), line.error)
    return line.answer as CallAnswer<C>
  }
  await seen((e) => e.type === 'listener' && e.listener.state === 'listening')
  return { program, call, seen, events }
}

const sees = (name: string) => (e: NetEvent) => e.type === 'nearby' && e.nearby.some((person) => person.name === name)
const says = (text: string) => (e: NetEvent) => e.type === 'message' && e.message.from === 'them' && e.message.text === text
const mine = (text: string, state: string) => (e: NetEvent) =>
  e.type === 'message' && e.message.from === 'me' && e.message.text === text && e.message.state === state
const isOpen = (e: NetEvent) => e.type === 'link' && e.link.state === 'open' && e.link.encrypted
const isLost = (e: NetEvent) => e.type === 'link' && (e.link.state === 'waiting' || e.link.state === 'offline')

async function talk(from: Palabre, name: string): Promise<(text: string) => Promise<unknown>> {
  await from.seen(sees(name))
  const { conversation } = await from.call('people.talk', { name })
  return (text) => from.call('message.send', { conversationId: conversation.id, id: uuidv7(), text, replyTo: null })
}

describeInNamespaces('people nearby, core to core', () => {
  beforeAll(async () => {
    path = await buildProgram(resolve(import.meta.dirname, 'programs/messenger.ts'))
  }, 60_000)

  it.each([
    { family: 'IPv4 only', options: { v6: false } },
    { family: 'IPv6 only', options: { v4: false } },
  ])('find each other by pseudonym and talk, encrypted: $family', async ({ options }) => {
    const [alice, bob] = lab.lan(['alice', 'bob'], options).hosts as readonly [Host, Host]
    const [a, b] = await Promise.all([palabre(alice), palabre(bob)])
    const say = await talk(a, 'bob')
    await say('hello, whoever found whom')
    await Promise.all([b.seen(says('hello, whoever found whom')), a.seen(isOpen), b.seen(sees('alice'))])
  })

  it('stay the same conversation when one of them gets another address', async () => {
    const [alice, bob] = lab.lan(['alice', 'bob'], { v6: false }).hosts as readonly [Host, Host]
    const [a, b] = await Promise.all([palabre(alice), palabre(bob)])
    const say = await talk(a, 'bob')
    await say('before')
    await b.seen(says('before'))
    await a.seen(mine('before', 'delivered'))
    const opened = a.events().filter(isOpen).length
    bob.ip('addr', 'del', `${bob.v4[0]}/24`, 'dev', 'eth0')
    bob.ip('addr', 'add', '10.77.1.200/24', 'brd', '+', 'dev', 'eth0')
    const moved = performance.now()
    await say('after the move')
    await b.seen(says('after the move'))
    await a.seen(mine('after the move', 'delivered'))
    // Sooner than the silence of the old connection would have told.
    expect(performance.now() - moved).toBeLessThan(limits.keepaliveUnstableMs)
    expect(a.events().filter(isOpen).length).toBeGreaterThan(opened)
    await a.seen((e) => e.type === 'conversation' && e.conversation.address?.host === '10.77.1.200')
  })

  it('who come back are reached at once, not at the next try', async () => {
    const [alice, bob] = lab.lan(['alice', 'bob'], { v6: false }).hosts as readonly [Host, Host]
    const a = await palabre(alice)
    const b = await palabre(bob)
    const say = await talk(a, 'bob')
    await say('one')
    await b.seen(says('one'))
    b.program.child.kill('SIGKILL')
    await a.seen(isLost)
    await say('two')
    const again = await palabre(bob)
    await again.seen(says('two'))
  })
})
