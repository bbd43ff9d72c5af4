import { Duplex } from 'node:stream'

/** One end of a pair in memory. `held` bytes wait in it; nothing is lost, order is kept. */
class MemorySocket extends Duplex {
  other: MemorySocket | null = null
  #waiting: (() => void) | null = null

  override _read(): void {
    const go = this.#waiting
    this.#waiting = null
    go?.()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const { other } = this
    setImmediate(() => {
      if (!other || other.destroyed) done(Object.assign(new Error('broken pipe'), { code: 'EPIPE' }))
      else if (other.readableEnded || other.push(chunk)) done()
      else other.#waiting = done
    })
  }

  override _final(done: (error?: Error | null) => void): void {
    setImmediate(() => {
      if (this.other && !this.other.destroyed) this.other.push(null)
      done()
    })
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const { other } = this
    setImmediate(() => {
      if (other && !other.destroyed && !other.readableEnded) other.push(null)
    })
    done(error)
  }
}

/** Two streams, each the other end of the other: a connection without a network. */
export function duplexPair(): readonly [Duplex, Duplex] {
  const one = new MemorySocket()
  const other = new MemorySocket()
  one.other = other
  other.other = one
  return [one, other]
}
