import { limits } from '../../../../shared/limits.ts'
import type { Clock } from '../../core/types.ts'
import { pingTimeoutMs } from './constants.ts'

export interface KeepaliveEvents {
  readonly ping: () => void
  readonly unstable: (unstable: boolean) => void
  readonly dead: () => void
}

/**
 * Watches for silence: ping after `keepaliveIdleMs`, unstable at `keepaliveUnstableMs`, dead at `keepaliveDeadMs`, but never before a ping
 * had `pingTimeoutMs` to be answered (the computer may have slept). While we do not read ourselves (`pause`) silence does not count,
 * and pings go out as a sign of life.
 */
export class Keepalive {
  #heardAt: number
  #pingedAt: number | null = null
  #isUnstable = false
  #isPaused = false
  #cancel: () => void = () => {}
  readonly #clock: Clock
  readonly #events: KeepaliveEvents

  constructor(clock: Clock, events: KeepaliveEvents) {
    this.#clock = clock
    this.#events = events
    this.#heardAt = clock.monotonic()
  }

  start(): void {
    this.#heardAt = this.#clock.monotonic()
    this.#wake(this.#heardAt + limits.keepaliveIdleMs)
  }

  stop(): void {
    this.#cancel()
    this.#cancel = () => {}
  }

  heard(): void {
    this.#heardAt = this.#clock.monotonic()
    this.#pingedAt = null
    if (this.#isUnstable) this.#setUnstable(false)
  }

  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    this.heard()
  }

  #check(): void {
    const now = this.#clock.monotonic()
    if (this.#isPaused) {
      this.#signOfLife(now)
      return
    }
    const silent = now - this.#heardAt
    if (silent >= limits.keepaliveIdleMs && this.#pingedAt === null) this.#ping(now)
    if (silent >= limits.keepaliveUnstableMs && !this.#isUnstable) this.#setUnstable(true)
    if (silent >= limits.keepaliveDeadMs && now >= (this.#pingedAt ?? now) + pingTimeoutMs) this.#events.dead()
    else this.#wake(this.#nextStep())
  }

  #nextStep(): number {
    if (this.#pingedAt === null) return this.#heardAt + limits.keepaliveIdleMs
    if (!this.#isUnstable) return this.#heardAt + limits.keepaliveUnstableMs
    return Math.max(this.#heardAt + limits.keepaliveDeadMs, this.#pingedAt + pingTimeoutMs)
  }

  #signOfLife(now: number): void {
    this.#events.ping()
    this.#wake(now + limits.keepaliveIdleMs)
  }

  #ping(now: number): void {
    this.#pingedAt = now
    this.#events.ping()
  }

  #setUnstable(unstable: boolean): void {
    this.#isUnstable = unstable
    this.#events.unstable(unstable)
  }

  #wake(at: number): void {
    this.#cancel = this.#clock.after(Math.max(1, at - this.#clock.monotonic()), () => this.#check())
  }
}
