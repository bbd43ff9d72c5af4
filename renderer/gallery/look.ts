/** How the gallery is looked at; kept in the address, so that a picture can be taken again. */
export interface Look {
  readonly theme: 'light' | 'dark'
  readonly language: 'en' | 'fr'
  readonly size: '900x600' | '1440x900'
}

export function readLook(search: string): Look {
  const wish = new URLSearchParams(search)
  return {
    theme: wish.get('theme') === 'dark' ? 'dark' : 'light',
    language: wish.get('lang') === 'fr' ? 'fr' : 'en',
    size: wish.get('size') === '1440x900' ? '1440x900' : '900x600',
  }
}

export function writeLook({ theme, language, size }: Look, story?: string): string {
  return `?${new URLSearchParams({ theme, lang: language, size, ...(story ? { story } : {}) }).toString()}`
}
