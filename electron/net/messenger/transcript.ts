import type { Conversation } from '../../../shared/model/conversation.ts'
import { jsonLine, type TranscriptWords, textHead, textLines } from '../core/transcript.ts'
import type { Core } from './core.ts'

/** A conversation to be written down. */
export interface Transcript {
  readonly title: string
  /** With words, a text for people; without, one JSON object per line, as `palabre history --json`. */
  readonly lines: (words: TranscriptWords | null) => Iterable<string>
}

/** As it is shown (what was hidden stays hidden), in order, read page by page as it is asked for. */
export function transcriptOf(core: Core, conversation: Conversation): Transcript {
  return { title: conversation.title, lines: (words) => lines(core, conversation, words) }
}

function* lines(core: Core, conversation: Conversation, words: TranscriptWords | null): Iterable<string> {
  const { id, title, clearedBefore } = conversation
  const names = { me: core.settings().name, title }
  if (words) yield textHead(conversation, core.clock.now(), words)
  for (const message of core.store.read.history(id)) {
    if (message.from === 'system' || (clearedBefore !== null && message.order <= clearedBefore)) continue
    yield words ? textLines(message, names, words) : jsonLine(message, conversation)
  }
}
