import { describe, expect, it, vi } from 'vitest'
import { historyFile, openDatabase } from '../../electron/store/database.ts'
import { limits } from '../../shared/limits.ts'
import { aConversation, addConversation, aLog, aMessage, idAt, orderAt } from './helpers/samples.ts'
import { key, openIn, openTemporary, temporaryFolder } from './helpers/temporary.ts'

const bytes = (...values: number[]) => Buffer.from(values)
const anEntry = (seq: number, kind: 'text' | 'edit' = 'text') => ({ seq, messageId: idAt(seq), kind, frame: bytes(seq, 0, 255), queuedAt: 10 })

describe('conversations', () => {
  it('keeps everything that a conversation was made with, across a restart', async () => {
    const folder = temporaryFolder()
    const first = await openIn(folder)
    const made = aConversation('c', {
      personId: 'P',
      address: { host: 'fe80::1', port: 3000 },
      openedBy: 'them',
      request: true,
      lineEnd: 'crlf',
      createdAt: 42,
    })
    await first.write((tx) => tx.addConversation(made))
    await first.close()
    const store = await openIn(folder)
    expect(store.read.conversation('c')).toEqual({
      ...made,
      picture: null,
      trust: 'new',
      blocked: false,
      muted: false,
      pinned: false,
      note: '',
      draft: '',
      clearedBefore: null,
      readUpTo: null,
      unread: 0,
      lastMessage: null,
      lastSeenAt: null,
      updatedAt: 42,
    })
    expect(store.read.conversations()).toEqual([store.read.conversation('c')])
    expect(store.read.conversationOfPerson('P')?.id).toBe('c')
    expect(store.read.conversationOfPerson('Q')).toBeNull()
    expect(store.read.conversation('d')).toBeNull()
  })

  it('changes exactly what a patch names', async () => {
    const store = await openTemporary()
    await addConversation(store, 'c')
    const before = store.read.conversation('c')
    const patch = {
      kind: 'plain',
      title: 'T',
      color: 'rose',
      personId: 'P',
      address: { host: 'h', port: 1 },
      trust: 'verified',
      request: true,
      blocked: true,
      muted: true,
      pinned: true,
      note: 'n',
      draft: 'd',
      lastSeenAt: 7,
      lineEnd: 'none',
    } as const
    await store.write((tx) => tx.patchConversation('c', patch))
    expect(store.read.conversation('c')).toEqual({ ...before, ...patch })
    await store.write((tx) => tx.patchConversation('c', { address: null, muted: false }))
    expect(store.read.conversation('c')).toEqual({ ...before, ...patch, address: null, muted: false })
    await store.write((tx) => tx.patchConversation('c', {}))
  })

  it('counts as unread what they wrote after the last that was read and shown', async () => {
    const store = await openTemporary()
    await addConversation(store, 'c', 5)
    await store.write((tx) => tx.addMessage(aMessage('c', 6, { from: 'me' })))
    expect(store.read.conversation('c')?.unread).toBe(5)
    await store.write((tx) => tx.patchConversation('c', { readUpTo: orderAt(2) }))
    expect(store.read.conversation('c')?.unread).toBe(3)
    await store.write((tx) => tx.patchConversation('c', { clearedBefore: orderAt(4) }))
    expect(store.read.conversation('c')).toMatchObject({ unread: 1, lastMessage: { from: 'me', text: 'text 6', at: 6, deleted: false }, updatedAt: 6 })
    await store.write((tx) => tx.editMessage('c', idAt(5), 'them', { deleted: true }))
    expect(store.read.conversation('c')?.unread).toBe(0)
    await store.write((tx) => tx.patchConversation('c', { clearedBefore: orderAt(6) }))
    expect(store.read.conversation('c')).toMatchObject({ unread: 0, lastMessage: null })
  })

  it('counts no more than a thousand unread', async () => {
    const store = await openTemporary()
    await addConversation(store, 'c', 1_200)
    expect(store.read.conversation('c')?.unread).toBe(1_000)
  })

  it('removes a conversation with everything in it, at once for every reader', async () => {
    const store = await openTemporary()
    await addConversation(store, 'c', ['hello there'], { personId: 'P' })
    await addConversation(store, 'other', ['hello you'])
    await store.write((tx) => {
      tx.setLog('c', aLog())
      tx.addOutbox('c', anEntry(1))
      tx.setReaction('c', idAt(1), 'me', '👍', true)
      tx.quarantine('c', 9, bytes(1), 'why', 1)
    })
    await store.write((tx) => tx.removeConversation('c'))
    expect(store.read.conversations().map((c) => c.id)).toEqual(['other'])
    expect([store.read.conversation('c'), store.read.conversationOfPerson('P'), store.read.message('c', idAt(1)), store.read.log('c')]).toEqual([
      null,
      null,
      null,
      null,
    ])
    expect([store.read.conversationsWithOutbox(), store.read.outboxSize('c')]).toEqual([[], 0])
    expect(store.read.search('hello', null, 10).map((hit) => hit.message.conversationId)).toEqual(['other'])
    expect([...store.read.history(null)].map((m) => m.conversationId)).toEqual(['other'])
    await addConversation(store, 'c', ['again'], { personId: 'P' })
    expect(store.read.page('c', { type: 'newest' }, 10).messages.map((m) => m.text)).toEqual(['again'])
    expect(store.read.log('c')).toBeNull()
  })
})

describe('messages', () => {
  it('keeps a message as it was given', async () => {
    const store = await openTemporary()
    await addConversation(store, 'c')
    const message = aMessage('c', 3, { late: true, replyTo: idAt(1), failure: { code: 'expired', details: { days: 7 } }, text: 'été 🎉\r\n\u2028"' })
    const notice = aMessage('c', 4, { from: 'system', text: '', notice: { code: 'messages-lost', details: { count: 2 } } })
    await store.write((tx) => tx.addMessage(message) && tx.addMessage(notice))
    expect(store.read.message('c', message.id)).toEqual({ ...message, editedAt: null, deleted: false, reactions: [] })
    expect(store.read.message('c', notice.id)).toEqual({ ...notice, editedAt: null, deleted: false, reactions: [] })
    expect(store.read.messages('c', [notice.id, 'none', message.id]).map((m) => m.id)).toEqual([notice.id, message.id])
  })

  it('shows a NUL, which SQLite would end the text at', async () => {
    const store = await openTemporary()
    await addConversation(store, 'c', ['a\0b'])
    expect(store.read.message('c', idAt(1))?.text).toBe('a␀b')
  })

  it('knows an id once in each conversation, and changes nothing the second time', async () => {
    const store = await openTemporary()
    await addConversation(store, 'c')
    await addConversation(store, 'd')
    const add = (text: string, id = 'c') => store.write((tx) => tx.addMessage(aMessage(id, 1, { text })))
    expect([await add('first'), await add('second'), await add('third', 'd')]).toEqual([true, false, true])
    expect(store.read.message('c', idAt(1))?.text).toBe('first')
  })

  it('never stores anything under a conversation that is gone', async () => {
    const store = await openTemporary()
    const gone = { code: 'unknown-conversation' }
    await expect(store.write((tx) => tx.addMessage(aMessage('none', 1)))).rejects.toMatchObject(gone)
    await expect(store.write((tx) => tx.addOutbox('none', anEntry(1)))).rejects.toMatchObject(gone)
    await expect(store.write((tx) => tx.quarantine('none', 1, bytes(1), '', 1))).rejects.toMatchObject(gone)
    await expect(store.write((tx) => tx.setLog('none', aLog()))).rejects.toMatchObject(gone)
    await addConversation(store, 'next')
    expect(store.read.log('next')).toBeNull()
  })

  it('edits and deletes only what that author wrote', async () => {
    const store = await openTemporary()
    await addConversation(store, 'c', ['theirs'])
    const edit = (from: 'me' | 'them', text: string) => store.write((tx) => tx.editMessage('c', idAt(1), from, { text, editedAt: 9 }))
    expect([await edit('me', 'no'), await edit('them', 'changed')]).toEqual([false, true])
    expect(store.read.message('c', idAt(1))).toMatchObject({ text: 'changed', editedAt: 9 })
    await store.write((tx) => tx.setReaction('c', idAt(1), 'me', '👍', true))
    expect(await store.write((tx) => tx.editMessage('c', idAt(1), 'them', { deleted: true }))).toBe(true)
    expect(store.read.message('c', idAt(1))).toMatchObject({ text: '', deleted: true, reactions: [] })
    expect([await edit('them', 'back'), await store.write((tx) => tx.setReaction('c', idAt(1), 'me', '👍', true))]).toEqual([false, false])
    expect(await store.write((tx) => tx.editMessage('c', 'none', 'them', { deleted: true }))).toBe(false)
  })

  it('puts on and takes off reactions, each once', async () => {
    const store = await openTemporary()
    await addConversation(store, 'c', 1)
    const react = (from: 'me' | 'them', emoji: string, on: boolean) => store.write((tx) => tx.setReaction('c', idAt(1), from, emoji, on))
    await react('me', '👍', true)
    await react('me', '👍', true)
    await react('them', '👍', true)
    expect(store.read.message('c', idAt(1))?.reactions).toEqual([
      { emoji: '👍', from: 'me' },
      { emoji: '👍', from: 'them' },
    ])
    await react('me', '👍', false)
    expect(store.read.message('c', idAt(1))?.reactions).toEqual([{ emoji: '👍', from: 'them' }])
    for (let i = 0; i < 100; i++) await react('them', `${i}`, true)
    expect(store.read.message('c', idAt(1))?.reactions).toHaveLength(limits.reactionsPerAuthor)
  })

  it('fails a message with its reason, and moves it when it is sent again', async () => {
    const store = await openTemporary()
    await addConversation(store, 'c', 2)
    await store.write((tx) => tx.setMessageState('c', idAt(1), 'failed', { code: 'expired', details: {} }))
    expect(store.read.message('c', idAt(1))).toMatchObject({ state: 'failed', failure: { code: 'expired' } })
    await store.write((tx) => {
      tx.setMessageState('c', idAt(1), 'queued', null)
      tx.setMessageOrder('c', idAt(1), orderAt(9), 9)
    })
    expect(store.read.page('c', { type: 'newest' }, 10).messages.map((m) => m.id)).toEqual([idAt(2), idAt(1)])
    expect(store.read.lastOrder('c')).toBe(orderAt(9))
  })
})

describe('the outbox and the logs', () => {
  it('resends frames byte for byte, in order, page by page', async () => {
    const store = await openTemporary()
    await addConversation(store, 'c')
    await store.write((tx) => {
      for (const seq of [3, 1, 2]) tx.addOutbox('c', anEntry(seq))
    })
    expect(store.read.outbox('c', 0, 2)).toEqual([anEntry(1), anEntry(2)])
    expect(store.read.outbox('c', 2, 2)).toEqual([anEntry(3)])
    expect([store.read.outboxSize('c'), store.read.conversationsWithOutbox()]).toEqual([3, ['c']])
    await store.write((tx) => tx.dropOutbox('c', [1, 3]))
    expect(store.read.outbox('c', 0, 9).map((e) => e.seq)).toEqual([2])
  })

  it('delivers what is acknowledged, and only texts change state', async () => {
    const store = await openTemporary()
    await addConversation(store, 'c')
    await store.write((tx) => {
      tx.setLog('c', aLog({ mySeq: 3 }))
      for (const seq of [1, 2, 3]) {
        tx.addMessage(aMessage('c', seq, { from: 'me' }), seq === 2 ? undefined : seq)
        tx.addOutbox('c', anEntry(seq, seq === 2 ? 'edit' : 'text'))
      }
    })
    expect(await store.write((tx) => tx.acknowledge('c', 2))).toEqual([idAt(1)])
    expect(store.read.page('c', { type: 'newest' }, 9).messages.map((m) => m.state)).toEqual(['delivered', 'queued', 'queued'])
    expect(store.read.outbox('c', 0, 9).map((e) => e.seq)).toEqual([3])
    expect([store.read.outboxSize('c'), store.read.conversationsWithOutbox()]).toEqual([1, ['c']])
    for (const again of [2, 1, 0]) expect(await store.write((tx) => tx.acknowledge('c', again))).toEqual([])
    expect(await store.write((tx) => tx.acknowledge('c', 3))).toEqual([idAt(3)])
    expect([store.read.outboxSize('c'), store.read.conversationsWithOutbox()]).toEqual([0, []])
  })

  it('answers no ids when as many were told already, and all when there are more', async () => {
    const store = await openTemporary()
    await addConversation(store, 'c')
    await store.write((tx) => {
      tx.setLog('c', aLog({ mySeq: 4 }))
      for (const seq of [1, 2, 3, 4]) {
        tx.addMessage(aMessage('c', seq, { from: 'me' }), seq)
        tx.addOutbox('c', anEntry(seq))
      }
    })
    expect(await store.write((tx) => tx.acknowledge('c', 2, 2))).toEqual([])
    expect(await store.write((tx) => tx.acknowledge('c', 4, 1))).toEqual([idAt(3), idAt(4)])
    expect(store.read.page('c', { type: 'newest' }, 9).messages.map((m) => m.state)).toEqual(Array(4).fill('delivered'))
  })

  it('remembers nothing of a log that a failed job changed', async () => {
    const store = await openTemporary()
    await addConversation(store, 'c')
    await store.write((tx) => tx.setLog('c', aLog({ mySeq: 1 })))
    const failing = store.write((tx) => {
      tx.setLog('c', aLog({ mySeq: 2 }))
      tx.acknowledge('c', 1)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await store.write((tx) => tx.read.log('c')?.mySeq)).toBe(1)
    await store.write((tx) => tx.addOutbox('c', anEntry(1)))
    expect([store.read.log('c')?.mySeq, store.read.outboxSize('c')]).toEqual([1, 1])
  })

  it('an acknowledgement says nothing of what was given up, and of what is sent again only under its new entry', async () => {
    const store = await openTemporary()
    await addConversation(store, 'c')
    await store.write((tx) => {
      tx.setLog('c', aLog({ mySeq: 3 }))
      for (const seq of [1, 2, 3]) {
        tx.addMessage(aMessage('c', seq, { from: 'me' }), seq)
        tx.addOutbox('c', anEntry(seq))
      }
      tx.dropOutbox('c', [1, 2])
      for (const seq of [1, 2]) tx.setMessageState('c', idAt(seq), 'failed', { code: 'expired', details: {} })
    })
    await store.write((tx) => {
      tx.setMessageState('c', idAt(2), 'queued', null)
      tx.addOutbox('c', { ...anEntry(4), messageId: idAt(2) })
      tx.setMessageEntry('c', idAt(2), 4)
    })
    const states = () => store.read.page('c', { type: 'newest' }, 9).messages.map((m) => m.state)
    expect(await store.write((tx) => tx.acknowledge('c', 3))).toEqual([idAt(3)])
    expect(states()).toEqual(['failed', 'queued', 'delivered'])
    expect(await store.write((tx) => tx.acknowledge('c', 4))).toEqual([idAt(2)])
    expect(states()).toEqual(['failed', 'delivered', 'delivered'])
  })

  it('a log that begins anew takes back no delivery, and its entries wait although their numbers are small', async () => {
    const store = await openTemporary()
    await addConversation(store, 'c')
    await store.write((tx) => {
      tx.setLog('c', aLog({ mySeq: 3 }))
      for (const seq of [1, 2, 3]) {
        tx.addMessage(aMessage('c', seq, { from: 'me' }), seq)
        tx.addOutbox('c', anEntry(seq))
      }
    })
    await store.write((tx) => tx.acknowledge('c', 2))
    await store.write((tx) => {
      tx.dropOutbox('c', [3])
      tx.setLog('c', aLog({ myEpoch: 'anew', mySeq: 1, base: 3 }))
      tx.addOutbox('c', { ...anEntry(3), seq: 1 })
      tx.setMessageEntry('c', idAt(3), 1)
    })
    const states = () => store.read.page('c', { type: 'newest' }, 9).messages.map((m) => m.state)
    expect([states(), store.read.outbox('c', 0, 9).map((e) => e.seq)]).toEqual([['delivered', 'delivered', 'queued'], [1]])
    expect(await store.write((tx) => tx.acknowledge('c', 1))).toEqual([idAt(3)])
    expect([states(), store.read.outboxSize('c')]).toEqual([['delivered', 'delivered', 'delivered'], 0])
  })

  it('drops the rows of acknowledged entries many at once, the rest in idle turns, and keeps every state', async () => {
    const folder = temporaryFolder()
    const store = await openIn(folder)
    await addConversation(store, 'c')
    await store.write((tx) => {
      tx.setLog('c', aLog({ mySeq: 400 }))
      for (let seq = 1; seq <= 400; seq++) {
        tx.addMessage(aMessage('c', seq, { from: 'me' }), seq)
        tx.addOutbox('c', anEntry(seq))
      }
    })
    const rows = () => {
      const db = openDatabase(historyFile(folder), key)
      const { n } = db.prepare('SELECT count(*) AS n FROM outbox').get() as { n: number }
      db.close()
      return n
    }
    const rowsAre = (wanted: number) => expect.poll(rows, { interval: 10 }).toBe(wanted)
    await store.write((tx) => tx.acknowledge('c', 200))
    expect(store.read.outboxSize('c')).toBe(200)
    await rowsAre(400)
    await store.write((tx) => tx.acknowledge('c', 300))
    expect(store.read.outboxSize('c')).toBe(100)
    await rowsAre(100)
    await store.write((tx) => tx.acknowledge('c', 350))
    expect([rows(), store.read.outboxSize('c')]).toEqual([100, 50])
    await vi.waitFor(() => expect(rows()).toBe(50), { timeout: 5_000, interval: 100 })
    const states = [...store.read.history('c')].map((m) => m.state)
    expect([states.filter((s) => s === 'delivered').length, states.filter((s) => s === 'queued').length]).toEqual([350, 50])
  })

  it('marks mine as read up to an order, each once; a mark may overtake the acknowledgement', async () => {
    const store = await openTemporary()
    await addConversation(store, 'c', 1)
    await store.write((tx) => {
      tx.addMessage(aMessage('c', 2, { from: 'me', state: 'delivered' }))
      tx.addMessage(aMessage('c', 3, { from: 'me', state: 'failed' }))
      tx.setLog('c', aLog({ mySeq: 4 }))
      tx.addMessage(aMessage('c', 4, { from: 'me' }), 4)
      tx.addMessage(aMessage('c', 5, { from: 'me', state: 'delivered' }))
      tx.addOutbox('c', anEntry(4))
    })
    expect(await store.write((tx) => tx.markReadByThem('c', orderAt(4)))).toEqual([idAt(2), idAt(4)])
    expect(await store.write((tx) => tx.markReadByThem('c', orderAt(4)))).toEqual([])
    await store.write((tx) => tx.acknowledge('c', 4))
    expect(store.read.page('c', { type: 'newest' }, 9).messages.map((m) => m.state)).toEqual(['received', 'read', 'failed', 'read', 'delivered'])
  })

  it('keeps both logs with their hashes, and a job sees what the one before it wrote', async () => {
    const store = await openTemporary()
    await addConversation(store, 'c')
    expect(store.read.log('c')).toBeNull()
    const log = aLog({ mySeq: 2 ** 40, myHash: bytes(1, 2), theirEpoch: 'theirs', theirSeq: 4, theirHash: bytes(0), theirWall: 1.7e12, theirCount: 3 })
    await Promise.all([
      store.write((tx) => tx.setLog('c', log)),
      store.write((tx) => tx.setLog('c', { ...log, theirSeq: (tx.read.log('c')?.theirSeq ?? 0) + 1 })),
    ])
    expect(store.read.log('c')).toEqual({ ...log, theirSeq: 5 })
  })

  it('reads its own writes inside a job', async () => {
    const store = await openTemporary()
    const seen = await store.write((tx) => {
      tx.addConversation(aConversation('c'))
      tx.addMessage(aMessage('c', 1, { text: 'inside' }))
      return [tx.read.message('c', idAt(1))?.text, tx.read.search('insi', 'c', 5).length]
    })
    expect(seen).toEqual(['inside', 1])
  })
})
