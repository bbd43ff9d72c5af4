import { hostname, type NetworkInterfaceInfo } from 'node:os'
import { describe, expect, it } from 'vitest'
import { isOwnAddress, lanAddresses, normaliseHost } from '../../../electron/net/core/addresses.ts'

const info = (address: string, internal = false): NetworkInterfaceInfo =>
  ({ address, internal, family: address.includes(':') ? 'IPv6' : 'IPv4', netmask: '', mac: '', cidr: null, scopeid: 0 }) as NetworkInterfaceInfo

const interfaces = {
  lo: [info('127.0.0.1', true), info('::1', true)],
  docker0: [info('172.17.0.1')],
  wlan0: [info('fe80::1'), info('2001:db8::7'), info('192.168.1.7')],
  eth9: [info('169.254.3.4')],
}

describe('own addresses', () => {
  it('shows what others can reach, real ones first, and neither loopback nor link-local', () => {
    expect(lanAddresses(interfaces).map((a) => a.host)).toEqual(['192.168.1.7', '2001:db8::7', '172.17.0.1'])
  })

  it.each([
    '192.168.1.7',
    '::ffff:192.168.1.7',
    '127.0.0.1',
    '127.8.9.1',
    '::1',
    '[::1]',
    '0.0.0.0',
    '::',
    'localhost',
    'LOCALHOST',
    '2001:DB8::7',
    hostname(),
  ])('knows %s as its own', (host) => {
    expect(isOwnAddress(host, interfaces)).toBe(true)
  })

  it.each(['192.168.1.8', 'example.org', '2001:db8::8', '12.7.0.1'])("knows %s as another's", (host) => {
    expect(isOwnAddress(host, interfaces)).toBe(false)
  })

  it('writes an IPv4 address that came in an IPv6 one as people know it', () => {
    expect(normaliseHost('::ffff:10.0.0.1')).toBe('10.0.0.1')
    expect(normaliseHost(' [FE80::1%eth0] ')).toBe('fe80::1%eth0')
  })
})
