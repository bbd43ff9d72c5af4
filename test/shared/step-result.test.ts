import { expect, it } from 'vitest'
import { stepResult } from '../../shared/doctor/step-result.ts'
import type { DoctorStep, Observation } from '../../shared/model/doctor.ts'

const of = (step: DoctorStep['step'], ...seen: readonly { code: Observation['code']; facts: object }[]) =>
  stepResult({ step, observations: seen.map((one) => ({ ...one, step, atMs: 0 }) as Observation) })

const host = '192.168.1.9'

it('a step that ran and failed is not a good one', () => {
  expect(of('tcp', { code: 'not-connected', facts: { host, port: 3_000, result: 'no-answer', ms: 5_000 } })).toBe('bad')
  expect(of('gateway', { code: 'gateway-mute', facts: { host, result: 'no-answer' } })).toBe('unsure')
  expect(of('identity', { code: 'key', facts: { id: 'a', expected: 'b', matches: false, own: false, ms: 1 } })).toBe('bad')
  expect(of('dial-back', { code: 'no-help', facts: { by: 'person', result: 'timeout' } })).toBe('unsure')
  expect(of('udp', { code: 'udp', facts: { port: 1, sent: 20, answered: 0, helped: false, rttMs: null } })).toBe('unsure')
  expect(of('size')).toBe('unsure')
})

it('whoever answers at one address is reached, whatever the others said', () => {
  expect(
    of(
      'tcp',
      { code: 'attempt', facts: { host, port: 3_000, family: 4, result: 'no-answer', ms: 5_000 } },
      { code: 'not-connected', facts: { host, port: 3_000, result: 'no-answer', ms: 5_000 } },
      { code: 'connected', facts: { host, port: 3_000, local: host, localPort: 5, ms: 1 } },
    ),
  ).toBe('good')
})
