import { AppError } from '../../../../../shared/errors.ts'
import type { Address } from '../../../../../shared/model/address.ts'
import { errorAt } from '../../../core/errors.ts'
import { Refusal } from './requests.ts'

/** What became of a request, as one of our errors. `name`: the pseudonym that it was about. */
export function saidBy(address: Address, thrown: unknown, name: string | null = null): AppError {
  if (!(thrown instanceof Refusal)) return errorAt(address, thrown)
  const named = name === null ? {} : { name }
  switch (thrown.code) {
    case 'bad-name':
    case 'name-taken':
    case 'name-confusable':
      return new AppError(thrown.code, { ...address, ...named })
    case 'too-many-requests':
    case 'too-many-watches':
    case 'too-many-sessions':
      return new AppError('directory-busy', { ...address, ...(thrown.retryMs === null ? {} : { retryMs: thrown.retryMs }) })
    case 'unavailable':
      return new AppError('directory-unavailable', { ...address })
    default:
      return new AppError('protocol-error', { ...address, problem: thrown.code })
  }
}
