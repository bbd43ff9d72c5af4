import { Recent } from './recent.ts'

interface Bucket {
  tokens: number
  at: number
}

export interface Rate {
  readonly perSecond: number
  readonly atOnce: number
}

function take(bucket: Bucket, { perSecond, atOnce }: Rate, now: number): boolean {
  bucket.tokens = Math.min(atOnce, bucket.tokens + ((now - bucket.at) * perSecond) / 1_000)
  bucket.at = now
  if (bucket.tokens < 1) return false
  bucket.tokens--
  return true
}

/** Token buckets: one for everybody, one for each address, so that a flood from one place leaves room for the others. */
export class RateLimit {
  readonly #all: Rate
  readonly #each: Rate
  readonly #total: Bucket
  readonly #addresses: Recent<string, Bucket>

  constructor(all: Rate, each: Rate, addresses: number) {
    this.#all = all
    this.#each = each
    this.#total = { tokens: all.atOnce, at: 0 }
    this.#addresses = new Recent(addresses)
  }

  /** @param now monotonic, ms */
  allows(address: string, now: number): boolean {
    const bucket = this.#addresses.get(address) ?? { tokens: this.#each.atOnce, at: now }
    this.#addresses.set(address, bucket)
    return take(bucket, this.#each, now) && take(this.#total, this.#all, now)
  }

  get addresses(): number {
    return this.#addresses.size
  }
}
