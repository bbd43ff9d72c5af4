import { expect, it } from 'vitest'
import { entryMs, maxAddresses, maxEntries, maxEntriesOfAddress } from '../../../electron/net/protocols/discovery/constants.ts'
import { type Sighting, Table } from '../../../electron/net/protocols/discovery/table.ts'

const sighting = (more: Partial<Sighting> = {}): Sighting => ({
  id: 'BOB',
  via: 'beacon',
  host: '10.0.0.2',
  port: 3000,
  instance: 'one',
  name: 'bob',
  interface: 'eth0',
  seenAt: 1,
  until: entryMs,
  ...more,
})

it('keeps one entry a person, with all addresses and ways, latest first', () => {
  const table = new Table()
  expect(table.see(sighting())).toBe(true)
  expect(table.see(sighting({ seenAt: 2 }))).toBe(false)
  expect(table.see(sighting({ via: 'mdns', name: 'mallory', instance: null, seenAt: 3 }))).toBe(true)
  expect(table.see(sighting({ host: 'fe80::2%eth0', seenAt: 4 }))).toBe(true)
  expect(table.entries()).toEqual([
    {
      id: 'BOB',
      name: 'bob',
      addresses: [
        { host: 'fe80::2%eth0', port: 3000 },
        { host: '10.0.0.2', port: 3000 },
      ],
      via: ['beacon', 'mdns'],
      seenAt: 4,
      interface: 'eth0',
    },
  ])
})

it('says so when name, port or process is another', () => {
  const table = new Table()
  table.see(sighting())
  expect(table.see(sighting({ name: 'Robert' }))).toBe(true)
  expect(table.see(sighting({ name: 'Robert', port: 3001 }))).toBe(true)
  expect(table.see(sighting({ name: 'Robert', port: 3001, instance: 'two' }))).toBe(true)
  expect(table.see(sighting({ name: null, port: 3001, instance: 'two' }))).toBe(true)
  expect(table.entries()[0]?.name).toBeNull()
})

it('makes names safe', () => {
  const table = new Table()
  table.see(sighting({ name: '\u202egpj.exe\u0000\n' }))
  expect(table.entries()[0]?.name).toBe('gpj.exe')
  table.see(sighting({ name: '' }))
  expect(table.entries()[0]?.name).toBeNull()
})

it('forgets each sighting at its time', () => {
  const table = new Table()
  table.see(sighting({ until: 100 }))
  table.see(sighting({ via: 'mdns', until: 200 }))
  expect(table.nextExpiry()).toBe(100)
  expect(table.expire(99)).toBe(false)
  expect(table.expire(100)).toBe(true)
  expect(table.entries()[0]?.via).toEqual(['mdns'])
  expect(table.expire(200)).toBe(true)
  expect(table.entries()).toEqual([])
  expect(table.nextExpiry()).toBeNull()
})

it('lets go with a goodbye of the process that was heard, and no other', () => {
  const table = new Table()
  table.see(sighting())
  table.see(sighting({ via: 'mdns', instance: null }))
  expect(table.goodbye('BOB', 'an earlier one')).toBe(false)
  expect(table.goodbye('ALICE', 'one')).toBe(false)
  expect(table.goodbye('BOB', 'one')).toBe(true)
  expect(table.size).toBe(0)
})

it('lets an unsigned goodbye end only what was unsigned, and from there', () => {
  const table = new Table()
  table.see(sighting())
  table.see(sighting({ via: 'mdns' }))
  expect(table.leave('BOB', '10.0.0.66')).toBe(false)
  expect(table.leave('BOB', '10.0.0.2')).toBe(true)
  expect(table.entries()[0]?.via).toEqual(['beacon'])
})

it('forgets who was on an interface that is gone', () => {
  const table = new Table()
  table.see(sighting())
  table.see(sighting({ id: 'ANN', host: '10.1.0.2', interface: 'wlan0' }))
  expect(table.dropInterface('eth0')).toBe(true)
  expect(table.entries().map((e) => e.id)).toEqual(['ANN'])
})

it('is bounded, and who makes up people loses them first', () => {
  const table = new Table()
  table.see(sighting())
  for (let i = 0; i < 100; i++) table.see(sighting({ id: `E${i}`, host: '10.0.0.66', seenAt: 2 + i }))
  expect(table.size).toBe(1 + maxEntriesOfAddress)
  for (let i = 0; i < 3 * maxEntries; i++) table.see(sighting({ id: `M${i}`, host: `10.0.${1 + (i % 40)}.66`, seenAt: 1_000 + i }))
  expect(table.size).toBe(maxEntries)
  expect(table.entries().some((e) => e.id === 'BOB')).toBe(true)
  for (let i = 0; i < 50; i++) table.see(sighting({ host: `10.9.0.${i}`, seenAt: 9_000 + i }))
  expect(table.entries().find((e) => e.id === 'BOB')?.addresses).toHaveLength(maxAddresses)
})

it('keeps what was signed, and names it first, however many addresses somebody makes up', () => {
  const table = new Table()
  table.see(sighting())
  for (let i = 0; i < 3 * maxAddresses; i++) table.see(sighting({ via: 'mdns', host: `10.0.1.${i}`, instance: null, seenAt: 2 + i }))
  const [bob] = table.entries()
  expect(bob?.addresses).toHaveLength(maxAddresses)
  expect(bob?.addresses[0]).toEqual({ host: '10.0.0.2', port: 3000 })
  expect(bob?.via).toContain('beacon')
  for (let i = 0; i < maxAddresses; i++) table.see(sighting({ host: `10.0.2.${i}`, seenAt: 90 + i }))
  expect(table.see(sighting({ via: 'mdns', host: '10.0.3.1', instance: null, seenAt: 99 }))).toBe(false)
  expect(table.entries()[0]?.addresses).not.toContainEqual({ host: '10.0.3.1', port: 3000 })
})
