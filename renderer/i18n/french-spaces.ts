interface Words {
  readonly [key: string]: string | Words
}

/** French puts a space that never breaks before `: ; ! ? »` and after `«`; the word files are written with plain ones. */
export function frenchSpaces<T extends object>(words: T): T {
  return Object.fromEntries(Object.entries(words as Words).map(([key, value]) => [key, typeof value === 'string' ? spaced(value) : frenchSpaces(value)])) as T
}

const spaced = (text: string): string => text.replace(/ (?=[:;!?»])/g, '\u00a0').replace(/« /g, '«\u00a0')
