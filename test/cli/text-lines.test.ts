import { expect, it } from 'vitest'
import { textOf } from '../../electron/cli/text-lines.ts'

const directory = 'dir.example:3100'

it.each([
  [{ foundBy: 'contact', directory: null, asOf: null }, 'You now talk with bob, from your conversations.'],
  [{ foundBy: 'nearby', directory: null, asOf: null }, 'You now talk with bob, found on this network.'],
  [{ foundBy: 'directory', directory, asOf: null }, 'You now talk with bob, found in the directory dir.example:3100.'],
  [{}, 'You now talk with bob.'],
])('says which place knew a pseudonym: %o', (way, text) => {
  expect(textOf({ event: 'current', conversation: 'c', kind: 'secure', title: 'bob', ...way })).toEqual({ to: 'err', text })
})

it('says of which directory somebody is only remembered, and since when', () => {
  const line = textOf({ event: 'found', name: 'bob', foundBy: 'directory', directory, asOf: Date.UTC(2026, 0, 5, 12) })
  expect(line?.text).toMatch(/^bob: remembered from the directory dir\.example:3100, as of \d+ Jan 2026, \d\d:\d\d\.$/)
})

it('lists each with all the places that tell of them', () => {
  const who = { event: 'who', conversation: 'c', kind: 'secure', title: 'bob', state: 'open', current: true }
  expect(textOf({ ...who, sources: 'beacon directory', directory })?.text).toBe('* bob  connected, known, on this network, in the directory dir.example:3100')
  expect(textOf({ ...who, sources: '', directory: null })?.text).toBe('* bob  connected, known')
  expect(textOf({ event: 'nearby', name: 'eve', online: true, sources: 'directory', directory })?.text).toBe('  eve  online, in the directory dir.example:3100')
  expect(textOf({ event: 'nearby', name: null, online: true, sources: 'mdns', directory: null })?.text).toBe(
    '  someone without a name  online, on this network',
  )
})
