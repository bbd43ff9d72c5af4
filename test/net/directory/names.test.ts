import { performance } from 'node:perf_hooks'
import { describe, expect, it } from 'vitest'
import { isDirectoryName, nameKey, nameLooks, normaliseName } from '../../../electron/net/protocols/directory/names.ts'

const alike = (one: string, other: string) => nameLooks(one).some((look) => nameLooks(other).includes(look))

describe('a pseudonym', () => {
  it('has letters and digits of any living script', () => {
    for (const name of ['al', 'alice', 'Zoé', 'jean.dupont', 'a_b-c', 'x2', '2x', 'Иван', 'Ελένη', 'Նարե', 'שרה', 'فاطمة', 'अनुष्का', 'ไมเคิล', '김철수'])
      expect(isDirectoryName(normaliseName(name)), name).toBe(true)
    for (const name of ['さくら', 'スーパー', '田中さくら', 'tanaka田中', '王小明', 'ᏣᎳᎩ', '٣٤', 'علي٣', 'x'.repeat(32)])
      expect(isDirectoryName(name), name).toBe(true)
  })

  it('has 2 to 32 characters, whatever they take in UTF-16', () => {
    for (const name of ['', 'a', 'x'.repeat(33), 'x'.repeat(10_000), '𞤀'.repeat(33)]) expect(isDirectoryName(name)).toBe(false)
    expect(isDirectoryName('𞤀'.repeat(32))).toBe(true)
  })

  it('has nothing else: spaces, signs, emoji, controls, bidirectional marks, invisible letters, stacked marks', () => {
    for (const name of [
      'a b',
      ' ab',
      'a/b',
      'a@b',
      'a:b',
      '.ab',
      'ab.',
      '-ab',
      'ab-',
      '..',
      'a\u0000b',
      'a\nb',
      'a\u202eb',
      'a\u2066b',
      'a\u200eb',
      'a\u200db',
    ])
      expect(isDirectoryName(name), JSON.stringify(name)).toBe(false)
    for (const name of ['al🙂', '👍👍', '1️⃣2', 'ab\ufe0f', 'a\u115fb', 'a\u3164b', 'a\uffa0b', 'a\u00adb', `a${'\u0363'.repeat(5)}b`, 'ab\ud800', '<b>', 'a&b'])
      expect(isDirectoryName(name), JSON.stringify(name)).toBe(false)
  })

  it('mixes no scripts that do not belong together, and no digits', () => {
    for (const name of ['pаypal', 'Aлиса', 'νick', 'さхра', '한ひら', 'ab٣', '1٣', 'אa']) expect(isDirectoryName(name), name).toBe(false)
  })

  it('of a dead script is refused', () => {
    expect(isDirectoryName('𒀀𒀁')).toBe(false)
  })

  it('travels in NFKC', () => {
    expect(isDirectoryName('ａｌｉｃｅ')).toBe(false)
    expect(normaliseName(' ａｌｉｃｅ ')).toBe('alice')
    expect(isDirectoryName('Zoe\u0301')).toBe(false)
    expect(normaliseName('Zoe\u0301')).toBe('Zo\u00e9')
  })

  it('is the same in any case and form', () => {
    for (const [one, other] of [
      ['Alice', 'aLICE'],
      ['STRASSE', 'straße'],
      ['STRAẞE', 'strasse'],
      ['ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
      ['ИВАН', 'иван'],
      ['ﬁona', 'FIONA'],
      ['Zoe\u0301', 'zo\u00e9'],
    ] as const)
      expect(nameKey(one)).toBe(nameKey(other))
    expect(nameKey('zoe')).not.toBe(nameKey('zoé'))
  })

  it('has a key that is its own key, so that folding ends', () => {
    for (const name of ['Straße', 'ΟΔΥΣΣΕΥΣ', 'İstanbul', 'ŉame', 'ǰan', 'ΰx', 'ﬀx', 'ᾳx', 'ꭰᎠ']) expect(nameKey(nameKey(name))).toBe(nameKey(name))
  })
})

describe('look-alikes', () => {
  it('share a look: other scripts in small and capital letters, and digits for letters', () => {
    for (const [one, other] of [
      ['раураl', 'paypal'],
      ['раура', 'paypa'],
      ['ВОВ', 'Bob'],
      ['АННА', 'AHHA'],
      ['ΑΝΝΑ', 'anna'],
      ['σοο', 'ooo'],
      ['anna1', 'annal'],
      ['b0b', 'bob'],
      ['bIII', 'blll'],
      ['modern', 'modem'],
      ['ѕсоре', 'scope'],
    ] as const)
      expect(alike(one, other), `${one} ${other}`).toBe(true)
  })

  it('are not made of what looks different', () => {
    for (const [one, other] of [
      ['alice', 'alicia'],
      ['bob', 'rob'],
      ['anna', 'anne'],
      ['zoé', 'zoe'],
      ['иван', 'ivan'],
      ['user1', 'user2'],
    ] as const)
      expect(alike(one, other), `${one} ${other}`).toBe(false)
  })
})

it('a megabyte of anything costs no more than a name', () => {
  const from = performance.now()
  for (const unit of ['a', '\ufdfa', 'a\u0301', 'İ', '\u0301']) {
    const long = unit.repeat(1_000_000)
    expect(isDirectoryName(normaliseName(long))).toBe(false)
    nameKey(long)
    nameLooks(long)
  }
  expect(performance.now() - from).toBeLessThan(2_000)
})
