import { useCallback, useEffect, useRef, useState } from 'react'
import type { Whereabouts } from '../../../shared/ipc/contract.ts'
import type { FileState } from '../../../shared/model/file.ts'
import type { Message } from '../../../shared/model/message.ts'
import { nowhere, whereFile } from '../../state/file-actions.ts'
import { useFileWords } from './file-words.ts'

interface SavedPathProps {
  readonly message: Message
  readonly where: Whereabouts
  /** Of whom it came from. */
  readonly who: string
}

/** The folder that a received file went to, the whole path one hover away; or that a file is no longer where it was, and what can be done. */
export function SavedPath({ message, where: { path, gone }, who }: SavedPathProps) {
  const { t } = useFileWords()
  const mine = message.from === 'me'
  if (path === null || (mine && !gone)) return null
  const folder = (
    <span className="fl-saved" title={path} data-testid="file-path">
      {t(gone ? 'wasIn' : 'savedIn', { folder: folderOf(path) })}
    </span>
  )
  if (!gone) return folder
  return (
    <>
      <span className="fl-state" data-testid="file-gone">
        {t('gone')} {mine ? null : t('askAgain', { name: who })}
      </span>
      {folder}
    </>
  )
}

/** When it should be on this disk: all of it came, or it is mine and somebody has it or may. */
const isHere = (from: Message['from'], state: FileState | undefined): boolean =>
  state === 'done' || (from === 'me' && (state === 'offered' || state === 'accepted'))

/** Where it is, and looks once more: what could not be shown may be gone. */
export function useWhereabouts(message: Message): readonly [Whereabouts, () => void] {
  const [where, setWhere] = useState(nowhere)
  const { conversationId, id, from } = message
  const here = isHere(from, message.file?.state)
  const asked = useRef(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when it has arrived, not when anything else of the message changes
  const look = useCallback(() => {
    const mine = ++asked.current
    if (!here) setWhere(nowhere)
    else void whereFile(message).then((found) => mine === asked.current && setWhere(found))
  }, [conversationId, id, here])
  useEffect(() => {
    look()
    return () => void asked.current++
  }, [look])
  return [where, look]
}

/** As the system writes it: what stands before its name. */
const folderOf = (path: string): string => path.replace(/[\\/][^\\/]*[\\/]?$/, '') || path
