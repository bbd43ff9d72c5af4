import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readLook } from '../../../electron/main/look.ts'
import { readWindowState } from '../../../electron/main/window-state.ts'

const screen = { x: 0, y: 0, width: 1440, height: 900 }
const state = { x: 100, y: 50, width: 1200, height: 800, maximized: false }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palabre-state-'))
})
afterEach(() => rmSync(folder, { recursive: true }))
const keep = (name: string, content: unknown) => writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))

describe('where the window was', () => {
  it('is kept', () => {
    keep('window.json', state)
    expect(readWindowState(folder, [screen])).toEqual(state)
  })

  it('is forgotten when that screen is gone', () => {
    keep('window.json', { ...state, x: 3000 })
    expect(readWindowState(folder, [screen])).toBeNull()
    expect(readWindowState(folder, [screen, { ...screen, x: 2880 }])).not.toBeNull()
  })

  it.each([
    '',
    'null',
    '[]',
    '{',
    { ...state, x: '100' },
    { ...state, width: 1e9 },
    { ...state, width: 10 },
    { ...state, height: null },
    { ...state, maximized: 1 },
    { x: 1 },
  ])('that makes no sense is as good as nothing: %j', (content) => {
    keep('window.json', content)
    expect(readWindowState(folder, [screen])).toBeNull()
  })

  it('was never kept', () => {
    expect(readWindowState(folder, [screen])).toBeNull()
  })
})

describe('the first look', () => {
  it('is that of the settings', () => {
    keep('settings.json', { theme: 'dark', language: 'fr', name: 'Ada' })
    expect(readLook(folder)).toEqual({ theme: 'dark', language: 'fr' })
  })

  it.each(['', 'null', '7', '{', { theme: 'pink', language: 3 }])('is the system’s when the settings make no sense: %j', (content) => {
    keep('settings.json', content)
    expect(readLook(folder)).toEqual({ theme: 'system', language: 'system' })
  })
})
