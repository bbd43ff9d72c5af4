import { useEffect, useState } from 'react'
import type { Message } from '../../../shared/model/message.ts'
import { whereFile } from '../../state/file-actions.ts'
import { useFileWords } from './file-words.ts'

/** The folder that a received file went to; the whole path is one hover away. */
export function SavedPath({ message }: { readonly message: Message }) {
  const { t } = useFileWords()
  const path = useSavedPath(message)
  if (path === null) return null
  return (
    <span className="fl-saved" title={path} data-testid="file-path">
      {t('savedIn', { folder: folderOf(path) })}
    </span>
  )
}

export function useSavedPath(message: Message): string | null {
  const [path, setPath] = useState<string | null>(null)
  const { conversationId, id } = message
  const state = message.file?.state
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when it has arrived, not when anything else of the message changes
  useEffect(() => {
    let here = true
    if (message.from === 'me' || state !== 'done') setPath(null)
    else void whereFile(message).then((found) => here && setPath(found))
    return () => {
      here = false
    }
  }, [conversationId, id, state])
  return path
}

/** As the system writes it: what stands before its name. */
const folderOf = (path: string): string => path.replace(/[\\/][^\\/]*[\\/]?$/, '') || path
