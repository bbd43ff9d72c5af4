import { describe, expect, it } from 'vitest'
import { AppError, toErrorData } from '../../shared/errors.ts'

describe('any thrown value as error data', () => {
  it('keeps the code and the facts of our own errors, and the code of the system’s', () => {
    expect(toErrorData(new AppError('bad-port', { port: 70_000 }))).toEqual({ code: 'bad-port', details: { port: 70_000 } })
    expect(toErrorData(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))).toEqual({ code: 'ECONNREFUSED', details: {} })
  })

  it('never carries a message, and never throws', () => {
    const odd = [new Error('a secret'), 'a secret', Object.create(null), null, undefined, 7, { code: {} }]
    for (const thrown of odd) expect(JSON.stringify(toErrorData(thrown))).not.toContain('secret')
  })
})
