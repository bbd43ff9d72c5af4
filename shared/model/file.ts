import type { ErrorData } from '../errors.ts'
import type { ConversationId } from './conversation.ts'
import type { PersonId } from './person.ts'

/** What either side says about an offer, in the log. Of who was offered: accept, decline, done, fail. Of both: pause, resume, cancel. */
export const transferChanges = ['accept', 'decline', 'pause', 'resume', 'cancel', 'done', 'fail'] as const
export type TransferChange = (typeof transferChanges)[number]

/**
 * offered: waits for an answer. accepted: on its way, or waiting for its turn or the other side. done: on the receiver's disk under its name, hash checked.
 * failed: see `failure`; whoever received may try again, and it goes on where it stopped.
 */
export type FileState = 'offered' | 'accepted' | 'declined' | 'cancelled' | 'failed' | 'done'

/** A file or folder in a conversation: what a message says beside its text, which is the name. */
export interface FileInfo {
  readonly size: number
  /** Files of a folder; null: one file. */
  readonly files: number | null
  readonly state: FileState
  readonly pausedByMe: boolean
  readonly pausedByThem: boolean
  /** Bytes on the receiver's disk when that was last written down. */
  readonly at: number
  readonly failure: ErrorData | null
  /** Its name as saved here, which may differ when the first was taken; null: not saved here. */
  readonly savedAs: string | null
  /** Of mine, in a room: who has all of it. */
  readonly takenBy?: readonly Taker[]
}

/** Somebody of a room who has a file. */
export interface Taker {
  readonly name: string
  readonly personId: PersonId
}

/** Offers of one sender that wait for an answer, and can be answered together. */
export interface WaitingOffers {
  /** The message of the newest of them. */
  readonly last: string
  readonly count: number
  /** Of all of them, bytes. */
  readonly size: number
}

/** How a file goes on right now; the rate is null until it is known. */
export interface TransferProgress {
  readonly conversationId: ConversationId
  readonly id: string
  readonly at: number
  /** Bytes per second over the last seconds. */
  readonly rate: number | null
  /** false: it stands still, for now or for good; the message says why. */
  readonly moving: boolean
  /** Why nothing comes, for now: who could not reach whom. */
  readonly stuck?: ErrorData
}
