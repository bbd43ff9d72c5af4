import type { Address, Attempt } from '../../shared/model/address.ts'

/** What dialling an address comes to in the fake world: the name of the host decides. */
export interface FakeRoute {
  readonly attempts: readonly (Attempt & { readonly ms: number })[]
  /** `plain`, `secure`, or the system's code. */
  readonly outcome: string
}

const family = (host: string) => (host.includes(':') ? 6 : 4) as 4 | 6

export function fakeRoute({ host, port }: Address): FakeRoute {
  const attempt = (at: string, ms: number, result: string) => ({ host: at, port, family: family(at), ms, result })
  if (host.startsWith('nowhere')) return { attempts: [], outcome: 'ENOTFOUND' }
  if (port < 1024) return { attempts: [attempt(host, 2, 'ECONNREFUSED')], outcome: 'ECONNREFUSED' }
  if (host.startsWith('10.255.')) return { attempts: [attempt(host, 5_000, 'ETIMEDOUT')], outcome: 'ETIMEDOUT' }
  if (/^[\d.:[\]a-f]+$/.test(host)) return { attempts: [attempt(host, 3, 'connected')], outcome: port === 3000 ? 'plain' : 'secure' }
  return { attempts: [attempt('fd00::5a', 251, 'EHOSTUNREACH'), attempt('192.168.1.90', 4, 'connected')], outcome: 'secure' }
}
