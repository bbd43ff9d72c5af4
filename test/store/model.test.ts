import { hash } from 'node:crypto'
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Store, StoreTx } from '../../electron/store/index.ts'
import { aConversation, aLog, aMessage, idAt } from './helpers/samples.ts'
import { openIn, temporaryFolder } from './helpers/temporary.ts'

/** The same numbers for the same seed. */
function randomFrom(seed: number) {
  let state = seed | 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number) => Math.floor(next() * n)
  return { next, below, pick: <T>(items: readonly T[]): T => items[below(items.length)] as T }
}
type Random = ReturnType<typeof randomFrom>

const conversations = ['c0', 'c1', 'c2', 'c3']
const mostTime = 60
const picture = (n: number) => ({ id: hash('sha256', `picture ${n}`, 'hex'), bytes: Buffer.from(`picture ${n}`) })
const file = (state: 'offered' | 'accepted') => ({ kind: 'file', name: 'a.txt', size: 3, count: 1, state, received: 0, mime: '' }) as never

/** One thing that a job may do; what it does follows from the numbers and from what is stored. */
const steps: readonly ((tx: StoreTx, random: Random, c: string, time: number) => unknown)[] = [
  (tx, _r, c) => tx.read.conversation(c) ?? tx.addConversation(aConversation(c, { personId: `person of ${c}` })),
  (tx, _r, c, time) => tx.addMessage(aMessage(c, time, { text: `hello ${time} ${'x'.repeat(time * 20)}` })),
  (tx, _r, c, time) => tx.addMessage(aMessage(c, time, { file: file('offered'), author: { name: 'Ann', personId: 'ann' } })),
  sendText,
  sendText,
  sendText,
  (tx, random, c) => tx.acknowledge(c, random.below((tx.read.log(c)?.mySeq ?? 0) + 1), random.below(2)),
  (tx, random, c) =>
    tx.dropOutbox(
      c,
      tx.read.outbox(c, 0, 9).flatMap(({ seq }) => (random.below(2) ? [seq] : [])),
    ),
  (tx, _r, c) => {
    const log = tx.read.log(c)
    tx.dropOutbox(
      c,
      tx.read.outbox(c, 0, 999).map(({ seq }) => seq),
    )
    if (log) tx.setLog(c, { ...log, myEpoch: `${log.myEpoch}+`.slice(-20), base: log.base + log.mySeq, mySeq: 0 })
  },
  (tx, random, c, time) => tx.editMessage(c, idAt(time), random.pick(['me', 'them']), { text: `edited ${random.below(99)}`, editedAt: time }),
  (tx, random, c, time) => tx.editMessage(c, idAt(time), random.pick(['me', 'them']), { deleted: true }),
  (tx, random, c, time) => tx.setReaction(c, idAt(time), random.pick(['me', 'them']), random.pick(['👍', '🎉']), random.below(3) > 0),
  (tx, random, c, time) => tx.setReaction(c, idAt(time), 'them', '👍', true, { name: 'Bo', personId: `bo ${random.below(4)}` }),
  (tx, random, c, time) => tx.setFile(c, idAt(time), file(random.pick(['offered', 'accepted']))),
  (tx, _r, c, time) => tx.setTransfer(c, idAt(time), { path: `/p/${time}`, part: null, modified: null, manifest: null, mime: '' }),
  (tx, _r, c, time) => tx.replaceMessage(aMessage(c, time, { order: '0', text: 'the earlier one' })),
  (tx, _r, c, time) => tx.setMessageState(c, idAt(time), 'failed', null),
  (tx, random, c, time) => tx.setMessageOrder(c, idAt(time), aMessage(c, 1_000 + random.below(99)).order, time),
  (tx, _r, c, time) => tx.markReadByThem(c, aMessage(c, time).order),
  (tx, random, c, time) => tx.patchConversation(c, { draft: `draft ${time}`, pinned: random.below(2) > 0, address: { host: 'h', port: time } }),
  (tx, random, c) => tx.setPicture(random.pick(['me', c]), random.pick([null, picture(random.below(5))])),
  (tx, random, c, time) =>
    tx.setRoom({
      conversationId: c,
      mode: 'chat' as never,
      room: `r${time}`,
      hostId: null,
      facts: null,
      hosting: null,
      ticket: null,
      joined: random.below(2) > 0,
    }),
  (tx, random, c, time) =>
    tx.addRoomEntries(
      c,
      [0, 1].map((n) => ({ seq: time + n, epoch: random.below(3), bytes: Buffer.from([time]) })),
    ),
  (tx, _r, c) => tx.dropRoomEntries(c),
  (tx, random, c, time) => tx.keepRoomChange(c, idAt(time), { author: `a${random.below(3)}`, seq: time, part: 0, change: '{}' }),
  (tx, _r, c, time) => tx.takeRoomChanges(c, idAt(time)),
  (tx, _r, c, time) => tx.setPassive(c, { at: time * 300_000, asked: time, answered: 1, minMs: 0.25, p50Ms: null, maxMs: 4 }),
  (tx, _r, c, time) => tx.quarantine(c, time, Buffer.from([1]), 'bad', time),
  (tx, random, c, time) => random.below(4) || tx.removeConversation(time % 2 ? c : 'c3'),
]

function sendText(tx: StoreTx, _random: Random, c: string, time: number): void {
  const log = tx.read.log(c) ?? aLog()
  const seq = log.mySeq + 1
  tx.setLog(c, { ...log, mySeq: seq, myHash: Buffer.from([seq]) })
  if (!tx.addMessage(aMessage(c, time, { from: 'me' }), seq)) tx.setMessageEntry(c, idAt(time), seq)
  tx.addOutbox(c, { seq, messageId: idAt(time), kind: 'text', frame: Buffer.from([seq, time]), queuedAt: time })
}

/** A job of some steps; some fail at the end, and many where there is nothing. */
const jobOf = (seed: number) => (tx: StoreTx) => {
  const random = randomFrom(seed)
  for (let n = random.below(5); n >= 0; n--) random.pick(steps)(tx, random, random.pick(conversations), 1 + random.below(mostTime))
  if (random.below(12) === 0) throw new Error('on purpose')
}

/** Everything that can be read, of all conversations. */
function allOf({ read }: Store): string {
  const of = (c: string) => {
    const messages = [...read.history(c)]
    return {
      conversation: read.conversation(c),
      messages,
      transfers: messages.map(({ id }) => read.transfer(c, id)),
      outbox: [read.outbox(c, 0, 999), read.outboxSize(c), read.log(c)],
      room: [read.room(c), read.roomEntriesAfter(c, 0, 999), read.passive(c, 0)],
      files: [read.files(c, null, 99), read.filesOnTheirWay(c), read.unsaid(c, '', 99)].map((list) => list.map(({ id }) => id)),
    }
  }
  const shared = [read.conversationsWithOutbox().toSorted(), read.myPicture(), Array.from({ length: 5 }, (_, n) => read.picture(picture(n).id)?.length)]
  return JSON.stringify([shared, conversations.map(of)])
}

const journals = (folder: string) => readdirSync(folder).filter((name) => name.includes('journal'))

/** As a process that is killed now leaves it. */
function asKilled(folder: string): string {
  const copy = temporaryFolder()
  cpSync(folder, copy, { recursive: true })
  return copy
}

/** Some of what was written last is not there, or broken. */
function damage(folder: string, random: Random): void {
  for (const name of journals(folder)) {
    const bytes = readFileSync(join(folder, name))
    const used = bytes.findLastIndex((byte) => byte !== 0) + 1
    const at = random.below(used + 1)
    if (random.below(2)) truncateSync(join(folder, name), at)
    else writeFileSync(join(folder, name), bytes.fill(0xa5, at, at + 1 + random.below(40)))
  }
}

it.each([1, 2, 3])(
  'killed at random moments it has all that was written, after damage and power cuts a whole part of it (seed %i)',
  async (seed) => {
    const random = randomFrom(seed)
    let folder = temporaryFolder()
    let store = await openIn(folder)
    // The same jobs, each committed to the file at once: its journal can't be opened.
    const other = temporaryFolder()
    const model = await openIn(other)
    mkdirSync(join(other, 'history.journal-0'))
    onTestFinished(() => rmdirSync(join(other, 'history.journal-0')))
    /** All that it ever was, between jobs: a group ends after any of them. */
    const states = new Set([allOf(model)])
    let earlier = asKilled(folder)
    for (let round = 0; round < 30; round++) {
      const jobs = Array.from({ length: 1 + random.below(4) }, () => jobOf(random.below(2 ** 31)))
      const outcomes = await Promise.allSettled(jobs.map((job) => store.write(job)))
      for (const [n, job] of jobs.entries()) {
        const [outcome] = await Promise.allSettled([model.write(job)])
        expect(outcome?.status, `round ${round}`).toBe(outcomes[n]?.status)
        states.add(allOf(model))
      }
      const now = allOf(model)
      expect(allOf(store), `round ${round}`).toBe(now)
      const act = random.below(10)
      if (act === 0) store.read.search('hello', null, 5)
      if (act === 1) await new Promise((resolve) => setTimeout(resolve, random.below(130)))
      if (act === 2) earlier = asKilled(folder)
      if (act === 3) {
        const killed = asKilled(folder)
        damage(killed, random)
        const again = await openIn(killed)
        expect(states.has(allOf(again)), `round ${round}: a state that was`).toBe(true)
        await again.close()
      }
      if (act === 4) {
        const cut = asKilled(earlier)
        for (const name of journals(folder)) copyFileSync(join(folder, name), join(cut, name))
        const again = await openIn(cut)
        expect(states.has(allOf(again)), `round ${round}: a state that was`).toBe(true)
        await again.close()
      }
      if (act === 5 || act === 6) {
        const killed = asKilled(folder)
        await store.close()
        folder = asKilled(killed)
        store = await openIn(folder)
        expect(allOf(store)).toBe(now)
        if (act === 6) {
          folder = asKilled(folder)
          await store.close()
          store = await openIn(folder)
          expect(allOf(store)).toBe(now)
        }
        earlier = asKilled(folder)
      }
    }
    const found = store.read.search('hello', null, 9_999).map(({ message }) => `${message.conversationId} ${message.id}`)
    const wanted = [...store.read.history(null)].filter(({ text }) => text.startsWith('hello')).map((m) => `${m.conversationId} ${m.id}`)
    expect(found.toSorted()).toEqual(wanted.toSorted())
  },
  60_000,
)
