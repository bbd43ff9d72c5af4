import type { ReactNode } from 'react'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { sendGiven } from '../../state/file-actions.ts'
import { useTakesFiles } from '../../state/rooms-store.ts'
import { openSendTo } from '../../state/send-to-store.ts'
import { DropArea } from './drop-area.tsx'
import { useFileWords } from './file-words.ts'

/** The thread and its composer: what is dropped or pasted on them is offered. Plain text takes no files. */
export function DropZone({ conversation, children }: { readonly conversation: Conversation; readonly children: ReactNode }) {
  const { t } = useFileWords()
  const takes = useTakesFiles(conversation) && !conversation.blocked
  return (
    <DropArea
      data-testid="drop-zone"
      takes={takes}
      words={t('drop', { name: conversation.title })}
      onFiles={(files) => void sendGiven([conversation.id], files)}
    >
      {children}
    </DropArea>
  )
}

/** The list of conversations: what is dropped on it is for those who are chosen then. */
export function DropForSome({ className, children }: { readonly className: string; readonly children: ReactNode }) {
  const { t } = useFileWords()
  return (
    <DropArea data-testid="drop-for-some" className={className} takes words={t('dropForSome')} onFiles={openSendTo}>
      {children}
    </DropArea>
  )
}
