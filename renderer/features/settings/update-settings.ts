import { toErrorData } from '../../../shared/errors.ts'
import type { CallArgs } from '../../../shared/ipc/contract.ts'
import { getApi } from '../../api.ts'
import { toastError } from '../../state/toasts-store.ts'

/** Changes settings; what can't be done is said, and the control falls back by itself to what holds. */
export async function updateSettings(patch: CallArgs<'settings.update'>): Promise<boolean> {
  try {
    await getApi().call('settings.update', patch)
    return true
  } catch (thrown) {
    toastError(toErrorData(thrown))
    return false
  }
}
