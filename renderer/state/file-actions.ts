import { AppError, toErrorData } from '../../shared/errors.ts'
import type { CallArgs, Offered, Whereabouts } from '../../shared/ipc/contract.ts'
import { limits } from '../../shared/limits.ts'
import type { ConversationId } from '../../shared/model/conversation.ts'
import type { Message } from '../../shared/model/message.ts'
import { getApi } from '../api.ts'
import { toastError } from './toasts-store.ts'

export type Decision = CallArgs<'file.decide'>['decision']

export const decideFile = ({ conversationId, id }: Message, decision: Decision): Promise<void> =>
  quietly(getApi().call('file.decide', { conversationId, id, decision }))

export type AllDecision = CallArgs<'file.decideAll'>['decision']

/** Every offer of its sender up to this one. */
export const decideAllFiles = ({ conversationId, id }: Message, decision: AllDecision): Promise<void> =>
  quietly(getApi().call('file.decideAll', { conversationId, last: id, decision }))

export const showFile = ({ conversationId, id }: Message): Promise<void> => quietly(getApi().call('window.showFile', { conversationId, id }))

export const nowhere: Whereabouts = { path: null, gone: false }

/** Where it is on this disk, as far as is known now. */
export const whereFile = ({ conversationId, id }: Message): Promise<Whereabouts> =>
  getApi()
    .call('window.whereFile', { conversationId, id })
    .catch(() => nowhere)

/** The system asks which. */
export const sendChosen = (ids: readonly ConversationId[], what: 'files' | 'folder'): Promise<void> =>
  quietly(getApi().call('window.sendFiles', { ids: [...ids], what }))

/** What was dropped or pasted: files of this computer by their tokens, a picture of the clipboard by its bytes. */
export function sendGiven(ids: readonly ConversationId[], files: readonly File[]): Promise<void> {
  return quietly(given(ids, files))
}

async function given(ids: readonly ConversationId[], files: readonly File[]): Promise<Offered> {
  if (files.length > limits.dropped) throw new AppError('bad-argument', { field: 'files' })
  const tokens = await getApi().filesDropped(files)
  if (tokens.length > 0) return getApi().call('window.sendDropped', { ids: [...ids], tokens: [...tokens] })
  const [only] = files
  if (!only || only.size > limits.pastedBytes) throw new AppError('file-unreadable')
  return getApi().call('window.sendPasted', { ids: [...ids], name: only.name || 'picture.png', bytes: new Uint8Array(await only.arrayBuffer()) })
}

async function quietly(call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (thrown) {
    toastError(toErrorData(thrown))
  }
}
