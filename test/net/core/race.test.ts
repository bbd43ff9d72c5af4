import { expect, it } from 'vitest'
import { AllFailed, race } from '../../../electron/net/core/race.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'

const setup = () => {
  const clock = new FakeClock()
  const discarded: string[] = []
  const aborter = new AbortController()
  return { clock, discarded, aborter, options: { clock, signal: aborter.signal, staggerMs: 400, discard: (value: string) => void discarded.push(value) } }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

it('starts the next at once after a failure, else after a while; the first success wins and the late one is discarded', async () => {
  const { clock, discarded, options } = setup()
  const started: string[] = []
  const finish = new Map<string, (value: string) => void>()
  const signals: AbortSignal[] = []
  const won = race(
    ['fails', 'slow', 'quick'],
    (name, _index, signal) => {
      started.push(name)
      signals.push(signal)
      return name === 'fails' ? Promise.reject(new Error(name)) : new Promise<string>((resolve) => finish.set(name, resolve))
    },
    options,
  )
  await turn()
  expect(started).toEqual(['fails', 'slow'])
  clock.advance(399)
  expect(started).toHaveLength(2)
  clock.advance(1)
  expect(started).toEqual(['fails', 'slow', 'quick'])
  finish.get('quick')?.('quick')
  expect(await won).toBe('quick')
  expect(signals.every((signal) => signal.aborted)).toBe(true)
  finish.get('slow')?.('slow')
  await turn()
  expect(discarded).toEqual(['slow'])
})

it('tells every failure, in the order of the candidates', async () => {
  const { options } = setup()
  const thrown = await race(['a', 'b'], (name) => Promise.reject(name), options).catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(AllFailed)
  expect((thrown as AllFailed).failures).toEqual(['a', 'b'])
})

it('starts nothing more once it is aborted', async () => {
  const { options, aborter } = setup()
  const started: string[] = []
  const all = race(
    ['a', 'b'],
    (name, _index, signal) => {
      started.push(name)
      return new Promise<string>((_, reject) => signal.addEventListener('abort', () => reject(new Error(name))))
    },
    options,
  )
  aborter.abort()
  await expect(all).rejects.toBeInstanceOf(AllFailed)
  expect(started).toEqual(['a'])
})
