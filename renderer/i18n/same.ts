/**
 * The same keys with other words: a missing translation does not compile. French has one plural form more (`_many`: 1 000 000 de messages).
 */
export type Same<T> = { readonly [K in keyof T]: T[K] extends string ? string : Same<T[K]> } & {
  readonly [K in keyof T as K extends `${infer Base}_other` ? `${Base}_many` : never]: string
}
