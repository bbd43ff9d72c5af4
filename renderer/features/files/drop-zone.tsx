import { type ClipboardEvent, type DragEvent, type ReactNode, useState } from 'react'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { sendGiven } from '../../state/file-actions.ts'
import { useTakesFiles } from '../../state/rooms-store.ts'
import { useFileWords } from './file-words.ts'
import './files.css'

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes('Files')

/** The thread and its composer: what is dropped or pasted on them is offered. Plain text takes no files. */
export function DropZone({ conversation, children }: { readonly conversation: Conversation; readonly children: ReactNode }) {
  const { t } = useFileWords()
  const [over, setOver] = useState(false)
  const { id, title, blocked } = conversation
  const takes = useTakesFiles(conversation) && !blocked
  const onDragOver = (event: DragEvent) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = takes ? 'copy' : 'none'
    setOver(takes)
  }
  const onDrop = (event: DragEvent) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    setOver(false)
    if (takes && event.dataTransfer.files.length > 0) void sendGiven(id, [...event.dataTransfer.files])
  }
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files]
    if (!takes || files.length === 0) return
    event.preventDefault()
    void sendGiven(id, files)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button beside the text does the same
    <div
      className="fl-zone"
      data-testid="drop-zone"
      onDragOver={onDragOver}
      onDragLeave={(event) => !event.currentTarget.contains(event.relatedTarget as Node | null) && setOver(false)}
      onDrop={onDrop}
      onPaste={onPaste}
    >
      {children}
      {over ? (
        <div className="fl-over">
          <p>{t('drop', { name: title })}</p>
        </div>
      ) : null}
    </div>
  )
}
