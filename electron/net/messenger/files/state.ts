import { isErrorCode } from '../../../../shared/errors.ts'
import type { ConversationId } from '../../../../shared/model/conversation.ts'
import type { FileInfo, TransferChange } from '../../../../shared/model/file.ts'
import type { Message } from '../../../../shared/model/message.ts'
import type { StoreReader, StoreTx, TransferPlace } from '../../../store/types.ts'
import type { FileBody } from '../../protocols/secure-peer/types.ts'

type Side = 'me' | 'them'

export interface Said {
  readonly change: TransferChange
  readonly code: string | null
}

/** An offer as it begins. */
export const offered = ({ size, files }: Pick<FileBody, 'size' | 'files'>): FileInfo => ({
  size,
  files,
  state: 'offered',
  pausedByMe: false,
  pausedByThem: false,
  at: 0,
  failure: null,
  savedAs: null,
})

/** What an offer of theirs says beyond what is shown. */
export const placeOf = ({ manifest, mime }: FileBody): TransferPlace => ({
  path: null,
  part: null,
  modified: null,
  manifest: manifest && Buffer.from(manifest).toString('hex'),
  mime,
})

/**
 * What an offer of `author` is after `by` said something of it; null: they may not, or it is too late. Both sides come to the same end whatever
 * crosses on the way: what is done is done, what is called off is over, and who receives has the last word on how it went. Pure.
 */
export function after(file: FileInfo, author: Side, by: Side, { change, code }: Said): FileInfo | null {
  const isReceiver = by !== author
  switch (change) {
    case 'accept':
      return isReceiver && (file.state === 'offered' || file.state === 'failed')
        ? { ...file, state: 'accepted', failure: null, pausedByMe: false, pausedByThem: false }
        : null
    case 'decline':
      return isReceiver && file.state === 'offered' ? { ...file, state: 'declined' } : null
    case 'cancel':
      return file.state === 'offered' || file.state === 'accepted' || file.state === 'failed' ? { ...file, state: 'cancelled' } : null
    case 'pause':
    case 'resume':
      return file.state === 'accepted' ? { ...file, [by === 'me' ? 'pausedByMe' : 'pausedByThem']: change === 'pause' } : null
    case 'done':
      return isReceiver && (file.state === 'accepted' || file.state === 'cancelled')
        ? { ...file, state: 'done', at: file.size, pausedByMe: false, pausedByThem: false, failure: null }
        : null
    case 'fail':
      return isReceiver && file.state === 'accepted'
        ? { ...file, state: 'failed', failure: { code: isErrorCode(code) ? code : 'internal', details: by === 'them' ? { by: 'peer' } : {} } }
        : null
  }
}

/**
 * The same in a room, where each decides for themselves and tells nobody: what I called off or declined I can take after all, until its author
 * withdraws it; and what I had, once more. Pure.
 */
export function afterInRoom(file: FileInfo, author: Side, by: Side, said: Said): FileInfo | null {
  const mine = author !== 'me' && by === 'me'
  const isDeclined = file.state === 'declined' && ((mine && said.change === 'accept') || (by === author && said.change === 'cancel'))
  const isAgain = mine && said.change === 'accept' && file.state === 'done'
  const from: FileInfo = isAgain ? { ...file, state: 'offered', at: 0, savedAs: null } : isDeclined ? { ...file, state: 'offered' } : file
  const changed = after(from, author, by, said)
  return changed && mine && said.change === 'cancel' ? { ...changed, state: 'declined', at: 0 } : changed
}

/** Runs inside a transaction. false: nothing changed. */
export function applyTransfer(tx: StoreTx, conversationId: ConversationId, id: string, by: Side, said: Said, next = after): boolean {
  const message = tx.read.message(conversationId, id)
  if (!message?.file || message.from === 'system') return false
  const changed = next(message.file, message.from, by, said)
  return changed !== null && tx.setFile(conversationId, id, changed)
}

/** The offer of a message that could not be delivered, from what is kept of it. */
export function offerAgain(read: Pick<StoreReader, 'transfer'>, conversationId: ConversationId, { id, text, file }: Message): FileBody | null {
  const place = file ? read.transfer(conversationId, id) : null
  if (!file || !place) return null
  const manifest = place.manifest === null ? null : Buffer.from(place.manifest, 'hex')
  return { kind: 'file', name: text, size: file.size, mime: place.mime, files: file.files, manifest }
}

/** Bytes may go on now, as far as the two people are concerned. */
export const isWanted = (file: FileInfo): boolean => file.state === 'accepted' && !file.pausedByMe && !file.pausedByThem
