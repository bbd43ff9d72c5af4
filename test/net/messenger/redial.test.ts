import { describe, expect, it } from 'vitest'
import { Redial } from '../../../electron/net/messenger/redial.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'

describe('dialling again', () => {
  it('is one attempt at a time, and one that was given up does not end the next', () => {
    const redial = new Redial(new FakeClock())
    const first = redial.begin()
    redial.cancel()
    expect([first.aborted, redial.isRunning]).toEqual([true, false])
    const second = redial.begin()
    redial.ends(first)
    expect([second.aborted, redial.isRunning]).toEqual([false, true])
    redial.ends(second)
    expect([second.aborted, redial.isRunning]).toEqual([false, false])
  })

  it('waits once, for the last time that was named; what runs is given up with it', () => {
    const clock = new FakeClock()
    const redial = new Redial(clock)
    const ran: string[] = []
    redial.later(100, () => ran.push('early'))
    redial.later(200, () => ran.push('late'))
    clock.advance(200)
    expect([ran, redial.isWaiting]).toEqual([['late'], false])
    redial.later(100, () => ran.push('never'))
    const signal = redial.begin()
    expect(redial.isWaiting).toBe(true)
    redial.cancel()
    clock.advance(100)
    expect([ran, clock.pending, signal.aborted]).toEqual([['late'], 0, true])
  })
})
