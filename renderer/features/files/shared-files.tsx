import { FolderOpen } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { ConversationId } from '../../../shared/model/conversation.ts'
import type { Message } from '../../../shared/model/message.ts'
import { getApi } from '../../api.ts'
import { useConversation } from '../../state/conversations-store.ts'
import { showFile } from '../../state/file-actions.ts'
import { useSelection } from '../../state/selection-store.ts'
import { jumpToMessage } from '../../state/thread-actions.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { fullTime } from '../conversations/time-words.ts'
import { useWords } from '../conversations/use-words.ts'
import { Part } from '../people/part.tsx'
import { FileIcon } from './file-icon.tsx'
import { sizeOf, useFileWords } from './file-words.ts'
import { SavedPath, useWhereabouts } from './saved-path.tsx'
import './files.css'

const pageSize = 30

/** Every file of a conversation, the newest first; each leads to its place in the thread. */
export function SharedFiles({ conversationId }: { readonly conversationId: ConversationId }) {
  const words = useFileWords()
  const [files, setFiles] = useState<readonly Message[]>([])
  const [hasMore, setHasMore] = useState(false)
  const load = async (before: string | null) => {
    const page = await getApi()
      .call('file.list', { conversationId, before, limit: pageSize })
      .catch(() => [])
    setFiles((known) => (before === null ? page : [...known, ...page]))
    setHasMore(page.length === pageSize)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each conversation
  useEffect(() => void load(null), [conversationId])
  return (
    <Part title={words.t('shared')}>
      {files.length === 0 ? <p>{words.t('sharedNone')}</p> : null}
      <ul className="fl-list" data-testid="shared-files">
        {files.map((message) => (
          <SharedFile key={message.id} message={message} />
        ))}
      </ul>
      {hasMore ? (
        <button type="button" className="cv-link" onClick={() => void load(files.at(-1)?.order ?? null)}>
          {words.t('more')}
        </button>
      ) : null}
    </Part>
  )
}

function SharedFile({ message }: { readonly message: Message }) {
  const words = useFileWords()
  const { locale } = useWords()
  const who = useConversation(message.conversationId)?.title ?? ''
  const [where, look] = useWhereabouts(message)
  const { file } = message
  if (!file) return null
  const goThere = () => {
    useSelection.setState({ dialog: null })
    void jumpToMessage(message.conversationId, message.id)
  }
  return (
    <li className="fl-item">
      <button type="button" className="fl-item-name" onClick={goThere}>
        <FileIcon name={message.text} folder={file.files !== null} />
        <span className="fl-about">
          <bdi className="fl-name">{message.text}</bdi>
          <span className="fl-size">
            {sizeOf(file, words)} · {fullTime(message.sentAt, locale)}
          </span>
          <SavedPath message={message} where={where} who={message.author?.name ?? who} />
        </span>
      </button>
      {file.state === 'done' || message.from === 'me' ? (
        <IconButton size="small" label={words.t('show')} icon={<FolderOpen size={16} />} onClick={() => void showFile(message).then(look)} />
      ) : null}
    </li>
  )
}
