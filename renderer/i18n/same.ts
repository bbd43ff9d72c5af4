/** The same keys with other words: a missing translation does not compile. Plural forms may differ (`_many` in French). */
export type Same<T> = { readonly [K in keyof T]: T[K] extends string ? string : Same<T[K]> }
