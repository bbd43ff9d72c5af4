import { describe, expect, it } from 'vitest'
import { independent } from '../../../../electron/net/diagnostics/doctor/neighbours.ts'

const at = (host: string, port = 3000) => ({ host, port })
const bob = { personId: 'bob', hosts: ['192.168.77.12'] }
const usable = () => true

describe('who else is on this network', () => {
  it('is not the person in question at another of their addresses', () => {
    expect(independent([{ personId: 'bob', addresses: [at('fe80::12%veth0')] }], bob, usable)).toEqual([])
  })

  it('is nobody at an address of the computer in question, whatever the port, the scope or the key', () => {
    const announced = { personId: 'bob', addresses: [at('192.168.77.12'), at('fe80::12%veth0')] }
    const asked = { personId: null, hosts: ['192.168.77.12'] }
    expect(independent([announced], asked, usable)).toEqual([])
    // A second profile there, met at the address that the first one announces too.
    expect(independent([{ personId: 'second', addresses: [at('FE80::12%eth1', 3001)] }, announced], asked, usable)).toEqual([])
  })

  it('is another computer, once, at the best address that can be used', () => {
    const neighbours = [
      { personId: 'carol', addresses: [at('fe80::13%veth0'), at('192.168.77.13')] },
      { personId: 'bob', addresses: [at('fe80::12%veth0')] },
      { personId: 'carol', addresses: [at('192.168.77.99')] },
      { personId: 'dan', addresses: [at('192.168.77.13', 3001)] },
      { personId: 'erin', addresses: [at('192.168.77.14')] },
    ]
    expect(independent(neighbours, bob, usable)).toEqual([at('fe80::13%veth0'), at('192.168.77.14')])
    expect(independent(neighbours, bob, (host) => !host.includes(':'))).toEqual([at('192.168.77.13'), at('192.168.77.14')])
  })
})
