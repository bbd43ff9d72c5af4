import { describe, expect, it } from 'vitest'
import { diagnosticsWords } from '../../../renderer/i18n/diagnostics-words.ts'
import { errorWords } from '../../../renderer/i18n/error-words.ts'
import { languageOf, resources } from '../../../renderer/i18n/i18n.ts'
import { sizeWords } from '../../../renderer/i18n/numbers.ts'
import { errorCodes } from '../../../shared/errors.ts'

interface Words {
  readonly [key: string]: string | Words
}

function flat(words: Words, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : flat(value, `${path}${key}.`),
  )
}

const en = new Map(flat({ ...resources.en, diagnostics: diagnosticsWords.en }))
const fr = new Map(flat({ ...resources.fr, diagnostics: diagnosticsWords.fr } as unknown as Words))
const namesIn = (text: string) => [...text.matchAll(/\{\{(\w+)/g)].map((match) => match[1]).sort()
const one = (key: string) => key.endsWith('_one')

describe('the words', () => {
  it('exist in both languages, with the plural that only French has', () => {
    const wanted = [...en.keys()].flatMap((key) => (key.endsWith('_other') ? [key, key.replace(/_other$/, '_many')] : [key]))
    expect([...fr.keys()].sort()).toEqual(wanted.sort())
  })

  it('are never empty', () => {
    expect([...en, ...fr].filter(([, text]) => text.trim() === '')).toEqual([])
  })

  it('have a form for one wherever they have a form for several', () => {
    const several = [...en.keys(), ...fr.keys()].filter((key) => key.endsWith('_other'))
    expect(several.filter((key) => !en.has(key.replace(/_other$/, '_one')) || !fr.has(key.replace(/_other$/, '_one')))).toEqual([])
  })

  it('name the same values in both languages', () => {
    const differing = [...en].filter(([key, text]) => !one(key) && namesIn(text).join() !== namesIn(fr.get(key) ?? '').join())
    expect(differing).toEqual([])
  })

  it('keep French punctuation from falling to the next line', () => {
    expect([...fr].filter(([, text]) => / [:;!?»]|« /.test(text))).toEqual([])
  })

  it('use typographic apostrophes', () => {
    expect([...en, ...fr].filter(([, text]) => /\w'\w/.test(text))).toEqual([])
  })
})

describe('the words of an error', () => {
  it.each(['en', 'fr'])('say what happened, why and what to do next for every code in %s', (language) => {
    for (const code of errorCodes) {
      const { what, why, next } = errorWords({ code, details: {} }, language)
      for (const words of [what, why, next]) {
        expect(words, code).toMatch(/[.!?]$/)
        expect(words, code).not.toMatch(/[{}]|undefined/)
      }
    }
  })

  it('name what the error carries', () => {
    expect(errorWords({ code: 'EADDRINUSE', details: { port: 3000 } }, 'en').what).toBe('Port 3000 is already taken on this computer.')
    expect(errorWords({ code: 'EADDRINUSE', details: { port: 3000 } }, 'fr').what).toBe('Le port 3000 est déjà pris sur cet ordinateur.')
  })

  it('do without it where a part is missing', () => {
    expect(errorWords({ code: 'ECONNREFUSED', details: { host: '10.0.0.1' } }, 'en').what).toBe('The computer is there and said no.')
    expect(errorWords({ code: 'protocol-version', details: { ours: 1, theirs: null } }, 'en').what).toBe('The other Palabre speaks another version.')
  })

  it('count bytes as people read them', () => {
    expect(errorWords({ code: 'message-too-long', details: { bytes: 1_500_000, limit: 65_536 } }, 'en').what).toBe(
      'The message has 1.5 MB; 65.5 kB is the most.',
    )
    expect(sizeWords(1_500_000, 'fr')).toMatch(/^1,5\sMo$/)
    expect(sizeWords(1, 'en')).toBe('1 byte')
  })

  it('do not let a detail become a placeholder or markup of its own', () => {
    expect(errorWords({ code: 'unknown-name', details: { name: '{{port}}$&<b>' } }, 'en').what).toBe('Nobody called {{port}}$&<b> is known here.')
  })
})

describe('the language', () => {
  it('is the one that was chosen, else the system’s, else English', () => {
    expect(languageOf('fr', 'en-US')).toBe('fr')
    expect(languageOf('system', 'fr-CA')).toBe('fr')
    expect(languageOf('system', 'de-DE')).toBe('en')
  })
})
