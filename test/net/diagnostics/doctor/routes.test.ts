import { describe, expect, it } from 'vitest'
import { parseNetstat, parseProcRoute, parseProcRoute6, parseRoutePrint } from '../../../../electron/net/diagnostics/doctor/routes.ts'
import { interfaceOf, isVpn, wayTo } from '../../../../electron/net/diagnostics/doctor/subnets.ts'

describe('where everything else goes', () => {
  it('as Linux keeps it, the cheapest first', () => {
    const table = [
      'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
      'wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0',
      'eth0\t00000000\tFE01000A\t0003\t0\t0\t100\t00000000\t0\t0\t0',
      'eth0\t0001000A\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0',
      'down0\t00000000\tFE01000A\t0002\t0\t0\t0\t00000000\t0\t0\t0',
    ].join('\n')
    expect(parseProcRoute(table)).toEqual([
      { name: 'eth0', gateway: '10.0.1.254' },
      { name: 'wlan0', gateway: '192.168.1.1' },
    ])
  })

  it('as Linux keeps it for IPv6', () => {
    const zeros = '0'.repeat(32)
    const line = (next: string, flags: string, name: string) => `${zeros} 00 ${zeros} 00 ${next} 00000400 00000001 00000000 ${flags}     ${name}`
    const table = [
      line('fe80000000000000021122fffe334455', '00000003', 'eth0'),
      line(zeros, '00200200', 'lo'),
      line('fd000000000000000000000000000001', '00000003', 'eth1'),
    ]
    expect(parseProcRoute6(table.join('\n'))).toEqual([
      { name: 'eth0', gateway: 'fe80::211:22ff:fe33:4455%eth0' },
      { name: 'eth1', gateway: 'fd00::1' },
    ])
  })

  it('as macOS prints it', () => {
    const table = [
      'Routing tables',
      '',
      'Internet:',
      'Destination        Gateway            Flags           Netif Expire',
      'default            192.168.1.1        UGScg             en0',
      'default            link#18            UCSIg       bridge100      !',
      '127                127.0.0.1          UCS               lo0',
      'Internet6:',
      'default                                 fe80::1%en0                     UGcg                  en0',
    ].join('\n')
    expect(parseNetstat(table)).toEqual([
      { gateway: '192.168.1.1', name: 'en0' },
      { gateway: 'fe80::1%en0', name: 'en0' },
    ])
  })

  it('as Windows prints it, in any language', () => {
    const table = [
      'Itinéraires actifs :',
      'Destination réseau    Masque réseau  Adr. passerelle   Adr. interface Métrique',
      '          0.0.0.0          0.0.0.0      10.8.0.1        10.8.0.2     300',
      '          0.0.0.0          0.0.0.0      192.168.1.254   192.168.1.20      25',
    ].join('\r\n')
    expect(parseRoutePrint(table)).toEqual([
      { gateway: '192.168.1.254', name: '192.168.1.20' },
      { gateway: '10.8.0.1', name: '10.8.0.2' },
    ])
  })

  it('says nothing of what it can’t read', () => {
    for (const parse of [parseProcRoute, parseProcRoute6, parseNetstat, parseRoutePrint])
      for (const table of ['', 'x', '\0\n\n', 'default']) expect(parse(table)).toEqual([])
  })
})

describe('near or far', () => {
  const of = (address: string, cidr: string, family: 'IPv4' | 'IPv6') => ({ address, cidr, family, netmask: '', mac: '', internal: false, scopeid: 0 })
  const interfaces = { eth0: [of('10.0.0.1', '10.0.0.1/24', 'IPv4'), of('fd00::1', 'fd00::1/64', 'IPv6')] } as never

  it('is told by the network of each interface', () => {
    expect(interfaceOf('10.0.0.254', interfaces)).toBe('eth0')
    expect(interfaceOf('::ffff:10.0.0.7', interfaces)).toBe('eth0')
    expect(interfaceOf('fd00::beef', interfaces)).toBe('eth0')
    expect(interfaceOf('10.0.1.1', interfaces)).toBeNull()
    expect(interfaceOf('fd01::1', interfaces)).toBeNull()
    expect(interfaceOf('fe80::1%wlan0', interfaces)).toBe('wlan0')
    expect(interfaceOf('pc.local', interfaces)).toBeNull()
  })

  it('knows tunnels by their names', () => {
    expect(['tun0', 'utun3', 'wg0', 'tailscale0', 'ppp0'].every(isVpn)).toBe(true)
    expect(['eth0', 'en0', 'wlan0', 'Wi-Fi', 'docker0'].some(isVpn)).toBe(false)
  })

  it('asks the system which way it would go, and sends nothing', async () => {
    expect(await wayTo('127.0.0.1')).toMatchObject({ local: '127.0.0.1' })
    await expect(wayTo('255.255.255.255')).rejects.toMatchObject({ code: 'EACCES' })
  })
})
