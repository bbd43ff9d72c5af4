import { describe, expect, it } from 'vitest'
import { RoundTrips, roundTripsKept } from '../../../electron/net/messenger/round-trips.ts'

const shown = (...measured: number[]): number[] => {
  const trips = new RoundTrips()
  return measured.map((ms) => trips.lowest(ms))
}

describe('the round trip of a connection', () => {
  it('is the lowest of the last few: what a busy program adds is not the network’s', () => {
    expect(shown(70, 61, 2.2, 47, 0.6, 18)).toEqual([70, 61, 2.2, 2.2, 0.6, 0.6])
  })

  it('follows a way that has become longer', () => {
    const longer = Array.from({ length: roundTripsKept }, () => 30)
    expect(shown(1, ...longer).slice(-2)).toEqual([1, 30])
  })
})
