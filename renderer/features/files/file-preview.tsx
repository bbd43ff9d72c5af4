import { type SyntheticEvent, useState } from 'react'
import { limits } from '../../../shared/limits.ts'
import { fileKind } from '../../../shared/model/file-kind.ts'
import type { Message } from '../../../shared/model/message.ts'
import { getApi } from '../../api.ts'
import { useFileWords } from './file-words.ts'

interface FilePreviewProps {
  readonly message: Message
  /** Its bytes are on this computer. */
  readonly size: number
  /** It can't be shown. */
  readonly onBroken: () => void
}

/** What can be looked at inside the window. Main serves it only when it is small enough; what can't be shown is left out. */
export function FilePreview({ message, size, onBroken }: FilePreviewProps) {
  const [broken, setBroken] = useState(false)
  const { t } = useFileWords()
  const { conversationId, id, text: name } = message
  const kind = fileKind(name)
  if (broken || kind === 'other' || size === 0) return null
  const src = getApi().fileUrl(conversationId, id)
  const failed = () => {
    setBroken(true)
    onBroken()
  }
  switch (kind) {
    case 'picture':
      return size > limits.previewPictureBytes ? null : (
        <img className="fl-picture" data-testid="file-picture" src={src} alt={t('picture', { name })} loading="lazy" decoding="async" onError={failed} />
      )
    case 'audio':
      // biome-ignore lint/a11y/useMediaCaption: nobody has captions for what a person sends
      return <audio className="fl-sound" controls preload="none" src={src} aria-label={name} onError={failed} />
    case 'video':
      // biome-ignore lint/a11y/useMediaCaption: nobody has captions for what a person sends
      return <video className="fl-film" controls preload="metadata" src={src} aria-label={name} onError={failed} />
    case 'text':
      return <TextPreview src={src} size={size} onBroken={onBroken} />
  }
}

/** Fetched when it is opened, so that a thread full of texts asks for none. */
function TextPreview({ src, size, onBroken }: { readonly src: string } & Omit<FilePreviewProps, 'message'>) {
  const { t } = useFileWords()
  const [text, setText] = useState<string | null>(null)
  const onToggle = async (event: SyntheticEvent<HTMLDetailsElement>) => {
    if (!event.currentTarget.open || text !== null) return
    const response = await fetch(src).catch(() => null)
    if (!response?.ok) onBroken()
    setText(response?.ok ? await response.text() : t('noPreview'))
  }
  return (
    <details className="fl-text" onToggle={(event) => void onToggle(event)}>
      <summary>{t('look')}</summary>
      {text === null ? null : (
        <pre dir="auto" data-testid="file-text">
          {text}
          {size > limits.previewTextBytes ? '…' : ''}
        </pre>
      )}
    </details>
  )
}
