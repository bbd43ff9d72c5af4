import type { Address } from '../../../../shared/model/address.ts'
import type { UdpEchoSample, UdpEchoSummary } from '../../../../shared/model/diagnostics.ts'
import { isOwnAddress } from '../../core/addresses.ts'
import { jitterOf } from '../measure/jitter.ts'
import { probeFigures } from '../measure/probes.ts'
import type { Deck } from './deck.ts'

interface Context {
  readonly gapMs: number
  readonly floorMs: number | null
  readonly deck: Deck
  readonly remote: Address | null
  readonly local: Address | null
  /** Datagrams that found our own buffer full; null: not known. */
  readonly dropped: number | null
}

/** The first one pays for finding the way (ARP, DNS, a radio that wakes up): it is told apart, and lost like any other. */
export function udpSummary(samples: readonly UdpEchoSample[], { gapMs, floorMs, deck, remote, local, dropped }: Context): UdpEchoSummary {
  const answered = samples.filter((sample) => sample.matches !== null)
  const arrived = answered.filter((sample) => !sample.stalled).sort((a, b) => (a.arrival ?? 0) - (b.arrival ?? 0))
  const stamped = arrived.filter((sample) => sample.upMs !== null && sample.downMs !== null)
  const { received, duplicates, reordered, extent } = deck.sequence
  const reflects = deck.reflectedMax > 0
  const figures = probeFigures(samples, { gapMs, floorMs, firstApart: samples.length > 1 })
  return {
    ...figures,
    duplicates,
    reordered,
    reorderExtent: extent,
    jitterUpMs: jitterOf(stamped.map((sample) => sample.upMs ?? 0)),
    jitterDownMs: jitterOf(stamped.map((sample) => sample.downMs ?? 0)),
    // The reflector counts duplicates that were made on the way to it, too: less can't be lost than nothing.
    lostUp: reflects ? Math.max(0, deck.highest + 1 - deck.reflectedMax) : null,
    lostDown: reflects ? Math.max(0, deck.reflectedMax - received - duplicates) : null,
    lostHere: remote && isOwnAddress(remote.host) ? figures.lost : dropped === null ? null : Math.min(dropped, figures.lost),
    first: samples[0]?.rttMs ?? null,
    matched: answered.filter((sample) => sample.matches).length,
    mismatched: answered.filter((sample) => !sample.matches).length,
    remote,
    local,
  }
}
