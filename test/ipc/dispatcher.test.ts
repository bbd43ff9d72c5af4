import { deserialize, serialize } from 'node:v8'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDispatcher, type Handlers } from '../../electron/ipc/dispatcher.ts'
import { payloadCharacters, payloadValues } from '../../electron/ipc/payload.ts'
import { jsonLogger, silentLogger } from '../../electron/net/core/logger.ts'
import { AppError } from '../../shared/errors.ts'
import { type Channel, channels } from '../../shared/ipc/channels.ts'
import { goodArguments } from './good-arguments.ts'

const page = { trusted: true }
const stranger = { trusted: false }

/** A dispatcher whose handlers note what reaches them. */
function set(answers: Partial<Record<Channel, (args: unknown) => unknown>> = {}) {
  const reached: { readonly channel: Channel; readonly args: unknown }[] = []
  const handlerOf = (channel: Channel) => (args: unknown) => {
    reached.push({ channel, args })
    return answers[channel] ? answers[channel](args) : null
  }
  const handlers = Object.fromEntries(channels.map((channel) => [channel, handlerOf(channel)])) as unknown as Handlers
  const log: string[] = []
  const dispatcher = createDispatcher<{ trusted: boolean }>({
    handlers: Promise.resolve(handlers),
    isTrusted: ({ trusted }) => trusted,
    logger: jsonLogger((line) => log.push(line), 'info'),
  })
  return { ...dispatcher, reached, log }
}

/** What a page can put into a call arrives by structured clone: as `args` here. */
const asArrived = (value: unknown): unknown => deserialize(serialize(value))

const withOwnProto = JSON.parse('{"__proto__":{"polluted":1},"id":"c1"}') as unknown
const cyclic: Record<string, unknown> = { id: 'c1' }
cyclic['self'] = cyclic

const rubbish: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['a string', 'x'],
  ['a number', 1],
  ['NaN', Number.NaN],
  ['a boolean', true],
  ['an array', []],
  ['an array of objects', [{}]],
  ['a date', new Date(0)],
  ['a map', new Map([['id', 'c1']])],
  ['a set', new Set(['c1'])],
  ['bytes', new Uint8Array(8)],
  ['a bigint', 1n],
  ['an error', new Error('x')],
  ['a regular expression', /x/],
  ['an unknown key', { surprise: 1 }],
  ['an own __proto__', withOwnProto],
  ['a constructor key', { constructor: { prototype: { polluted: 1 } } }],
  ['a cycle', cyclic],
]

describe('rubbish from the page', () => {
  it.each(channels)('never reaches the handler of %s', async (channel) => {
    const { dispatch, reached } = set()
    for (const [name, value] of rubbish) {
      const result = await dispatch(page, channel, asArrived(value))
      expect(result, name).toMatchObject({ ok: false, error: { code: 'bad-argument' } })
    }
    expect(reached).toEqual([])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it.each(channels)('%s: each field is checked for its type, its presence and its limits', async (channel) => {
    const { dispatch, reached } = set()
    const good = goodArguments[channel] as Record<string, unknown>
    const optional = new Set(['settings.update', 'conversation.update'].includes(channel) ? Object.keys(good).filter((k) => k !== 'id') : [])
    for (const field of Object.keys(good)) {
      const { [field]: _, ...without } = good
      if (!optional.has(field)) expect(await dispatch(page, channel, without), `without ${field}`).toMatchObject({ ok: false, error: { code: 'bad-argument' } })
      for (const wrong of [{}, [], Number.NaN, Number.POSITIVE_INFINITY, -1, 1.5, 1e300, '', 'x'.repeat(1_050_000), () => 0, Symbol('x'), 10n]) {
        const result = await dispatch(page, channel, { ...good, [field]: wrong })
        expect(result, `${field}: ${String(wrong).slice(0, 20)}`).toMatchObject(
          isFine(channel, field, wrong) ? { ok: true } : { ok: false, error: { code: 'bad-argument' } },
        )
      }
    }
    expect(reached.every(({ args }) => Object.keys(args as object).every((key) => key in good))).toBe(true)
  })

  it('of any shape gives a clean refusal or a clean answer, and never an exception', async () => {
    const { dispatch } = set()
    const anything = fc.oneof(
      fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, withSparseArray: true }),
      fc.dictionary(fc.constantFrom('id', 'conversationId', 'text', 'cursor', 'name', 'url', '__proto__'), fc.anything()),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...channels), anything, async (channel, value) => {
        const result = await dispatch(page, channel, value)
        expect(result.ok || ['bad-argument'].includes(result.error.code)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  it('names the fields that are wrong, a few of them and briefly', async () => {
    const { dispatch } = set()
    expect(await dispatch(page, 'message.page', { conversationId: '', limit: 0, cursor: { type: 'before', order: 7 } })).toEqual({
      ok: false,
      error: { code: 'bad-argument', details: { field: 'conversationId, limit, cursor.order' } },
    })
    const many = await dispatch(page, 'app.about', Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`${'k'.repeat(50)}${i}`, i])))
    expect(JSON.stringify(many).length).toBeLessThan(400)
  })

  it('too large is refused before the schema looks at it', async () => {
    const { dispatch } = set()
    const tooLarge = { ok: false, error: { code: 'bad-argument', details: { field: 'size' } } }
    expect(await dispatch(page, 'window.copy', { text: 'x'.repeat(payloadCharacters + 1) })).toEqual(tooLarge)
    expect(await dispatch(page, 'app.about', { list: Array.from({ length: payloadValues + 1 }, () => 0) })).toEqual(tooLarge)
    expect(await dispatch(page, 'app.about', { list: new Array(4_000_000_000) })).toEqual(tooLarge)
    expect(await dispatch(page, 'app.about', { bytes: new Uint8Array(64 * 1024 * 1024) })).toEqual(tooLarge)
    let deep: unknown = 0
    for (let i = 0; i < 100_000; i++) deep = { deep }
    expect(await dispatch(page, 'app.about', deep)).toEqual(tooLarge)
  })

  it('on a channel that does not exist is refused', async () => {
    const { dispatch } = set()
    for (const channel of ['app.quit', '__proto__', 'constructor', 'toString', ''])
      expect(await dispatch(page, channel as Channel, {})).toMatchObject({ ok: false, error: { code: 'bad-argument' } })
  })
})

/** The few wrong-looking values that a field may have. */
function isFine(channel: Channel, field: string, value: unknown): boolean {
  if (value === '')
    return (
      `${channel} ${field}` === 'conversation.update draft' ||
      ['window.openLink url', 'window.copy text', 'people.search prefix'].includes(`${channel} ${field}`)
    )
  return false
}

describe('a good call', () => {
  it.each(channels)('%s reaches its handler with the parsed arguments', async (channel) => {
    const { dispatch, reached } = set({ [channel]: () => 'answer' })
    expect(await dispatch(page, channel, asArrived(goodArguments[channel]))).toEqual({ ok: true, value: 'answer' })
    expect(reached).toEqual([{ channel, args: goodArguments[channel] }])
  })

  it.each(channels)('%s from a stranger is forbidden', async (channel) => {
    const { dispatch, reached } = set()
    expect(await dispatch(stranger, channel, goodArguments[channel])).toEqual({ ok: false, error: { code: 'forbidden', details: {} } })
    expect(reached).toEqual([])
  })

  it('answers the error of the core as data', async () => {
    const { dispatch, log } = set({
      'conversation.find': () => {
        throw new AppError('unknown-name', { name: 'Ada' })
      },
    })
    expect(await dispatch(page, 'conversation.find', { name: 'Ada' })).toEqual({ ok: false, error: { code: 'unknown-name', details: { name: 'Ada' } } })
    expect(log).toEqual([])
  })

  it('answers `internal` for a fault, which the log has with its stack and without the arguments', async () => {
    const { dispatch, log } = set({ 'message.send': () => Promise.reject(new TypeError('of undefined')) })
    const result = await dispatch(page, 'message.send', { ...goodArguments['message.send'], text: 'a secret' })
    expect(result).toEqual({ ok: false, error: { code: 'internal', details: { cause: 'TypeError' } } })
    expect(log).toHaveLength(1)
    expect(log[0]).toContain('of undefined')
    expect(log[0]).not.toContain('a secret')
  })

  it('waits for the handlers, and fails with their error when they never come', async () => {
    let open: (handlers: Handlers) => void = () => {}
    const handlers = new Promise<Handlers>((resolve) => {
      open = resolve
    })
    const early = createDispatcher({ handlers, isTrusted: () => true, logger: silentLogger })
    const call = early.dispatch(page, 'app.about', {})
    open({ 'app.about': () => 'here' } as unknown as Handlers)
    expect(await call).toEqual({ ok: true, value: 'here' })

    const failed = createDispatcher({ handlers: Promise.reject(new AppError('profile-in-use')), isTrusted: () => true, logger: silentLogger })
    expect(await failed.dispatch(page, 'app.about', {})).toMatchObject({ ok: false, error: { code: 'profile-in-use' } })
  })

  it('is waited for by `settled`, and so are the calls that come meanwhile', async () => {
    const ends: (() => void)[] = []
    const { dispatch, settled } = set({ 'app.about': () => new Promise<void>((resolve) => ends.push(resolve)) })
    let done = false
    void dispatch(page, 'app.about', {})
    await tick()
    void settled().then(() => {
      done = true
    })
    void dispatch(page, 'app.about', {})
    await tick()
    ends[0]?.()
    await tick()
    expect(done).toBe(false)
    ends[1]?.()
    await tick()
    expect(done).toBe(true)
  })
})

const tick = () => new Promise((resolve) => setImmediate(resolve))
