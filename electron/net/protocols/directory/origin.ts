import { isIPv4, isIPv6 } from 'node:net'
import { normaliseHost } from '../../core/addresses.ts'

/** By what limits are counted: an IPv4 address, or the /64 that one IPv6 customer has. */
export function originOf(host: string): string {
  if (isIPv4(host)) return host
  const plain = normaliseHost(host)
  if (!isIPv6(plain.replace(/%.*$/, ''))) return plain
  const [head = '', tail = ''] = plain.replace(/%.*$/, '').split('::')
  const front = head === '' ? [] : head.split(':')
  const back = tail === '' ? [] : tail.split(':')
  const missing = plain.includes('::') ? Math.max(0, 8 - front.length - back.length) : 0
  return `${[...front, ...Array<string>(missing).fill('0'), ...back]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
