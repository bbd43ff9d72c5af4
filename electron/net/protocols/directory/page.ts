import { createHash } from 'node:crypto'
import type { DirectoryPerson } from './types.ts'

const words = {
  en: {
    title: 'Palabre directory',
    lead: 'Who is here, so that people can write to a name instead of an address. Messages never pass through this computer.',
    online: 'Online now',
    nobody: 'Nobody is online.',
    more: (shown: number, all: number) => `The first ${shown} of ${all}.`,
    join: 'How to join',
    inApp: 'In Palabre: Settings, Directories, add this address:',
    inTerminal: 'In a terminal:',
    key: 'Identity of this directory. Compare it with what Palabre shows:',
    away: 'The directory can’t reach its store at the moment.',
    since: (time: string) => `since ${time}`,
  },
  fr: {
    title: 'Annuaire Palabre',
    lead: 'Qui est là, pour écrire à un nom plutôt qu’à une adresse. Les messages ne passent jamais par cet ordinateur.',
    online: 'En ligne',
    nobody: 'Personne n’est en ligne.',
    more: (shown: number, all: number) => `Les ${shown} premiers sur ${all}.`,
    join: 'Comment rejoindre',
    inApp: 'Dans Palabre : Réglages, Annuaires, ajoutez cette adresse :',
    inTerminal: 'Dans un terminal :',
    key: 'Identité de cet annuaire, à comparer avec ce que montre Palabre :',
    away: 'L’annuaire n’atteint pas ses données en ce moment.',
    since: (time: string) => `depuis ${time}`,
  },
} as const

type Language = keyof typeof words

const style = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:42rem;margin:3rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.1rem;margin-top:2rem}ul{list-style:none;padding:0}li{padding:.4rem 0;border-bottom:1px solid color-mix(in srgb,currentColor 15%,transparent)}
time{opacity:.7;font-size:.875rem;margin-inline-start:.5rem}code{overflow-wrap:anywhere;font-size:.9375rem}`

/** No script, no picture, no form; one style, by its hash. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

interface PageFacts {
  /** null: the store is away. */
  readonly people: readonly DirectoryPerson[] | null
  readonly online: number
  readonly id: string
  /** As the reader wrote it: hostile. */
  readonly host: string
}

export function page({ people, online, id, host }: PageFacts, language: Language): string {
  const say = words[language]
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${say.title}</title><style>${style}</style></head>
<body>
<h1>${say.title}</h1>
<p>${say.lead}</p>
<h2>${say.online}${people ? ` (${online})` : ''}</h2>
${list(people, online, say)}
<h2>${say.join}</h2>
<p>${say.inApp} <code>${escaped(host)}</code></p>
<p>${say.inTerminal} <code>palabre chat --directory ${escaped(host)}</code></p>
<p>${say.key} <code>${escaped(id)}</code></p>
</body>
</html>
`
}

function list(people: readonly DirectoryPerson[] | null, online: number, say: (typeof words)[Language]): string {
  if (people === null) return `<p>${say.away}</p>`
  if (people.length === 0) return `<p>${say.nobody}</p>`
  const items = people.map(({ name, seenAt }) => `<li><bdi>${escaped(name)}</bdi> ${time(seenAt, say)}</li>`).join('\n')
  return `<ul>\n${items}\n</ul>${online > people.length ? `<p>${say.more(people.length, online)}</p>` : ''}`
}

function time(ms: number, say: (typeof words)[Language]): string {
  const iso = new Date(ms).toISOString()
  return `<time datetime="${iso}">${say.since(`${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`)}</time>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

/** The first of our languages that the reader asks for (RFC 9110, weights included). */
export function languageOf(accept: string | undefined): Language {
  const wanted = (accept ?? '')
    .slice(0, 1_000)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
      const weight = parameters.map((p) => /^\s*q=([\d.]+)$/.exec(p)?.[1]).find((q) => q !== undefined)
      return { language: tag.split('-')[0] ?? '', weight: Number(weight ?? 1) }
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
  return wanted.find(({ language }) => language === 'fr' || language === 'en')?.language === 'fr' ? 'fr' : 'en'
}
