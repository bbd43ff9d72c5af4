import type { DiagnosticEvent, NumberedEvent } from '../../../shared/events.ts'
import type { Commands } from '../../../shared/ipc/contract.ts'
import type { ConversationId } from '../../../shared/model/conversation.ts'
import type { DoctorRun, DoctorTarget } from '../../../shared/model/doctor.ts'
import type { Message } from '../../../shared/model/message.ts'
import type { PictureId } from '../../../shared/model/person.ts'
import type { Settings } from '../../../shared/model/settings.ts'
import type { Picture } from '../core/picture.ts'
import type { DoctorHooks } from '../diagnostics/doctor/index.ts'
import type { RunHandle } from '../diagnostics/measure/recorder.ts'
import type { RunHistory } from './run-history.ts'
import type { Transcript } from './transcript.ts'

/** The whole core behind one door: what the window and the terminal drive. */
export interface Messenger {
  readonly commands: Commands
  readonly events: { subscribe(listener: (event: NumberedEvent) => void): () => void }
  /** Listens and starts to reach people. Never rejects for a port: see the `listener` event. */
  start(): Promise<void>
  /** Closes every socket, writes what waits, closes the store. */
  stop(): Promise<void>
  /** A picture that is kept here, mine or theirs, checked once more; null: there is none. */
  picture(id: PictureId): Picture | null
  /** Offers files and folders, to one or to each of several. Paths come from dialogs, drops and command lines, never from the page. */
  offerFiles(to: ConversationId | readonly ConversationId[], paths: readonly string[]): Promise<readonly Message[]>
  /** The offer of what is at this path, as it is now, that waits there for an answer or is on its way; null: there is none. Rejects as an offer. */
  onItsWay(id: ConversationId, path: string): Promise<Message | null>
  /** Where a file of a conversation is on this disk; null: not here, or not whole. */
  fileOf(id: ConversationId, messageId: string): string | null
  /** A message may still offer what is at this path; once it is stopped, it may of all. */
  isOffered(path: string): boolean
  /** Where what is received goes now. */
  downloads(): string
  setDownloads(folder: string): Promise<Settings>
  /** Throws `AppError` unknown-conversation. */
  transcript(id: ConversationId): Transcript
  /** What is kept of the diagnostics' runs. */
  readonly runs: RunHistory
  /** Puts something that happened beside the messenger into its stream. */
  tell(event: DiagnosticEvent): void
  /** Whose connection has which other end (`HOST:PORT`). */
  conversationsByRemote(): ReadonlyMap<string, ConversationId>
  /** true: everything sent is on the other side's disk (plain: written to the network) within `timeoutMs`. */
  drained(timeoutMs: number): Promise<boolean>
  /** Looks why someone can't be reached. `loadPort`: a throughput server over there. Rejects `AppError` unknown-name, ambiguous-name, bad-port. */
  examine(target: DoctorTarget, loadPort: number | null, hooks?: DoctorHooks): Promise<RunHandle<DoctorRun>>
  /** The computer goes to sleep, wakes, changes network. */
  suspend(): void
  resume(): void
  networkChanged(): void
}
