import i18next from 'i18next'
import { type Advice, filledWith as filled, verdictWords as sharedWords, shownFact } from '../../shared/doctor/verdict-words.ts'
import type { ErrorData } from '../../shared/errors.ts'
import type { Observation, Program, Verdict } from '../../shared/model/doctor.ts'
import type { HttpProblem } from '../../shared/model/http.ts'
import type { Symptom } from '../../shared/symptom.ts'
import { diagnosticsWords } from './diagnostics-words.ts'
import type { Language } from './i18n.ts'
import { sizeWords } from './numbers.ts'

type Value = string | number | boolean | null

const wordsIn = (language: string) => diagnosticsWords[language in diagnosticsWords ? (language as Language) : 'en']

/** One raw fact that the doctor saw, in words. */
export function observationWords(observation: Observation, language: string = i18next.language): string {
  const words = wordsIn(language).doctor
  const key = observation.code + variantOf(observation)
  const text = (words.saw as Readonly<Record<string, string>>)[key] ?? observation.code
  // A time that is not known is left out.
  return filled(text, shown(observation.facts, language)).replace(/, $| \(\)$/, '')
}

/** The sentence, and what to do next. */
export function verdictWords(verdict: Verdict, language: string = i18next.language): Advice {
  return sharedWords(verdict, language)
}

/** What a test met. */
export function symptomWords(symptom: Symptom, { details }: ErrorData, language: string = i18next.language): Advice {
  const { what, next } = wordsIn(language).symptoms.network[symptom]
  const values = { host: '?', port: '?', ...shown(details, language) }
  return { what: filled(what, values), next: filled(next, values) }
}

/** Everything but what the network itself says: for that there are `symptomWords` and `errorWords`. */
export function httpProblemWords(problem: Exclude<HttpProblem, { type: 'network' }>, language: string = i18next.language): Advice {
  const words = wordsIn(language).symptoms
  const { what, next } = words.http[problem.type]
  const values = httpValues(problem, language)
  return { what: filled(what, values), next: filled(next, values) }
}

function httpValues(problem: Exclude<HttpProblem, { type: 'network' }>, language: string): Readonly<Record<string, string>> {
  const { phase, certificate } = wordsIn(language).symptoms
  const { type, ...facts } = problem
  if (type === 'timeout') return { seconds: number(problem.timeoutMs / 1_000, language), phase: phase[problem.phase] }
  if (type === 'body-too-large') return { most: sizeWords(problem.most, language) }
  if (type === 'certificate') return { code: problem.code, reason: (certificate as Readonly<Record<string, string>>)[problem.code] ?? certificate.other }
  return shown(facts as Readonly<Record<string, Value>>, language)
}

/** Which of several forms the words of a fact have. */
function variantOf({ code, facts }: Observation): string {
  switch (code) {
    case 'interface':
      return facts.vpn ? '-vpn' : facts.virtual ? '-virtual' : ''
    case 'default-route':
      return facts.vpn ? '-vpn' : ''
    case 'no-default-route':
      return facts.known ? '' : '-unknown'
    case 'listener-alive':
      return facts.everyone ? '' : '-alone'
    case 'target':
      return facts.same ? '-near' : '-far'
    case 'banner':
      return facts.program === 'palabre' || facts.program === 'silent' ? `-${facts.program}` : ''
    case 'key':
      if (facts.own) return '-own'
      return facts.matches === null ? '' : facts.matches ? '-theirs' : '-other'
    case 'session':
      return facts.inbound ? '-inbound' : ''
    case 'udp':
      return facts.helped ? '-helped' : ''
    case 'dialled-back-tcp':
    case 'no-help':
      return `-${facts.by}`
    case 'observed':
      return `-${facts.by}${facts.sameHost ? '' : '-other'}`
    case 'round-trip':
      return `-${facts.over}`
    default:
      return ''
  }
}

function shown(facts: Readonly<Record<string, Value>>, language: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, one(name, value, language)]))
}

function one(name: string, value: Value, language: string): string {
  const { result, program } = wordsIn(language).doctor
  if (name === 'result' && typeof value === 'string') return (result as Readonly<Record<string, string>>)[value] ?? value
  if (name === 'program' && typeof value === 'string') return program[value as Program] ?? value
  if (name === 'id' && typeof value === 'string') return `${value.slice(0, 7)}…`
  return shownFact(name, value, language)
}

/** A port is a name, not a quantity. */
const number = (value: number, language: string): string => new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value)
