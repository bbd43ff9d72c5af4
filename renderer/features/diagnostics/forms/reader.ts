/** What is wrong with a field; the words are in `diagnostics.wrong`. */
export interface Wrong {
  readonly key: 'host' | 'port' | 'anyPort' | 'number' | 'decimal' | 'empty' | 'hex' | 'url' | 'method' | 'header' | 'person' | 'long'
  readonly values: Readonly<Record<string, number | string>>
}

/** The fields of a form that are wrong, by name. */
export type Wrongs<Field extends string = string> = Readonly<Partial<Record<Field, Wrong>>>

/** Reads a form field by field, and notes what is wrong. What it answers then does not matter. */
export class Reader<Field extends string> {
  readonly #wrongs: Partial<Record<Field, Wrong>> = {}

  get wrongs(): Wrongs<Field> {
    return this.#wrongs
  }

  wrong(field: Field, key: Wrong['key'], values: Wrong['values'] = {}): void {
    this.#wrongs[field] ??= { key, values }
  }

  whole(field: Field, text: string, least: number, most: number): number {
    const value = /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN
    if (!(value >= least && value <= most)) this.wrong(field, 'number', { least, most })
    return value
  }

  decimal(field: Field, text: string, least: number, most: number): number {
    const value = /^\d{1,6}(?:[.,]\d{1,4})?$/.test(text.trim()) ? Number(text.replace(',', '.')) : Number.NaN
    if (!(value >= least && value <= most)) this.wrong(field, 'decimal', { least, most })
    return value
  }

  /** 1 to 65535; of a server also 0. */
  port(field: Field, text: string, least: 0 | 1 = 1): number {
    const value = /^\d{1,5}$/.test(text.trim()) ? Number(text) : Number.NaN
    if (!(value >= least && value <= 65_535)) this.wrong(field, least === 0 ? 'anyPort' : 'port')
    return value
  }

  /** A name or an address, without its port. */
  host(field: Field, text: string): string {
    const host = text.trim().replace(/^\[(.*)\]$/, '$1')
    const valid =
      host !== '' && host.length <= 253 && !/[\s/[\]@]/.test(host) && (/^[^:]+$/.test(host) || /^[\da-f:.%a-z]*:[\da-f:.%\w]*:[\da-f:.%\w]*$/i.test(host))
    if (!valid) this.wrong(field, 'host')
    return host
  }
}
