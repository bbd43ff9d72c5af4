import { describe, expect, it } from 'vitest'
import { fromNodeError, mostTelling } from '../../../electron/net/core/errors.ts'
import { AppError } from '../../../shared/errors.ts'

const coded = (code: string) => Object.assign(new Error(code), { code })

describe('errors of Node as codes from the closed list', () => {
  it('keeps a code that is on the list, with the details', () => {
    expect(fromNodeError(coded('ECONNREFUSED'), { host: 'h', port: 1 }).toData()).toEqual({ code: 'ECONNREFUSED', details: { host: 'h', port: 1 } })
  })

  it('keeps an AppError as it is', () => {
    const error = new AppError('bad-port')
    expect(fromNodeError(error)).toBe(error)
  })

  it.each([
    ['ERR_SOCKET_BAD_PORT', 'bad-port'],
    ['ERR_STREAM_DESTROYED', 'EPIPE'],
    ['ENFILE', 'EMFILE'],
    ['EAI_NODATA', 'ENOTFOUND'],
    ['EINVAL', 'bad-address'],
  ])('says %s as %s', (seen, said) => {
    expect(fromNodeError(coded(seen)).code).toBe(said)
  })

  it('unpacks an AggregateError to the attempt that says most', () => {
    expect(fromNodeError(new AggregateError([coded('ETIMEDOUT'), coded('ECONNREFUSED'), coded('ENETUNREACH')])).code).toBe('ECONNREFUSED')
  })

  it('makes anything else internal, with what it was', () => {
    expect(fromNodeError(coded('EWEIRD')).toData()).toEqual({ code: 'internal', details: { cause: 'EWEIRD' } })
    expect(fromNodeError('what').details).toEqual({ cause: 'what' })
  })

  it('ranks refused before unreachable before silence', () => {
    expect(mostTelling(['no-answer', 'EHOSTUNREACH'])).toBe('EHOSTUNREACH')
    expect(mostTelling(['EHOSTUNREACH', 'ECONNREFUSED', 'no-answer'])).toBe('ECONNREFUSED')
    expect(mostTelling([])).toBeNull()
  })
})
