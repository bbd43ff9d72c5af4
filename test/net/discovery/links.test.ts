import { expect, it } from 'vitest'
import { linkOfSource, usableLinks } from '../../../electron/net/protocols/discovery/links.ts'

const v4 = (address: string, netmask = '255.255.255.0', internal = false) => ({ address, netmask, family: 'IPv4' as const, mac: '', internal, cidr: null })
const v6 = (address: string, scopeid = 2, internal = false) => ({
  address,
  netmask: 'ffff:ffff:ffff:ffff::',
  family: 'IPv6' as const,
  mac: '',
  internal,
  cidr: null,
  scopeid,
})

const all = {
  lo: [v4('127.0.0.1', '255.0.0.0', true), v6('::1', 0, true)],
  eth0: [v4('192.168.1.42'), v6('fd00::42'), v6('fe80::42')],
  wlan0: [v4('169.254.3.4', '255.255.0.0')],
  docker0: [v4('172.17.0.1', '255.255.0.0')],
  ppp0: [v4('10.8.0.2', '255.255.255.255')],
  gone0: undefined,
}

it('takes ordinary interfaces and says why not the others', () => {
  const { links, skipped } = usableLinks(all, null, 'linux')
  expect(links).toMatchObject([
    { interface: 'eth0', family: 4, host: '192.168.1.42', broadcast: '192.168.1.255' },
    { interface: 'eth0', family: 6, host: 'fe80::42%eth0', scope: 'eth0' },
  ])
  expect(skipped).toEqual([
    { interface: 'lo', reason: 'loopback' },
    { interface: 'wlan0', reason: 'self-assigned' },
    { interface: 'docker0', reason: 'virtual' },
    { interface: 'ppp0', reason: 'no-broadcast' },
    { interface: 'gone0', reason: 'no-broadcast' },
  ])
})

it('takes exactly what was chosen', () => {
  const { links, skipped } = usableLinks(all, ['lo', 'wlan0', 'docker0'], 'linux')
  expect(links.map((link) => link.broadcast)).toEqual(['127.255.255.255', '169.254.255.255', '172.17.255.255'])
  expect(skipped).toContainEqual({ interface: 'eth0', reason: 'not-chosen' })
})

it('notices another interface under the same name', () => {
  const keys = (scopeid: number) => usableLinks({ eth0: [v4('192.168.1.42'), v6('fe80::42', scopeid)] }, null, 'linux').links.map((link) => link.key)
  expect(keys(3)).toEqual(keys(3))
  expect(keys(3)[0]).not.toBe(keys(4)[0])
  expect(keys(3)[1]).not.toBe(keys(4)[1])
})

it('names the scope as the system does', () => {
  expect(usableLinks(all, null, 'win32').links[1]).toMatchObject({ host: 'fe80::42%2', scope: '2' })
})

it('knows over which link something came', () => {
  const { links } = usableLinks(all, null, 'linux')
  expect(linkOfSource(links, '192.168.1.7')?.family).toBe(4)
  expect(linkOfSource(links, 'fe80::7%eth0')?.family).toBe(6)
  for (const stranger of ['192.168.2.7', '8.8.8.8', 'fe80::7%eth1', 'fe80::7', '2001:db8::1']) expect(linkOfSource(links, stranger), stranger).toBeUndefined()
})
