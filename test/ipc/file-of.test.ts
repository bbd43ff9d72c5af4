import { normalize, sep } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fileOf } from '../../electron/main/file-of.ts'

const folder = normalize('/opt/palabre/renderer')
const inside = (path: string) => normalize(`${folder}/${path}`)

describe('the file that an address of the app means', () => {
  it.each([
    ['app://bundle/', 'index.html'],
    ['app://bundle/index.html', 'index.html'],
    ['app://bundle/index.html?a=1#b', 'index.html'],
    ['app://bundle/assets/main.js', 'assets/main.js'],
    ['app://bundle/assets/../main.js', 'main.js'],
    ['app://bundle/with%20space.txt', 'with space.txt'],
    ['app://bundle/..hidden', '..hidden'],
  ])('%s is %s', (url, file) => {
    expect(fileOf(folder, url)).toBe(inside(file))
  })

  // A URL parser removes plain and encoded dots that lead above the root, so these stay inside.
  it.each(['app://bundle/../package.json', 'app://bundle/%2e%2e/package.json', 'app://bundle/a/.%2E/../../package.json'])('%s cannot climb', (url) => {
    expect(fileOf(folder, url)).toBe(inside('package.json'))
  })

  it.each([
    'app://bundle/..%2fpackage.json',
    'app://bundle/..%2f..%2fpackage.json',
    'app://bundle/%2e%2e%2fpackage.json',
    'app://bundle/%2E%2E%2F%2E%2E%2Fetc/passwd',
    'app://bundle/assets/..%2f..%2f..%2fetc%2fpasswd',
    'app://bundle/..%2frenderer-evil/main.js',
    'app://bundle/..%5cpackage.json',
    'app://bundle/a%5c..%5c..%5cpackage.json',
    'app://bundle/index.html%00.png',
    'app://bundle/%',
    'app://bundle/%ff',
    'app://bundle',
    'app://evil/index.html',
    'app://bundle.evil/index.html',
    'app://bundle:8080/index.html',
    'app:///etc/passwd',
    'app:index.html',
    'not an address',
    '',
  ])('%s is refused', (url) => {
    expect(fileOf(folder, url)).toBeNull()
  })

  it('decodes once, so a double encoding is only an odd name', () => {
    expect(fileOf(folder, 'app://bundle/%252e%252e%252fpackage.json')).toBe(inside('%2e%2e%2fpackage.json'))
  })

  it('never leaves the folder and never throws', () => {
    const piece = fc.oneof(fc.constantFrom('..', '%2e%2e', '.', '/', '%2f', '%5c', '\\', '%00', '%25', 'a', ':', '@', '?', '#'), fc.string({ unit: 'binary' }))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const file = fileOf(folder, `app://bundle/${pieces.join('')}`)
        if (file !== null) expect(normalize(file).startsWith(folder + sep)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
