import { setImmediate } from 'node:timers/promises'
import { silentLogger } from '../../../electron/net/core/logger.ts'
import { createDiscovery } from '../../../electron/net/protocols/discovery/index.ts'
import { type Link, linkOfSource } from '../../../electron/net/protocols/discovery/links.ts'
import type { Discovery, DiscoveryOptions, Interfaces } from '../../../electron/net/protocols/discovery/types.ts'
import type { OpenUdp, UdpOptions } from '../../../electron/net/protocols/discovery/udp.ts'
import { createIdentity, identityOf } from '../../../electron/net/protocols/secure-peer/index.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'

interface Ear {
  readonly options: UdpOptions
  readonly host: FakeHost
  links: readonly Link[]
}

export interface FakeHost {
  readonly discovery: Discovery
  readonly id: string
  readonly address: string
  /** Everything it sent, by port. */
  readonly sent: { readonly port: number; readonly to: string; readonly at: number; readonly bytes: Buffer }[]
  /** The cable; without it nothing passes, not even to oneself. */
  plugged: boolean
  /** It vanishes without a goodbye. */
  kill: () => void
  interfaces: Interfaces
}

/** One subnet in memory, whose time is a test's. */
export class FakeLan {
  readonly clock = new FakeClock()
  readonly #ears = new Set<Ear>()
  #count = 0

  async host(name: string, more: Partial<DiscoveryOptions> = {}): Promise<FakeHost> {
    const identity = identityOf(await createIdentity())
    const address = `10.0.0.${++this.#count}`
    const eth0 = { address, netmask: '255.255.255.0', family: 'IPv4' as const, mac: '', internal: false, cidr: null }
    const mine = new Set<Ear>()
    const open: OpenUdp = (options) => this.#open(options, host, mine)
    const options = { identity, clock: this.clock, logger: silentLogger, port: () => 3000, name: () => name, hidden: () => false, random: () => 0.5 }
    const discovery = createDiscovery({ ...options, openUdp: open, networkInterfaces: () => host.interfaces, ...more })
    const host: FakeHost = {
      discovery,
      id: identity.id,
      address,
      sent: [],
      plugged: true,
      kill: () => {
        for (const ear of mine) this.#ears.delete(ear)
        host.plugged = false
      },
      interfaces: { eth0: [eth0] },
    }
    return host
  }

  /** Lets time pass, and what waits for a promise go on in between. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 50) {
      this.clock.advance(Math.min(50, left))
      await setImmediate()
    }
  }

  /** A datagram from nowhere in particular. */
  inject(port: number, source: { readonly host: string; readonly port: number }, bytes: Buffer): void {
    for (const ear of this.#ears) if (ear.options.port === port && ear.host.plugged) ear.options.onDatagram(bytes, source, linkOfSource(ear.links, source.host))
  }

  #open(options: UdpOptions, host: FakeHost, mine: Set<Ear>): ReturnType<OpenUdp> {
    const ear: Ear = { options, host, links: [] }
    this.#ears.add(ear)
    mine.add(ear)
    const deliver = async (link: Link, to: string, bytes: Uint8Array, wanted: (ear: Ear) => boolean) => {
      host.sent.push({ port: options.port, to, at: this.clock.now(), bytes: Buffer.from(bytes) })
      if (!host.plugged) return { code: 'ENETDOWN' as const, details: {} }
      const source = { host: link.host, port: options.port }
      for (const other of this.#ears)
        if (other.options.port === options.port && other.host.plugged && wanted(other))
          other.options.onDatagram(Buffer.from(bytes), source, linkOfSource(other.links, link.host))
      return null
    }
    return {
      error: null,
      setLinks: async (links) => {
        ear.links = links
        return false
      },
      reset: async () => {
        ear.links = []
      },
      send: (link, bytes) => deliver(link, 'all', bytes, () => true),
      sendTo: (link, to, bytes) => deliver(link, to, bytes, (other) => other.host.address === to),
      close: async () => {
        this.#ears.delete(ear)
      },
    }
  }
}
