const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text as it may stand in HTML, attributes included. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => named[character] ?? '')
}

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}' +
  'table{border-spacing:1.5rem .2rem;margin-left:-1.5rem}td:nth-child(n+2){text-align:right;font-variant-numeric:tabular-nums}code{font-size:.95em}'

export const pageStart = (title: string): string =>
  `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style></head><body><h1>${title}</h1>\n`
export const pageEnd = '</body></html>\n'

/** `title` is ours, `body` is HTML. */
export function page(title: string, body: string): string {
  return `${pageStart(title)}${body}${pageEnd}`
}
