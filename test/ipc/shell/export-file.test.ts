import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { conversationExport, type ExportDeps, fileNameFor, formatOf } from '../../../electron/main/export-file.ts'
import { AppError } from '../../../shared/errors.ts'

const root = mkdtempSync(join(tmpdir(), 'palabre-export-'))
afterAll(() => rmSync(root, { recursive: true }))
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(root, 'x-'))
})

const now = new Date(Date.UTC(2026, 10, 21))
const transcript = { with: String, writtenAt: String, notEncrypted: '', edited: '', notSent: '', deleted: '' }
const exporter = (ask: ExportDeps['ask'], lines: (isText: boolean) => Iterable<string> = (isText) => [isText ? 'a text' : '{}']) =>
  conversationExport({
    transcript: () => ({ title: 'Awa', lines: (words) => lines(words !== null) }),
    ask,
    folder: () => '/home/awa/Documents',
    words: () => ({ transcript, exportTitle: 'Export', textFiles: 'Text', jsonFiles: 'JSON Lines' }),
    now: () => now,
  })

describe('the name of the file', () => {
  it.each([
    ['Awa Diallo', 'Palabre - Awa Diallo - 2026-11-21.txt'],
    ['192.168.1.42:3000', 'Palabre - 192.168.1.42_3000 - 2026-11-21.txt'],
    ['../../.bashrc', 'Palabre - _.._.bashrc - 2026-11-21.txt'],
    ['a\u202egnp.exe\n', 'Palabre - a_gnp.exe_ - 2026-11-21.txt'],
    [' .. ', 'Palabre - _ - 2026-11-21.txt'],
  ])('of %j is harmless', (title, name) => {
    expect(fileNameFor(title, 'text', now)).toBe(name)
  })

  it('decides the format where it says one', () => {
    expect([formatOf('a.txt', 'json'), formatOf('a.JSONL', 'text'), formatOf('a.json', 'text'), formatOf('a', 'json'), formatOf('a.md', 'text')]).toEqual([
      'text',
      'json',
      'json',
      'json',
      'text',
    ])
  })
})

describe('an export', () => {
  it('asks where, and writes there what the name asks for', async () => {
    const asked: unknown[] = []
    const save = exporter(async (options) => {
      asked.push(
        options.defaultPath,
        options.filters?.map((filter) => filter.extensions[0]),
      )
      return join(folder, 'here.jsonl')
    })
    expect(await save('c', 'text')).toBe('here.jsonl')
    expect(asked).toEqual(['/home/awa/Documents/Palabre - Awa - 2026-11-21.txt', ['txt', 'jsonl']])
    expect(readFileSync(join(folder, 'here.jsonl'), 'utf8')).toBe('{}')
  })

  it('that is cancelled writes nothing, and one more while one is going on is none', async () => {
    expect(await exporter(async () => null)('c', 'text')).toBeNull()
    let answer = (_file: string | null) => {}
    const save = exporter(() => new Promise((resolve) => (answer = resolve)))
    const first = save('c', 'text')
    expect(await save('c', 'text')).toBeNull()
    answer(join(folder, 'a.txt'))
    expect(await first).toBe('a.txt')
    expect(readdirSync(folder)).toEqual(['a.txt'])
  })

  it('that fails says why, and can be tried again', async () => {
    const save = exporter(async () => join(folder, 'gone', 'a.txt'))
    for (let i = 0; i < 2; i++) await expect(save('c', 'text')).rejects.toMatchObject({ code: 'export-failed', details: { cause: 'ENOENT' } })
    const damaged = exporter(
      async () => join(folder, 'a.txt'),
      () => {
        throw new AppError('store-damaged')
      },
    )
    await expect(damaged('c', 'text')).rejects.toMatchObject({ code: 'store-damaged' })
    expect(readdirSync(folder)).toEqual([])
  })
})
