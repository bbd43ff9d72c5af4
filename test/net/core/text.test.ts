import { describe, expect, it } from 'vitest'
import { printable, safeName } from '../../../electron/net/core/text.ts'
import { limits } from '../../../shared/limits.ts'

describe('text of others, made safe to show', () => {
  it('shows control characters instead of obeying them', () => {
    expect(printable('a\u001b[2Jb\u0007\u0000\u007f')).toBe('a␛[2Jb␇␀␡')
    expect(printable('\u009b31m')).toBe('\ufffd31m')
  })

  it('keeps tabs, and newlines only where asked', () => {
    expect(printable('a\tb\nc')).toBe('a\tb␊c')
    expect(printable('a\nb\rc', { multiline: true })).toBe('a\nb␍c')
  })

  it('takes the power from bidirectional overrides', () => {
    expect(printable('photo\u202egpj.exe')).toBe('photo\ufffdgpj.exe')
  })

  it('leaves the writing of people alone', () => {
    const text = 'héllo שלום مرحبا 你好 👩‍👩‍👧'
    expect(printable(text)).toBe(text)
  })

  it('makes a name one visible line of bounded length, never empty', () => {
    expect(safeName('  al\u202eice\n\u200b  b ')).toBe('alice b')
    expect(safeName('\u0000\u202e')).toBe('?')
    expect(Array.from(safeName('😀'.repeat(100)))).toHaveLength(limits.nameMax)
    expect(safeName('e\u0301')).toBe('é')
  })
})
