import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { limits } from '../../../shared/limits.ts'
import { memoryChat, readAll, settle } from './harness.ts'

describe('a plain conversation', () => {
  it('delivers lines as they come', async () => {
    const { theirs, texts } = memoryChat()
    theirs.write('hello\nhow are you?\r\n')
    await settle()
    expect(texts).toEqual(['hello', 'how are you?'])
  })

  it('delivers bytes without a line end after 50 ms of silence, not before', async () => {
    const { theirs, texts, clock } = memoryChat()
    theirs.write('hel')
    await settle()
    clock.advance(49)
    theirs.write('lo')
    await settle()
    clock.advance(49)
    expect(texts).toEqual([])
    clock.advance(1)
    expect(texts).toEqual(['hello'])
    expect(clock.pending).toBe(0)
  })

  it('takes a greeting without a line end for no part of the answer to what is said first', async () => {
    const { theirs, texts, clock, chat } = memoryChat()
    theirs.write('Bienvenue')
    await settle()
    const sent = chat.send('hello', 'lf')
    theirs.once('readable', () => theirs.write('recu: hello'))
    await settle()
    clock.advance(50)
    await sent
    await settle()
    clock.advance(50)
    expect(texts).toEqual(['Bienvenue', 'recu: hello'])
  })

  it('waits no longer than 100 ms for a greeting that never pauses', async () => {
    const { theirs, clock, chat } = memoryChat()
    theirs.write('Bien')
    await settle()
    const sent = chat.send('hello', 'lf')
    for (let i = 0; i < 4; i++) {
      theirs.write('venue ')
      await settle()
      clock.advance(25)
    }
    await sent
  })

  it('waits for the rest of a letter or a line end that was cut, and asks no clock for it', async () => {
    const { theirs, texts, clock } = memoryChat()
    for (const [part, rest] of [
      [Buffer.from([0xc3]), Buffer.from([0xa9, 0x0a])],
      [Buffer.from('a\r'), Buffer.from('\n')],
    ] as const) {
      theirs.write(part)
      await settle()
      clock.advance(50)
      expect(clock.pending).toBe(0)
      theirs.write(rest)
      await settle()
    }
    expect(texts).toEqual(['é', 'a'])
  })

  it('takes no other letters for FIN', async () => {
    const { theirs, texts, facts } = memoryChat()
    theirs.write('\u{fb01}n\nf\u0131n\n')
    await settle()
    expect([texts, facts]).toEqual([['\u{fb01}n', 'f\u0131n'], []])
  })

  it('delivers the last line when the stream ends, then says that it ended', async () => {
    const { theirs, texts, facts, chat } = memoryChat()
    theirs.end('no newline')
    await settle()
    expect(texts).toEqual(['no newline'])
    expect(facts).toEqual(['ended'])
    expect(chat.writable).toBe(true)
  })

  it('still sends to a program that has finished writing', async () => {
    const { theirs, chat } = memoryChat()
    theirs.end('hi\n')
    await settle()
    await chat.send('welcome', 'lf')
    chat.close()
    expect(await readAll(theirs)).toBe('welcome\n')
  })

  it.each([
    ['lf', 'a\nb\n'],
    ['crlf', 'a\r\nb\r\n'],
    ['none', 'a\nb'],
  ] as const)('writes line ends as %s', async (lineEnd, wire) => {
    const { theirs, chat } = memoryChat()
    await chat.send('a\nb', lineEnd)
    chat.close()
    expect(await readAll(theirs)).toBe(wire)
  })

  it.each(['FIN', 'fin', 'Fin'])('sends %s alone without a line end', async (word) => {
    const { theirs, chat } = memoryChat('connecting')
    await chat.send(word, 'lf')
    chat.close()
    expect(await readAll(theirs)).toBe(word)
  })

  it('answers FIN with Au revoir and closes, when it is the one that listens', async () => {
    const { theirs, texts, facts, closed } = memoryChat('listening')
    theirs.end('bye\nfin\nignored\n')
    expect(await readAll(theirs)).toBe('Au revoir')
    expect(await closed).toEqual({ error: null })
    expect(texts).toEqual(['bye', 'fin'])
    expect(facts).toEqual(['fin Au revoir', 'ended'])
  })

  it('takes FIN without a line end, after the silence', async () => {
    const { theirs, facts, clock } = memoryChat('listening')
    theirs.write('FIN')
    await settle()
    clock.advance(limits.plainSilenceMs)
    expect(facts).toEqual(['fin Au revoir'])
    await settle()
    expect(theirs.read()?.toString()).toBe('Au revoir')
  })

  it('closes without an answer when the side that listens says FIN', async () => {
    const { theirs, facts, closed } = memoryChat('connecting')
    theirs.end('FIN')
    expect(await readAll(theirs)).toBe('')
    await closed
    expect(facts).toEqual(['fin', 'ended'])
  })

  it('hears the goodbye after it sent FIN, then closes', async () => {
    const { theirs, texts, chat, closed } = memoryChat('connecting')
    await chat.send('FIN', 'lf')
    await settle()
    expect(chat.writable).toBe(true)
    theirs.end('Au revoir')
    theirs.resume()
    expect(await closed).toEqual({ error: null })
    expect(texts).toEqual(['Au revoir'])
  })

  it('does not take FIN inside a sentence for the end', async () => {
    const { theirs, facts } = memoryChat('listening')
    theirs.write('la FIN du film\n')
    await settle()
    expect(facts).toEqual([])
  })

  it('tells both sides once when a line is too long', async () => {
    const { theirs, texts, facts, chat } = memoryChat()
    theirs.write(Buffer.alloc(limits.plainLineBytes * 3, 'x'))
    theirs.write('\nafter\n')
    await settle()
    expect(facts).toEqual(['too-long'])
    expect(texts.map((t) => t.length)).toEqual([limits.plainLineBytes, 5])
    chat.close()
    theirs.end()
    expect(await readAll(theirs)).toContain('Line too long')
  })

  it('stops reading while its owner is busy, and stays bounded under a flood', async () => {
    const waiting: (() => void)[] = []
    const { theirs } = memoryChat('listening', { onText: () => new Promise<void>((resolve) => waiting.push(resolve)) })
    const lines = Buffer.from('x\n'.repeat(16 * 1024))
    for (let i = 0; i < 64; i++) theirs.write(lines)
    await settle()
    expect(waiting.length).toBe(256)
    expect(theirs.writableLength).toBeGreaterThan(lines.length * 60)
    let taken = 0
    while (waiting.length > 0) {
      taken += waiting.length
      for (const done of waiting.splice(0)) done()
      await turn()
      await turn()
    }
    expect(taken).toBe(64 * 16 * 1024)
  })

  it('gives up on a program that never reads', async () => {
    const { chat, closed } = memoryChat()
    const sends: Promise<unknown>[] = []
    for (let i = 0; i < 40; i++)
      sends.push(
        chat.send('x'.repeat(32 * 1024), 'lf').then(
          () => 'sent',
          (error: { code: string }) => error.code,
        ),
      )
    const outcomes = await Promise.all(sends)
    expect(outcomes).toContain('peer-silent')
    expect(outcomes.every((o) => o === 'sent' || o === 'peer-silent' || o === 'EPIPE')).toBe(true)
    expect((await closed).error?.code).toBe('peer-silent')
    expect(chat.writable).toBe(false)
  })

  it('refuses to send after it was closed', async () => {
    const { chat } = memoryChat()
    chat.close()
    await expect(chat.send('late', 'lf')).rejects.toMatchObject({ code: 'EPIPE' })
  })

  it('closes by itself a second after its own end when the other side says nothing', async () => {
    const { chat, clock, closed } = memoryChat()
    chat.close()
    await settle()
    clock.advance(1_000)
    expect(await closed).toEqual({ error: null })
    expect(clock.pending).toBe(0)
  })

  it('delivers what waited when the connection breaks, then tells why', async () => {
    const { mine, theirs, texts, closed } = memoryChat()
    theirs.write('last words')
    await settle()
    mine.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
    expect(await closed).toEqual({ error: { code: 'ECONNRESET', details: {} } })
    expect(texts).toEqual(['last words'])
  })

  it('closes at once over a stream that is gone already', async () => {
    const { mine, closed } = memoryChat()
    mine.destroy()
    expect(await closed).toEqual({ error: null })
  })
})
