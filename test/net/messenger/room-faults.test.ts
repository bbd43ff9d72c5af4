import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { beforeEach, expect, it } from 'vitest'
import { systemClock } from '../../../electron/net/core/clock.ts'
import type { Have } from '../../../electron/net/protocols/room/client.ts'
import { mostPresent, namePrompt, tlsHandshake, upgradeLine } from '../../../electron/net/protocols/room/constants.ts'
import { type EntryBody, encodeEntry, hashOf, type PostItem, Signer } from '../../../electron/net/protocols/room/entries.ts'
import { newFacts } from '../../../electron/net/protocols/room/facts.ts'
import { factsData } from '../../../electron/net/protocols/room/frames.ts'
import { RoomLink } from '../../../electron/net/protocols/room/link.ts'
import { personIdOf } from '../../../electron/net/protocols/secure-peer/identity.ts'
import { offeredId, wrapAccepted } from '../../../electron/net/protocols/secure-peer/tls.ts'
import { AppError } from '../../../shared/errors.ts'
import type { RoomRole } from '../../../shared/model/room.ts'
import { eachTestnet, type Node } from '../../helpers/testnet.ts'
import { newIdentity, textItem } from '../room/members.ts'

/** A host that keeps to the protocol and passes on what a test gives it. */
async function lyingHost() {
  const identity = await newIdentity()
  const [ada, bob] = [new Signer(await newIdentity()), new Signer(await newIdentity())]
  const sockets = new Set<Socket>()
  let entered: (link: RoomLink) => void = () => {}
  const haves: (Have | null)[] = []
  const does = {
    fromAfter: (have: Have | null): number => have?.seq ?? 0,
    older: false,
    fork: false,
    roles: [] as [string, RoomRole][],
    page: (_link: RoomLink, _before: number): void => {},
  }
  let inside = new Promise<RoomLink>((resolve) => {
    entered = resolve
  })
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.write(namePrompt)
    socket.once('data', (data) => {
      socket.pause()
      // Who was here before begins TLS at once.
      if (data[0] === tlsHandshake) socket.unshift(data)
      else socket.write(upgradeLine)
      const tls = wrapAccepted(socket, identity)
      tls.on('error', () => {})
      tls.once('secure', () => {
        offeredId(tls)
        const link = new RoomLink(tls, systemClock, {
          onFrame: (frame) => {
            if (frame.type === 'page') does.page(link, frame.before)
            if (frame.type !== 'enter') return
            haves.push(frame.have)
            const facts = newFacts({ room: 'r', name: 'Piège', rules: { entry: 'anyone', plain: true, announced: true }, owner: 'o' })
            const from = does.fromAfter(frame.have)
            link.send({
              type: 'welcome',
              facts: factsData({ ...facts, seq: from, hostId: identity.id, roles: new Map(does.roles) }),
              from,
              fork: does.fork,
              older: does.older,
              slow: false,
            })
            entered(link)
          },
          onClosed: () => {},
        })
      })
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  let seq = 0
  let before: Uint8Array | null = null
  const chains = new Map<Signer, { n: number; hash: Uint8Array }>()
  const said = (author: Signer, what: string | PostItem): Extract<EntryBody, { k: 'post' }> => {
    const chain = chains.get(author)
    const n = (chain?.n ?? 0) + 1
    const signed = author.sign({ room: 'r', n, prev: chain?.hash ?? null, at: Date.now(), items: [typeof what === 'string' ? textItem(what) : what] })
    chains.set(author, { n, hash: hashOf(signed.body) })
    return { k: 'post', key: author.spki, ...signed }
  }
  const number = (b: EntryBody, q = seq + 1): Uint8Array => {
    const bytes = encodeEntry({ e: 1, q, p: before, at: Date.now(), b })
    seq = q
    before = hashOf(bytes)
    return bytes
  }
  const pass = async (...entries: readonly Uint8Array[]) => (await inside).send({ type: 'log', entries: [...entries] })
  const close = () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  /** Whoever is inside comes again by themselves. */
  const fall = async () => {
    const link = await inside
    inside = new Promise<RoomLink>((resolve) => {
      entered = resolve
    })
    link.fail(new AppError('ECONNRESET'))
  }
  return {
    before: () => before,
    does,
    haves,
    fall,
    port: (server.address() as AddressInfo).port,
    ada,
    bob,
    said,
    number,
    pass,
    leaveOutANumber: () => seq++,
    close,
  }
}

/** Numbers of another log. */
function newLog() {
  let before: Uint8Array | null = null
  return (b: EntryBody, q: number): Uint8Array => {
    const bytes = encodeEntry({ e: 1, q, p: before, at: Date.now(), b })
    before = hashOf(bytes)
    return bytes
  }
}

const net = eachTestnet()
let host: Awaited<ReturnType<typeof lyingHost>>
let carol: Node
let id: string
beforeEach(async () => {
  host = await lyingHost()
  net.atEnd(host.close)
  carol = await net.node('carol')
  id = (await carol.messenger.commands['room.join']({ host: '127.0.0.1', port: host.port })).id
})

const reads = (text: string) => carol.until((e) => e.type === 'message' && e.message.text === text)
const isTold = (fault: string) =>
  carol.until((e) => e.type === 'message' && e.message.notice?.code === 'room-fault' && e.message.notice.details['fault'] === fault)
async function shown() {
  const { messages } = await carol.messenger.commands['message.page']({ conversationId: id, cursor: { type: 'newest' }, limit: 100 })
  return messages.map(({ text, notice }) => notice?.details['fault'] ?? text)
}

it('nothing is said of a host that passes everything on', async () => {
  await host.pass(host.number(host.said(host.ada, 'un')), host.number(host.said(host.bob, 'deux')), host.number(host.said(host.ada, 'trois')))
  await reads('trois')
  expect(await shown()).toEqual(['un', 'deux', 'trois'])
})

it('a message that the host made up in another’s name is not shown, and that is said', async () => {
  const real = host.said(host.bob, 'de bob')
  await host.pass(host.number(host.said(host.ada, 'un')), host.number({ ...real, key: host.ada.spki }), host.number(host.said(host.ada, 'fin')))
  await isTold('forged')
  await reads('fin')
  expect((await shown()).toSorted()).toEqual(['fin', 'forged', 'un'])
})

it('a message that the host left out, numbering on, is missed by those who hear its author again', async () => {
  const first = host.number(host.said(host.ada, 'un'))
  host.said(host.ada, 'jamais transmis')
  await host.pass(first, host.number(host.said(host.ada, 'trois')))
  await isTold('withheld')
  expect((await shown()).toSorted()).toEqual(['trois', 'un', 'withheld'])
})

it('numbers that the host skips are asked for once more, and then missed', async () => {
  const first = host.number(host.said(host.ada, 'un'))
  host.leaveOutANumber()
  const third = host.number(host.said(host.bob, 'trois'))
  await host.pass(first, third)
  await host.pass(third)
  await isTold('gap')
  await reads('trois')
})

it('a log that the host rewrites does not follow on what was heard', async () => {
  await host.pass(host.number(host.said(host.ada, 'un')))
  await reads('un')
  host.number(host.said(host.bob, 'autre passé'), 1)
  await host.pass(host.number(host.said(host.ada, 'deux')))
  await isTold('rewritten')
})

it('words of before a fall are not heard again after it, however often the host lets one fall', async () => {
  const first = host.said(host.ada, 'un')
  await host.pass(host.number(first), host.number(host.said(host.ada, 'deux')))
  await reads('deux')
  for (const text of ['trois', 'quatre']) {
    await host.fall()
    await host.pass(host.number(first), host.number(host.said(host.ada, text)))
    await reads(text)
  }
  expect((await shown()).toSorted()).toEqual(['deux', 'forged', 'forged', 'quatre', 'trois', 'un'])
})

it('a host that makes up a crowd, and roles, takes no more memory than a room has, and keeps nobody from starting again', async () => {
  const wide = 'é'.repeat(60)
  for (let from = 0; from < 6_000; from += 1_000) {
    const crowd = Array.from({ length: 1_000 }, (_, i) =>
      host.number({ k: 'in', who: `${wide}${from + i}`, name: wide, color: 'teal', host: '', port: 1, standby: 1 }),
    )
    await host.pass(...crowd)
  }
  await host.pass(host.number(host.said(host.ada, 'fin')))
  await reads('fin')
  await carol.until((e) => e.type === 'room' && e.room.members.length === mostPresent)
  await carol.restart()
  const { rooms } = await carol.messenger.commands['app.snapshot']({})
  expect(rooms).toHaveLength(1)
}, 60_000)

const pageBefore = async () => {
  const page = carol.messenger.commands['message.page']
  const { messages } = await page({ conversationId: id, cursor: { type: 'newest' }, limit: 100 })
  return page({ conversationId: id, cursor: { type: 'before', order: messages[0]?.order ?? '' }, limit: 100 })
}

/** Carol enters late: her part of the log begins after this number. */
async function entersAfter(seq: number) {
  host.does.fromAfter = (have) => have?.seq ?? seq
  host.does.older = true
  await host.fall()
  await host.pass(host.number(host.said(host.ada, 'un'), seq + 1), host.number(host.said(host.ada, 'deux')))
  await reads('deux')
}

it('a host that answers no question for what was before keeps nobody waiting for good', async () => {
  await entersAfter(500)
  const { messages, hasOlder } = await pageBefore()
  expect([messages, hasOlder]).toEqual([[], true])
}, 20_000)

it('a page of before writes nothing over of what is here, asked for or not', async () => {
  await entersAfter(3)
  const other = newLog()
  const forged = ['vieux', 'faux', 'faux encore', 'de trop', 'plus encore', 'et après'].map((text, i) => other(host.said(host.bob, text), i + 1))
  host.does.page = (link) => link.send({ type: 'older', entries: forged, more: false })
  await pageBefore()
  await reads('vieux')
  expect(await shown()).not.toContain('plus encore')
  await host.fall()
  await expect.poll(() => host.haves.length).toBe(3)
  expect(host.haves[2]).toMatchObject({ seq: 5, hash: host.before() })
})

it('a host that begins before what is here, and does not say that it is another log, is left', async () => {
  await host.pass(host.number(host.said(host.ada, 'un')), host.number(host.said(host.ada, 'deux')))
  await reads('deux')
  host.does.fromAfter = () => 0
  await host.fall()
  await carol.until((e) => e.type === 'link' && e.link.error?.code === 'protocol-error')
})

it('a host that gives a role away while somebody is out for a moment is not believed: nobody signed it', async () => {
  await host.pass(host.number(host.said(host.ada, 'un')), host.number(host.said(host.bob, 'deux')))
  await reads('deux')
  host.does.roles = [[personIdOf(host.bob.spki), 'owner']]
  await host.fall()
  await host.pass(host.number(host.said(host.bob, { k: 'topic', topic: 'pris' })), host.number(host.said(host.bob, 'trois')))
  await reads('trois')
  const { rooms } = await carol.messenger.commands['app.snapshot']({})
  expect(rooms[0]?.topic).toBe('')
})

it('nor one that says that the log is another now', async () => {
  await host.pass(host.number(host.said(host.ada, 'un')), host.number(host.said(host.bob, 'deux')))
  await reads('deux')
  Object.assign(host.does, { roles: [[personIdOf(host.bob.spki), 'owner']], fork: true })
  await host.fall()
  await host.pass(host.number(host.said(host.bob, { k: 'topic', topic: 'pris' })), host.number(host.said(host.bob, 'trois')))
  await reads('trois')
  const { rooms } = await carol.messenger.commands['app.snapshot']({})
  expect(rooms[0]?.topic).toBe('')
})
