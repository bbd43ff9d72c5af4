import { describe, expect, it } from 'vitest'
import { durationWords } from '../../../renderer/features/conversations/time-words.ts'
import { msWords } from '../../../renderer/features/diagnostics/number-words.ts'
import { httpProblemWords, observationWords, symptomWords, verdictWords } from '../../../renderer/i18n/diagnosis-words.ts'
import { type Observation, verdictCodes } from '../../../shared/model/doctor.ts'
import type { HttpProblem } from '../../../shared/model/http.ts'
import { symptoms } from '../../../shared/symptom.ts'

const languages = ['en', 'fr'] as const
const details = { name: 'bob', host: '10.0.0.2', port: 3000, ownPort: 3001, seenAs: '203.0.113.9', program: 'http', version: 2, bytes: 1_200, lost: 1_400 }
const whole = (words: string) => {
  expect(words).not.toMatch(/[{}]|undefined/)
  expect(words.trim()).not.toBe('')
}

describe.each(languages)('in %s', (language) => {
  it('every verdict has a sentence and a next step of its own', () => {
    const all = verdictCodes.map((code) => verdictWords({ code, tone: 'bad', details: { ...details, idleMs: 20, loadedMs: 180 }, evidence: [] }, language))
    for (const { what, next } of all) {
      whole(what)
      whole(next)
    }
    expect(new Set(all.map(({ what }) => what)).size).toBe(verdictCodes.length)
  })

  it('every symptom has a sentence and a next step of its own', () => {
    const all = symptoms.map((symptom) => symptomWords(symptom, { code: 'internal', details: { host: '10.0.0.2', port: 3000 } }, language))
    for (const { what, next } of all) {
      whole(what)
      whole(next)
    }
    expect(new Set(all.map(({ what }) => what)).size).toBe(symptoms.length)
  })

  it('everything that can be wrong with an answer over HTTP has one, too', () => {
    const problems: readonly Exclude<HttpProblem, { type: 'network' }>[] = [
      { type: 'timeout', phase: 'waiting', timeoutMs: 10_000 },
      { type: 'not-http', code: 'HPE_INVALID_CONSTANT', hex: '00' },
      { type: 'bare-newlines', code: 'HPE_CR_EXPECTED', hex: '00' },
      { type: 'closed-unanswered' },
      { type: 'headers-too-large' },
      { type: 'certificate', code: 'CERT_HAS_EXPIRED' },
      { type: 'certificate', code: 'SOMETHING_NEW' },
      { type: 'tls', code: 'EPROTO' },
      { type: 'cut-short', received: 12 },
      { type: 'body-too-large', most: 16 * 1024 * 1024 },
      { type: 'expands-too-much', wire: 1_000, decoded: 1_000_000 },
      { type: 'bad-encoding', encoding: 'gzip' },
      { type: 'redirect-loop' },
      { type: 'too-many-redirects', most: 10 },
      { type: 'bad-redirect', location: 'mailto:x' },
      { type: 'stopped' },
    ]
    const all = problems.map((problem) => httpProblemWords(problem, language))
    for (const { what, next } of all) {
      whole(what)
      whole(next)
    }
    expect(new Set(all.map(({ what }) => what)).size).toBe(problems.length)
  })
})

it('says figures as people read them, and a port as a name', () => {
  const seen = (code: string, facts: object) => ({ code, step: 'tcp', atMs: 0, facts }) as unknown as Observation
  const connected = seen('connected', { host: '10.0.0.2', port: 3000, local: '10.0.0.1', localPort: 50_000, ms: 1.23456 })
  expect(observationWords(connected, 'en')).toBe('Connected with 10.0.0.2, port 3000, in 1.2\u00a0ms')
  expect(observationWords(connected, 'fr')).toBe('Connecté à 10.0.0.2, port 3000, en 1,2\u00a0ms')
  const refused = seen('not-connected', { host: '10.0.0.2', port: 3000, result: 'ECONNREFUSED', ms: null })
  expect(observationWords(refused, 'en')).toBe('10.0.0.2, port 3000: refused (ECONNREFUSED)')
  const words = verdictWords({ code: 'wrong-program', tone: 'bad', details, evidence: [] }, 'fr').what
  expect(words).toBe('Autre chose répond sur le port 3000\u00a0: un serveur HTTP.')
})

it('gives every time the same precision', () => {
  const all = [0.4712, 3.84, 9.94, 9.96, 46.9, 1_234]
  expect(all.map((ms) => msWords(ms, 'en'))).toEqual(['0.47 ms', '3.8 ms', '9.9 ms', '10 ms', '47 ms', '1,234 ms'])
  expect(all.slice(0, 5).map((ms) => msWords(ms, 'fr'))).toEqual(['0,47\u00a0ms', '3,8\u00a0ms', '9,9\u00a0ms', '10\u00a0ms', '47\u00a0ms'])
  expect([0.4712, 46.9].map((ms) => durationWords(ms, 'en'))).toEqual(['0.47 ms', '47 ms'])
})
