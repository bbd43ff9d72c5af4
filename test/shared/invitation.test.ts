import { expect, it } from 'vitest'
import { formatInvitation, parseInvitation } from '../../shared/invitation.ts'

const id = 'A'.repeat(52)

it.each([
  { host: '192.168.1.42', port: 3000 },
  { host: 'fd00::1', port: 3007 },
  { host: 'fe80::1%eth0', port: 3000 },
  { host: 'pc-12.lan', port: 1 },
])('%j comes back', (address) => {
  expect(parseInvitation(formatInvitation(address, id, 'Ada & Ŀ'))).toEqual({ address, id, name: 'Ada & Ŀ' })
})

it('needs an address or an identity', () => {
  expect(parseInvitation(formatInvitation(null, id, 'Ada'))).toEqual({ address: null, id, name: 'Ada' })
  expect(parseInvitation('palabre://pc-12/')).toEqual({ address: { host: 'pc-12', port: 3000 }, id: null, name: null })
  expect(parseInvitation('PALABRE://pc-12:3001')).toEqual({ address: { host: 'pc-12', port: 3001 }, id: null, name: null })
  expect(parseInvitation('palabre:///')).toBeNull()
})

it.each([
  '',
  'http://pc-12:3000/',
  'palabre://a b:3/',
  'palabre://pc:0/',
  'palabre://pc:65536/',
  'palabre://u@pc:3000/',
  `palabre://pc/?id=${'x'.repeat(2_000)}`,
  'palabre://[::1/',
  'palabre://pc\u202egro.live/',
  'palabre://pc\u0000/',
])('%j is none', (text) => expect(parseInvitation(text)).toBeNull())
