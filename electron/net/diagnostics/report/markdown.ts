import { verdictWords } from '../../../../shared/doctor/verdict-words.ts'
import type { Verdict } from '../../../../shared/model/doctor.ts'
import type { RunView } from '../../../../shared/model/runs.ts'
import { type ReportWords, reportWords } from './words.ts'

/** Rows of samples that a page for people shows: the first ones. */
const shownSamples = 50

interface Made {
  readonly language: 'en' | 'fr'
  readonly addresses: boolean
  readonly version: string
}

/** One page for people: what was tested, what came of it, how it compares, and the raw values behind it. Pure. */
export function markdownOf(view: RunView, { language, addresses, version }: Made): string {
  const words = reportWords[language]
  const { labels } = words
  const { run, digest } = view
  const took = run.endedAt === null ? '-' : `${((run.endedAt - run.startedAt) / 1_000).toFixed(1)} s`
  return [
    `# ${words.title}: ${words.kinds[run.kind]}`,
    `> ${addresses ? labels.addresses : labels.redacted}`,
    list([
      [labels.target, digest.target],
      [labels.began, new Date(run.startedAt).toISOString()],
      [labels.took, took],
      [labels.state, words.states[run.state]],
      ...(run.error ? [[labels.error, `${run.error.code} ${flat(run.error.details)}`] as const] : []),
      [labels.made, `Palabre ${version}`],
    ]),
    ...(run.kind === 'doctor' && run.summary.verdict ? [`## ${labels.verdict}`, verdictOf(run.summary.verdict, words, language)] : []),
    ...(run.kind === 'doctor' && run.summary.further.length > 0
      ? [`## ${labels.further}`, ...run.summary.further.map((each) => verdictOf(each, words, language))]
      : []),
    ...changesOf(view, words),
    `## ${labels.options}`,
    list(rowsOf(run.options)),
    ...(run.kind === 'doctor' ? [`## ${labels.steps}`, stepsOf(view)] : [`## ${labels.results}`, list(rowsOf(run.summary))]),
    ...(run.kind === 'doctor' ? [] : samplesOf(view, words)),
    '',
  ].join('\n\n')
}

/** The sentence first, for people; the code and its values below it, for whoever looks further. */
function verdictOf(verdict: Verdict, { labels }: ReportWords, language: string): string {
  const { code, details, evidence } = verdict
  const { what, next } = verdictWords(verdict, language)
  const seen = evidence.map((each) => `  - ${cell(each.code)}: ${flat(each.facts)}`)
  return [`**${cell(what)}**`, '', `${labels.next}: ${cell(next)}`, '', `- ${cell(code)}: ${flat(details)}`, `- ${labels.evidence}:`, ...seen].join('\n')
}

function changesOf({ changes }: RunView, { labels, figures, trends }: ReportWords): readonly string[] {
  if (changes.length === 0) return []
  const rows = changes.map(({ figure, before, now, trend }) => [figures[figure], shown(before), shown(now), trends[trend]])
  return [`## ${labels.compared}`, table([labels.figure, labels.before, labels.now, labels.trend], rows)]
}

function stepsOf({ run }: RunView): string {
  if (run.kind !== 'doctor') return ''
  return run.samples
    .map(({ step, state, skipped, tookMs, observations }) => {
      const how = skipped === null ? `${state}, ${shown(tookMs)} ms` : `${state}: ${skipped}`
      return [`- ${step} (${how})`, ...observations.map(({ code, facts }) => `  - ${cell(code)}: ${flat(facts)}`)].join('\n')
    })
    .join('\n')
}

function samplesOf({ run, digest }: RunView, { labels }: ReportWords): readonly string[] {
  const samples = (run.samples as readonly object[]).slice(0, shownSamples)
  const [first] = samples
  if (!first) return []
  const columns = Object.keys(first).filter((key) => samples.some((sample) => isPlain(fieldOf(sample, key))))
  const rows = samples.map((sample) => columns.map((column) => shown(fieldOf(sample, column))))
  const some = digest.sampleCount > samples.length ? ` (${samples.length} / ${digest.sampleCount}, ${labels.notAll})` : ''
  return [`## ${labels.samples}${some}`, table(columns, rows)]
}

const fieldOf = (sample: object, key: string): unknown => (sample as Readonly<Record<string, unknown>>)[key]
const isPlain = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value)

/** Every plain value, by its path. */
function rowsOf(value: object, path = ''): readonly (readonly [string, string])[] {
  return Object.entries(value).flatMap(([key, each]: [string, unknown]) => {
    const name = path === '' ? key : `${path}.${key}`
    if (typeof each === 'object' && each !== null) return rowsOf(each, name)
    return each === null ? [] : [[name, shown(each)] as const]
  })
}

const list = (rows: readonly (readonly [string, string])[]): string => rows.map(([name, value]) => `- ${cell(name)}: ${cell(value)}`).join('\n')

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const flat = (facts: Readonly<Record<string, unknown>>): string =>
  Object.entries(facts)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${cell(name)}=${cell(shown(value))}`)
    .join(' ')

function shown(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)))
  return value === null || value === undefined ? '-' : String(value)
}

/** On one line, and no markup of somebody else's: what comes from outside is shown, never obeyed. */
const cell = (text: string): string =>
  text
    .replace(/[\r\n]+/g, ' ')
    .replace(/[\\`*_[\]<>|]/g, '\\$&')
    .slice(0, 500)
