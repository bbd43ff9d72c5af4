import type { Socket } from 'node:net'
import tls, { type TLSSocket } from 'node:tls'
import { decodeFrame, encodeFrame } from '../../../electron/net/protocols/secure-peer/codec.ts'
import { FrameSplitter } from '../../../electron/net/protocols/secure-peer/frame-splitter.ts'
import { acceptSecure } from '../../../electron/net/protocols/secure-peer/index.ts'
import type { Identity, Session } from '../../../electron/net/protocols/secure-peer/types.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'
import { connectedPair, optionsOf, type Wire } from './people.ts'

/** A peer that says exactly what a test wants, over real TLS. */
export class RawPeer {
  readonly socket: TLSSocket
  readonly frames: Record<string, unknown>[] = []
  readonly ended: Promise<void>
  #wake = () => {}

  constructor(socket: Socket, identity: Identity | null, options: tls.ConnectionOptions = {}) {
    const pems = identity ? { key: identity.keyPem, cert: identity.certPem } : {}
    this.socket = tls.connect({ socket, rejectUnauthorized: false, ...pems, ...options })
    this.socket.on('error', () => {})
    const splitter = new FrameSplitter()
    this.socket.on('data', (chunk: Buffer) => {
      for (const frame of splitter.push(chunk).frames) this.frames.push(decodeFrame(frame) as Record<string, unknown>)
      this.#wake()
    })
    this.ended = new Promise((resolve) => this.socket.once('close', () => resolve()))
  }

  send(...values: object[]): void {
    for (const value of values) this.socket.write(encodeFrame(value))
  }

  bytes(bytes: Uint8Array | string): void {
    this.socket.write(bytes)
  }

  /** The first frame of a type. */
  async heard(type: string): Promise<Record<string, unknown>> {
    for (;;) {
      const found = this.frames.find((frame) => frame['type'] === type)
      if (found) return found
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}

export const rawHello = (change: object = {}): object => ({
  type: 'hello',
  version: 1,
  profile: { name: 'eve', color: 'rose' },
  epoch: 'e',
  haveEpoch: null,
  haveSeq: 0,
  haveHash: null,
  port: 0,
  dial: { run: 'r', at: 1 },
  ...change,
})

/** Bob accepts; the raw peer dials. `opening` is not awaited: it may reject. */
export async function dialRaw(
  bob: Identity,
  eve: Identity | null,
  options: tls.ConnectionOptions = {},
  wire: Wire = 'TCP',
): Promise<{ clock: FakeClock; peer: RawPeer; opening: Promise<Session> }> {
  const clock = new FakeClock()
  const [near, far] = await connectedPair(wire)
  const opening = acceptSecure(far, optionsOf(bob, clock, 'bob'))
  opening.catch(() => {})
  return { clock, peer: new RawPeer(near, eve, options), opening }
}

/** Bob's open session with a raw peer. */
export async function openRaw(bob: Identity, eve: Identity): Promise<{ clock: FakeClock; peer: RawPeer; session: Session }> {
  const { clock, peer, opening } = await dialRaw(bob, eve)
  peer.send(rawHello())
  return { clock, peer, session: await opening }
}
