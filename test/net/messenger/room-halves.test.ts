import { expect, it } from 'vitest'
import { systemClock } from '../../../electron/net/core/clock.ts'
import type { Clock } from '../../../electron/net/core/types.ts'
import { isMessage, isRoom, says, theySay } from '../../helpers/events.ts'
import { hostRoom, joinRoom, pageBack, proxyTo } from '../../helpers/room-world.ts'
import { eachTestnet, type Node } from '../../helpers/testnet.ts'

const net = eachTestnet()

/** Ada and bob in one half, eve in the other, where the room goes on as well; each has said something in theirs. */
async function twoHalves(clock: Clock = systemClock) {
  const [ada, bob, eve] = [await net.node('ada', {}, { clock }), await net.node('bob'), await net.node('eve', {}, { clock })]
  const { conversation, port } = await hostRoom(ada)
  const proxy = await proxyTo(net, port)
  const [bobs, eves] = [await joinRoom(bob, port), await joinRoom(eve, proxy.port)]
  await eve.send(eves, 'before')
  await Promise.all([ada, bob].map((node) => node.until(theySay('before'))))
  await eve.until(says('before', 'delivered'))
  // So that nobody whom eve can ask has more of the log.
  await bob.messenger.commands['conversation.leave']({ id: bobs })
  await eve.until(isMessage((m) => m.notice?.code === 'member-left'))
  proxy.close()
  await eve.until(isRoom(({ epoch, hosting }) => epoch === 2 && hosting !== null))
  await bob.messenger.commands['conversation.reconnect']({ id: bobs })
  const adas = conversation.id
  await ada.send(adas, 'ada’s half')
  await bob.send(bobs, 'bob’s half')
  await ada.until(says('bob’s half'))
  await bob.until(says('bob’s half', 'delivered'))
  await eve.send(eves, 'eve’s half')
  await eve.until(says('eve’s half', 'delivered'))
  return [
    [ada, adas],
    [bob, bobs],
    [eve, eves],
  ] as const
}

const said = async (node: Node, id: string) => (await pageBack(node, id)).flatMap(({ from, text }) => (from === 'system' ? [] : [text])).sort()
const everything = ['ada’s half', 'before', 'bob’s half', 'eve’s half']

it('a room that went on in two halves is one again once its host comes back, with everything once', async () => {
  const nodes = await twoHalves()
  const [[ada]] = nodes
  await ada.restart()
  await Promise.all(nodes.map(([node]) => node.until(isRoom(({ epoch, members }) => epoch === 2 && members.length === 3))))
  for (const [node, id] of nodes) await expect.poll(() => said(node, id), { timeout: 10_000 }).toEqual(everything)
}, 60_000)

it('and by itself once they see each other, under its owner: no member takes it by going on with it', async () => {
  // Half a minute of theirs is four seconds.
  const after: Clock['after'] = (ms, run) => systemClock.after(ms / 8, run)
  const nodes = await twoHalves({ ...systemClock, after })
  await Promise.all(nodes.map(([node]) => node.until(isRoom(({ epoch, members }) => epoch === 1 && members.length === 3))))
  for (const [node, id] of nodes) await expect.poll(() => said(node, id), { timeout: 10_000 }).toEqual(everything)
}, 60_000)
