import { basename, extname, join } from 'node:path'
import type { SaveDialogOptions } from 'electron'
import { AppError } from '../../shared/errors.ts'
import type { ConversationId } from '../../shared/model/conversation.ts'
import type { TranscriptWords } from '../net/core/transcript.ts'
import type { Transcript } from '../net/messenger/transcript.ts'
import { writeAtomicStream } from '../store/atomic-stream.ts'

export type ExportFormat = 'text' | 'json'

const endings = { text: 'txt', json: 'jsonl' } as const
const formatsByEnding: Readonly<Record<string, ExportFormat>> = { '.txt': 'text', '.jsonl': 'json', '.json': 'json' }

/** What the ending of a name asks for wins over what the menu said. */
export const formatOf = (file: string, format: ExportFormat): ExportFormat => formatsByEnding[extname(file).toLowerCase()] ?? format

/** A file name that every system takes; at most 32 characters of it are the other side's. */
export function fileNameFor(title: string, format: ExportFormat, now: Date): string {
  const safe = title.replace(/[\p{Cc}\p{Cf}\p{Cs}\\/:*?"<>|]+/gu, '_').replace(/^[.\s]+|[.\s]+$/g, '')
  return `Palabre - ${safe || '_'} - ${now.toISOString().slice(0, 10)}.${endings[format]}`
}

export interface ExportDeps {
  readonly transcript: (id: ConversationId) => Transcript
  /** The system's own dialog; null: cancelled. */
  readonly ask: (options: SaveDialogOptions) => Promise<string | null>
  readonly folder: () => string
  readonly words: () => { readonly transcript: TranscriptWords; readonly exportTitle: string; readonly textFiles: string; readonly jsonFiles: string }
  readonly now: () => Date
}

/** Asks where, writes; the name of the file that is there now, null when the person thought better of it. One at a time. */
export function conversationExport({ transcript, ask, folder, words, now }: ExportDeps) {
  let isBusy = false
  const write = async (id: ConversationId, format: ExportFormat): Promise<string | null> => {
    const { title, lines } = transcript(id)
    const { transcript: transcriptWords, exportTitle, textFiles, jsonFiles } = words()
    const filters = { text: { name: textFiles, extensions: ['txt'] }, json: { name: jsonFiles, extensions: ['jsonl', 'json'] } }
    const defaultPath = join(folder(), fileNameFor(title, format, now()))
    const file = await ask({ title: exportTitle, defaultPath, filters: format === 'text' ? [filters.text, filters.json] : [filters.json, filters.text] })
    if (file === null) return null
    await writeAtomicStream(file, lines(formatOf(file, format) === 'text' ? transcriptWords : null)).catch(rethrow)
    return basename(file)
  }
  return async (id: ConversationId, format: ExportFormat): Promise<string | null> => {
    if (isBusy) return null
    isBusy = true
    try {
      return await write(id, format)
    } finally {
      isBusy = false
    }
  }
}

/** What the history said stays; what the system said about the file gets words of its own. */
function rethrow(thrown: unknown): never {
  if (thrown instanceof AppError) throw thrown
  const code = (thrown as NodeJS.ErrnoException | null)?.code
  throw new AppError('export-failed', { cause: typeof code === 'string' ? code : '' }, { cause: thrown })
}
