import { AppError } from '../../../shared/errors.ts'
import type { Address } from '../../../shared/model/address.ts'
import { isOwnAddress } from '../core/addresses.ts'
import type { Core } from './core.ts'

/** Throws `AppError` own-address where this very Palabre listens. */
export function refuseOwnAddress(core: Pick<Core, 'port'>, { host, port }: Address): void {
  if (port === core.port() && isOwnAddress(host)) throw new AppError('own-address', { host, port })
}
