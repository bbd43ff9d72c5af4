import { toErrorData } from '../../shared/errors.ts'
import type { Channel } from '../../shared/ipc/channels.ts'
import type { CallAnswer, CallArgs } from '../../shared/ipc/contract.ts'
import { getApi } from '../api.ts'
import { toastError } from './toasts-store.ts'

/** Calls, and says in a toast what went wrong; null then. */
export async function tell<C extends Channel>(channel: C, args: CallArgs<C>): Promise<CallAnswer<C> | null> {
  try {
    return await getApi().call(channel, args)
  } catch (thrown) {
    toastError(toErrorData(thrown))
    return null
  }
}
