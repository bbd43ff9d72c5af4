import { describe, expect, it } from 'vitest'
import { type LineItem, LineSplitter } from '../../../electron/net/protocols/line-chat/line-splitter.ts'
import { limits } from '../../../shared/limits.ts'

const bytes = (text: string) => Buffer.from(text)
const texts = (items: Iterable<LineItem>) => [...items].map((item) => (item.type === 'text' ? item.text : '<too long>'))

describe('the line splitter', () => {
  it('ends a message at LF and at CRLF', () => {
    expect(texts(new LineSplitter().push(bytes('one\ntwo\r\nthree\n')))).toEqual(['one', 'two', 'three'])
  })

  it('does not end a message at a bare CR', () => {
    expect(texts(new LineSplitter().push(bytes('50 %\r60 %\n')))).toEqual(['50 %\r60 %'])
  })

  it('joins a message that arrives byte by byte, a CRLF cut in two included', () => {
    const splitter = new LineSplitter()
    const got = [...Buffer.from('héllo\r\nyes\n')].flatMap((byte) => texts(splitter.push(Buffer.of(byte))))
    expect(got).toEqual(['héllo', 'yes'])
  })

  it('makes no message of an empty line', () => {
    const splitter = new LineSplitter()
    expect(texts(splitter.push(bytes('\n\r\n\n')))).toEqual([])
    expect(splitter.pending).toBe(false)
  })

  it('delivers what waits after a silence, and no empty message for the line end that follows', () => {
    const splitter = new LineSplitter()
    expect(texts(splitter.push(bytes('hello')))).toEqual([])
    expect(splitter.pending).toBe(true)
    expect(texts(splitter.flush())).toEqual(['hello'])
    expect(texts(splitter.push(bytes('\r\n')))).toEqual([])
  })

  it('does not destroy a character that a silence cut in two', () => {
    const splitter = new LineSplitter()
    const euro = bytes('5 €')
    expect(texts(splitter.push(euro.subarray(0, 3)))).toEqual([])
    expect(texts(splitter.flush())).toEqual(['5 '])
    expect(texts(splitter.push(euro.subarray(3)))).toEqual([])
    expect(texts(splitter.flush())).toEqual(['€'])
    expect(splitter.pending).toBe(false)
  })

  it('gives half a character up when the stream ends', () => {
    const splitter = new LineSplitter()
    expect(texts(splitter.push(bytes('a€').subarray(0, 3)))).toEqual([])
    expect(texts(splitter.flush())).toEqual(['a'])
    expect(texts(splitter.end())).toEqual(['\ufffd'])
  })

  it('makes U+FFFD of bytes that are not UTF-8, never an error', () => {
    expect(texts(new LineSplitter().push(Buffer.from([0x61, 0xff, 0xc0, 0x62, 0x0a])))).toEqual(['a\ufffd\ufffdb'])
  })

  it('holds a CR across a silence, so that the LF after it ends nothing', () => {
    const splitter = new LineSplitter()
    expect(texts(splitter.push(bytes('hi\r')))).toEqual([])
    expect(texts(splitter.flush())).toEqual(['hi'])
    expect(texts(splitter.push(bytes('\nyo\n')))).toEqual(['yo'])
  })

  it('accepts a line of exactly the limit with either line end', () => {
    const line = 'x'.repeat(limits.plainLineBytes)
    expect(texts(new LineSplitter().push(bytes(`${line}\n`)))).toEqual([line])
    const splitter = new LineSplitter()
    expect([...texts(splitter.push(bytes(`${line}\r`))), ...texts(splitter.push(bytes('\n')))]).toEqual([line])
  })

  it('keeps the beginning of a longer line, says so once, and goes on with the next', () => {
    const splitter = new LineSplitter()
    const line = 'x'.repeat(limits.plainLineBytes)
    expect(texts(splitter.push(bytes(`${line}y`)))).toEqual([line, '<too long>'])
    expect(texts(splitter.push(bytes(line)))).toEqual([])
    expect(texts(splitter.push(bytes('rest\nnext\n')))).toEqual(['next'])
  })

  it('ends the dropping at a silence: a program that never sends line ends is heard again', () => {
    const splitter = new LineSplitter()
    texts(splitter.push(Buffer.alloc(limits.plainLineBytes * 2, 'x')))
    expect(splitter.pending).toBe(true)
    expect(texts(splitter.flush())).toEqual([])
    texts(splitter.push(bytes('hello')))
    expect(texts(splitter.flush())).toEqual(['hello'])
  })

  it('does not cut a character at the limit', () => {
    const splitter = new LineSplitter()
    const [text = ''] = texts(splitter.push(bytes(`x${'é'.repeat(limits.plainLineBytes)}\n`)))
    expect(text).toBe(`x${'é'.repeat((limits.plainLineBytes - 2) / 2)}`)
  })

  it('holds no more than a line of a gigabyte without any line end', () => {
    const splitter = new LineSplitter()
    const chunk = Buffer.alloc(64 * 1024, 'x')
    const before = process.memoryUsage().arrayBuffers
    let items = 0
    for (let i = 0; i < 16 * 1024; i++) items += texts(splitter.push(chunk)).length
    expect(items).toBe(2)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * 1024 * 1024)
  })
})
